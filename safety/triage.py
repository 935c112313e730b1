"""Choose the helplines of a card: at most three, the one that fits best first.

The order is data (``data/triage.yml``, ``situations`` of ``data/services.yml``); here
stands only how hours, language, age and channel change it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from .errors import SafetyError
from .hours import HELSINKI, State, is_holiday, state
from .level import Level
from .service_data import DATA, LANGUAGES, Service, Services, read_mapping

TRIAGE_FILE: Final = DATA / "triage.yml"
EMERGENCY: Final = "emergency_112"
MOST: Final = 3
LEAST: Final = 2
LIVE_WRITING: Final = ("chat",)

Ages = tuple[int, int]


class TriageError(SafetyError):
    """A triage file that cannot be used; says every problem."""

    def __init__(self, file: str, problems: Iterable[str]) -> None:
        self.file, self.problems = file, tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))


@dataclass(frozen=True)
class Rule:
    """Leads from a danger to a situation; an empty ``levels`` means any."""

    categories: frozenset[str]
    levels: frozenset[Level]
    subject: str | None
    situation: str

    def fits(self, category: str, level: Level, subject: str) -> bool:
        """Tell whether the rule speaks of this danger."""
        return (
            category in self.categories
            and (not self.levels or level in self.levels)
            and self.subject in (None, subject)
        )


@dataclass(frozen=True)
class SchoolHours:
    """When the school's own people stand for another service."""

    open: str
    close: str
    instead_of: Mapping[str, str]
    situations: frozenset[str]


@dataclass(frozen=True)
class Triage:
    """What ``data/triage.yml`` says."""

    rules: tuple[Rule, ...]
    defaults: Mapping[str, str]
    leads_at_acute: tuple[str, ...]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    writing: Mapping[str, tuple[str, ...]]
    fill: tuple[str, ...]
    school_hours: SchoolHours
    age_bands: Mapping[str, Ages]
    talk: Mapping[str, str]
    anyone: Ages


def choose(
    services: Services,
    *,
    categories: Sequence[str] = (),
    level: Level = Level.NONE,
    subject: str = "self",
    language: str = "fi",
    age_band: str | None = None,
    channel: str | None = None,
    tried: Collection[str] = (),
    at: datetime,
    situation: str | None = None,
) -> list[Service]:
    """Choose one to three services, the first choice first.

    Args:
        categories: Of the chat so far, the current message's first.
        language: fi, sv or en; any other is a language the detector cannot read.
        age_band: A key of ``age_bands``, where the person told an age; else None.
        channel: "writing" where the person cannot speak aloud.
        tried: Services that were just busy or closed; they stand after those that
            answer, and so does another service at the same number.
        at: An aware time.
        situation: A key of ``lists`` that overrules category, level and subject.

    Raises:
        KeyError: ``situation`` or ``age_band`` is not in ``data/triage.yml``.
    """
    triage = load_triage()
    numbers = {services.get(i).main.tel for i in tried} - {None}
    asked = _Asked(
        services=services,
        triage=triage,
        level=level,
        language=language,
        age_band=age_band,
        channel=channel,
        tried=frozenset(
            s.id for s in services.visible() if s.id in tried or s.main.tel in numbers
        ),
        at=at,
    )
    ids = [situation] if situation else _situations(asked, categories, subject)
    return asked.card(*ids[:2])


def _situations(asked: _Asked, categories: Sequence[str], subject: str) -> list[str]:
    """Return the situations of a chat, the leading one first; at least one."""
    defaults, level = asked.triage.defaults, asked.level
    if asked.language not in LANGUAGES:
        return [defaults["unread_language"]]
    found = [
        rule.situation
        for category in _ordered(asked.triage, categories, level)
        if (rule := _rule(asked.triage, category, level, subject))
    ]
    if level < Level.ELEVATED:
        return [asked.triage.talk.get(asked.age_band or "", defaults["talk"])]
    default = defaults["acute" if level is Level.ACUTE else "danger"]
    return list(dict.fromkeys(found)) or [default]


def _ordered(triage: Triage, categories: Sequence[str], level: Level) -> Sequence[str]:
    if level is not Level.ACUTE:
        return categories
    return sorted(categories, key=lambda c: c not in triage.leads_at_acute)


def _rule(triage: Triage, category: str, level: Level, subject: str) -> Rule | None:
    fitting = (r for r in triage.rules if r.fits(category, level, subject))
    return next(fitting, None)


@dataclass(frozen=True)
class _Asked:
    """One question for helplines."""

    services: Services
    triage: Triage
    level: Level
    language: str
    age_band: str | None
    channel: str | None
    tried: frozenset[str]
    at: datetime

    def card(self, situation: str, second: str | None = None) -> list[Service]:
        chosen = self.ranked(situation)
        if second:
            chosen = _with_second(chosen, self.ranked(second))
        if self.level is Level.ACUTE:
            chosen = self.with_emergency_first(chosen)
        chosen = self.with_one_that_answers(self.filled(chosen))
        if self.writes:
            chosen = self.with_a_chat(chosen)
        if self.language in ("sv", "en"):
            chosen = self.in_own_language(chosen)
        return chosen[:MOST]

    def ranked(self, situation: str) -> list[Service]:
        """Return all that fit, the first choice first."""
        ids = self.ids(situation)
        fitting = [self.services.get(i) for i in ids if self.fits(i)]
        if not fitting:
            return []
        first = fitting[0] if self.keeps_first(fitting[0], ids[0]) else None
        rest = sorted((s for s in fitting if s is not first), key=self.rank)
        return [first, *rest] if first else rest

    def keeps_first(self, service: Service, named_first: str) -> bool:
        if service.id != named_first:
            return False
        if service.id == EMERGENCY:
            return True
        is_out = self.writes or service.id in self.tried
        return not is_out and self.state(service).name != "closed"

    def ids(self, situation: str) -> list[str]:
        by_language = self.triage.lists[situation]
        ids = by_language.get(self.language, by_language["fi"])
        if self.is_young and self.language == "fi":
            ids = by_language.get("young", ids)
        if not self.in_school_hours(situation):
            return list(ids)
        return [self.at_school(service_id) for service_id in ids]

    def at_school(self, service_id: str) -> str:
        """Return the school's own people where they may be shown, else the service."""
        instead = self.triage.school_hours.instead_of.get(service_id, service_id)
        return instead if self.services.is_visible(instead) else service_id

    @property
    def is_young(self) -> bool:
        return self.age_band == "under_16" and self.level <= Level.ELEVATED

    @property
    def writes(self) -> bool:
        return self.channel == "writing"

    def in_school_hours(self, situation: str) -> bool:
        hours, local = self.triage.school_hours, self.at.astimezone(HELSINKI)
        return (
            situation in hours.situations
            and self.level <= Level.ELEVATED
            and self.age_band != "over_29"
            and local.weekday() < 5
            and not is_holiday(local.date())
            and hours.open <= local.strftime("%H:%M") < hours.close
        )

    def fits(self, service_id: str) -> bool:
        """Tell whether a service may be shown to this person."""
        if not self.services.is_visible(service_id):
            return False
        low, high = self.services.get(service_id).ages or (None, None)
        youngest, oldest = self.triage.anyone
        if self.age_band:
            youngest, oldest = self.triage.age_bands[self.age_band]
        return (low or 0) <= oldest and youngest <= (high or oldest)

    def state(self, service: Service) -> State:
        return state(service, self.at, language=self.language)

    def answers(self, service: Service) -> bool:
        """Tell whether trying now makes sense, by its hours and by what was told."""
        return self.state(service).usable and service.id not in self.tried

    def rank(self, service: Service) -> tuple[int, datetime]:
        """Rank by state: answers now, hours not known, tried, closed; soonest first."""
        far = datetime.max.replace(tzinfo=timezone.utc)
        if service.id in self.tried and service.id != EMERGENCY:
            return 2, far
        if self.writes and service.channel(*LIVE_WRITING):
            chat = self.chat(service)
            if chat.usable:
                return -2 if chat.name == "open" else -1, far
        found = self.state(service)
        order = {"open": 0, "check": 0, "unknown": 1, "closed": 3}
        return order[found.name], found.opens_at or far

    def chat(self, service: Service) -> State:
        return state(service, self.at, language=self.language, kinds=LIVE_WRITING)

    def with_emergency_first(self, chosen: list[Service]) -> list[Service]:
        emergency = self.services.get(EMERGENCY)
        return [emergency, *(s for s in chosen if s.id != EMERGENCY)]

    def filled(self, chosen: list[Service]) -> list[Service]:
        """Give a second way: a line may be busy (SAF-C3)."""
        missing = [i for i in self.triage.fill if i not in {s.id for s in chosen}]
        n_missing = max(0, LEAST - len(chosen))
        return [*chosen, *map(self.services.get, missing[:n_missing])]

    def with_one_that_answers(self, chosen: list[Service]) -> list[Service]:
        """Put in a place that answers now, where all the others are out."""
        if any(self.answers(s) for s in _others(chosen)[:MOST]):
            return chosen
        fill = (self.services.get(i) for i in (*self.triage.fill, EMERGENCY))
        new = next(s for s in fill if s.id == EMERGENCY or self.answers(s))
        at = 1 if chosen[0].id == EMERGENCY != new.id else 0
        rest = [s for s in chosen if s is not new]
        return [*rest[:at], new, *rest[at:]]

    def with_a_chat(self, chosen: list[Service]) -> list[Service]:
        """Show where one can write, or when the next chat opens."""
        own = [s for s in chosen[:MOST] if self.has_hours_of_chat(s)]
        if any(map(self.has_own_chat, own)):
            return chosen
        ids = self.triage.writing[self.language]
        fitting = [self.services.get(i) for i in ids if self.fits(i)]
        found = sorted(filter(self.has_hours_of_chat, fitting), key=self.rank)
        if not found:
            return chosen
        rest = [s for s in chosen if s is not found[0]]
        at = MOST - 1
        if self.chat(found[0]).usable and found[0].id not in self.tried:
            at = 1 if rest[0].id == EMERGENCY else 0
        return [*rest[:at], found[0], *rest[at:]]

    def has_hours_of_chat(self, service: Service) -> bool:
        """Tell whether a service has a chat, and when it is open."""
        if not service.channel(*LIVE_WRITING):
            return False
        chat = self.chat(service)
        return chat.usable or chat.opens_at is not None

    def has_own_chat(self, service: Service) -> bool:
        chat = service.channel(*LIVE_WRITING, language=self.language)
        return chat is not None and self.language in chat.languages

    def in_own_language(self, chosen: list[Service]) -> list[Service]:
        """Keep a line in the person's language, and 112 where none answers now."""
        others = _others(chosen)
        own = [s for s in others if self.language in s.languages]
        if any(self.answers(s) for s in own if s in chosen[:MOST]):
            return chosen
        if self.writes:
            chats = filter(self.has_hours_of_chat, others)
            own = sorted([*chats, *own], key=lambda s: not self.has_own_chat(s))
        kept = _each_once([*others[:1], *own[:1], *others])[: MOST - 1]
        emergency = self.services.get(EMERGENCY)
        is_first = chosen[0] is emergency or self.state(kept[0]).name == "closed"
        return [emergency, *kept] if is_first else [*kept, emergency]


def _each_once(chosen: Iterable[Service]) -> list[Service]:
    return list({s.id: s for s in chosen}.values())


def _others(chosen: Iterable[Service]) -> list[Service]:
    return [s for s in chosen if s.id != EMERGENCY]


def _with_second(chosen: list[Service], other: list[Service]) -> list[Service]:
    """Let the first service of a second danger be the third."""
    known = {s.id for s in chosen[: MOST - 1]} | {EMERGENCY}
    new = next((s for s in other if s.id not in known), None)
    if new is None:
        return chosen
    rest = [s for s in chosen[MOST - 1 :] if s is not new]
    return [*chosen[: MOST - 1], new, *rest]


@lru_cache(maxsize=4)
def load_triage(path: Path = TRIAGE_FILE) -> Triage:
    """Read and check the triage file, once.

    Raises:
        TriageError: A key is missing, or a rule names an unknown situation or level.
    """
    data = read_mapping(path, TriageError)
    try:
        triage = _triage(data)
    except (KeyError, TypeError, ValueError) as wrong:
        raise TriageError(path.name, [f"{wrong}: mend this key"]) from wrong
    problems = list(_unknown_situations(triage))
    if problems:
        raise TriageError(path.name, problems)
    return triage


def _triage(data: Mapping[str, Any]) -> Triage:
    bands = data["age_bands"]
    return Triage(
        rules=tuple(map(_read_rule, data["rules"])),
        defaults=data["defaults"],
        leads_at_acute=tuple(data["leads_at_acute"]),
        lists={
            situation: {language: tuple(ids) for language, ids in row.items()}
            for situation, row in data["lists"].items()
        },
        writing={language: tuple(ids) for language, ids in data["writing"].items()},
        fill=tuple(data["fill"]),
        school_hours=_school_hours(data["school_hours"]),
        age_bands={key: _ages(row["ages"]) for key, row in bands.items()},
        talk={key: row["talk"] for key, row in bands.items()},
        anyone=_ages(data["anyone"]),
    )


def _read_rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        categories=frozenset(row["categories"]),
        levels=frozenset(map(Level.parse, row.get("levels", ()))),
        subject=row.get("subject"),
        situation=row["situation"],
    )


def _school_hours(row: Mapping[str, Any]) -> SchoolHours:
    return SchoolHours(
        open=row["open"],
        close=row["close"],
        instead_of=row["instead_of"],
        situations=frozenset(row["situations"]),
    )


def _ages(pair: Sequence[int]) -> Ages:
    low, high = pair
    return low, high


def _unknown_situations(triage: Triage) -> Iterable[str]:
    named = [rule.situation for rule in triage.rules]
    named += [*triage.defaults.values(), *triage.talk.values()]
    named += triage.school_hours.situations
    for situation in sorted(set(named) - triage.lists.keys()):
        yield f"situation {situation!r} has no list: add it under lists"
    for situation, row in triage.lists.items():
        if "fi" not in row:
            yield f"lists: {situation} has no Finnish list: add fi"
