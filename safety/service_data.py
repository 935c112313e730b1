"""Helplines: what ``data/services.yml`` holds, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from .errors import SafetyError

LANGUAGES: Final = ("fi", "sv", "en")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANNEL_KINDS: Final = ("call", "chat", "text", "sign", "web", "visit")
USES: Final = ("ok", "check_first")
CONFIDENCES: Final = ("verified", "conflicting", "unverified")
WRITING: Final = ("chat", "text", "web")
DATA: Final = Path(__file__).resolve().parents[1] / "data"
SERVICES_FILE: Final = DATA / "services.yml"
NATIONWIDE: Final = "finland"
# The wellbeing services counties, and Helsinki and Åland, which are on their own.
REGIONS: Final = (
    NATIONWIDE,
    *"ahvenanmaa etela_karjala etela_pohjanmaa etela_savo helsinki ita_uusimaa".split(),
    *"kainuu kanta_hame keski_pohjanmaa keski_suomi keski_uusimaa kymenlaakso".split(),
    *"lansi_uusimaa lappi paijat_hame pirkanmaa pohjanmaa pohjois_karjala".split(),
    *"pohjois_pohjanmaa pohjois_savo satakunta vantaa_kerava varsinais_suomi".split(),
)
MINUTES_A_DAY: Final = 24 * 60

Texts = Mapping[str, str]


class ServicesError(SafetyError):
    """A services file that cannot be used.

    Attributes:
        file: Name of the file.
        problems: One sentence a problem: id, key, value found, remedy.
    """

    def __init__(self, file: str, problems: Iterable[str]) -> None:
        self.file, self.problems = file, tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))


@dataclass(frozen=True)
class Span:
    """Opening hours on some weekdays, in minutes after local midnight.

    ``close`` is over 1440 where the span ends on the next day.
    """

    days: frozenset[int]
    open: int
    close: int


@dataclass(frozen=True)
class Always:
    """Round the clock, every day."""


ALWAYS: Final = Always()
Hours = Always | tuple[Span, ...] | None


@dataclass(frozen=True)
class Channel:
    """One way to reach a service, with its own hours and languages.

    Attributes:
        hours: None where no source states them.
        hours_as_of: First day of the period the source of the hours is dated to.
        holidays: Hours on public holidays; None promises nothing.
        eves: Hours on the day before a public holiday; None means as usual.
        registration: Works only for those who registered beforehand.
    """

    kind: str
    languages: tuple[str, ...]
    hours: Hours
    hours_as_of: date | None
    tel: str | None = None
    display: str | None = None
    url: str | None = None
    holidays: tuple[Span, ...] | None = None
    holidays_as_usual: bool = False
    eves: tuple[Span, ...] | None = None
    registration: bool = False
    note: Texts | None = None


@dataclass(frozen=True)
class Service:
    """A place that helps. ``names`` and other texts are by language."""

    id: str
    names: Texts
    description: Texts
    kind: str
    channels: tuple[Channel, ...]
    languages: tuple[str, ...]
    ages: tuple[int | None, int | None] | None
    cost: Texts | None
    anonymous: bool | None
    region: str
    url: str | None
    address: str | None
    queue_note: Texts | None
    topics: tuple[str, ...]
    sources: tuple[Mapping[str, Any], ...]
    contact_as_of: date | None
    confidence: str
    use: str

    def channel(self, *kinds: str, language: str | None = None) -> Channel | None:
        """Return the first channel of these kinds, in ``language`` if there is one."""
        found = [c for c in self.channels if c.kind in kinds]
        own = [c for c in found if language in c.languages]
        return next(iter(own or found), None)

    @property
    def main(self) -> Channel:
        """The channel the service is known for."""
        return self.channels[0]


@dataclass(frozen=True)
class Situation:
    """Which service comes first in a situation, and which after it."""

    id: str
    when: str
    first: str
    then: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True)
class Services:
    """All services of the file; ``visible`` leaves out what may not be shown.

    Attributes:
        confirmed: Ids of ``check_first`` services that the operator has confirmed.
        region: Local services of other regions are not shown; None shows them all.
    """

    services: Mapping[str, Service]
    situations: Mapping[str, Situation]
    fallbacks: Mapping[str, str]
    do_not_use: Mapping[str, str]
    checked: date
    confirmed: frozenset[str] = field(default=frozenset())
    region: str | None = None

    def visible(self) -> tuple[Service, ...]:
        """Return the services that may be shown, in the order of the file."""
        return tuple(s for s in self.services.values() if self.is_visible(s.id))

    def is_visible(self, service_id: str) -> bool:
        """Tell whether a service may be shown; an unknown id may not."""
        service = self.services.get(service_id)
        if service is None:
            return False
        is_near = self.region is None or service.region in (NATIONWIDE, self.region)
        return is_near and (service.use == "ok" or service_id in self.confirmed)

    def get(self, service_id: str) -> Service:
        """Return a service, visible or not.

        Raises:
            KeyError: No service has this id.
        """
        return self.services[service_id]


def load_services(
    path: Path = SERVICES_FILE,
    *,
    confirmed: frozenset[str] = frozenset(),
    region: str | None = None,
) -> Services:
    """Read and check a services file.

    Args:
        confirmed: Ids of ``check_first`` entries that the operator has confirmed.
        region: One of ``REGIONS`` whose local services may be shown; None for all.

    Raises:
        ServicesError: The file is missing, is no YAML, or an entry is wrong; all
            problems at once.
    """
    data = read_mapping(path, ServicesError)
    reader = _Reader()
    services = reader.services(data.get("services"))
    situations = reader.situations(data.get("situations"), services)
    for unknown in sorted(confirmed - services.keys()):
        reader.problem("confirmed", "id", unknown, "ids of this file")
    checked = reader.day("file", "checked", data.get("checked"))
    if reader.problems:
        raise ServicesError(path.name, reader.problems)
    return Services(
        services=services,
        situations=situations,
        fallbacks={k: v["rule"] for k, v in data.get("fallbacks", {}).items()},
        do_not_use={row["value"]: row["why"] for row in data.get("do_not_use", ())},
        checked=checked or date.min,
        confirmed=confirmed,
        region=region,
    )


def read_mapping(
    path: Path, error: Callable[[str, Iterable[str]], SafetyError]
) -> dict[str, Any]:
    """Read a YAML file that holds a mapping.

    Raises:
        SafetyError: As made by ``error``: the file is missing or is no mapping.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as gone:
        raise error(path.name, ["cannot be read: put the file back"]) from gone
    except yaml.YAMLError as broken:
        where = getattr(broken, "problem_mark", None)
        line = f"line {where.line + 1}" if where else "the file"
        raise error(path.name, [f"{line}: is not YAML: mend it"]) from broken
    if not isinstance(data, dict):
        raise error(path.name, ["holds no mapping: put the keys back"])
    return data


_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader:
    """Builds the dataclasses and gathers every problem on the way."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def problem(self, where: str, key: str, found: object, allowed: str) -> None:
        self.problems.append(f"{where}: {key} is {found!r}; allowed: {allowed}")

    def services(self, rows: object) -> dict[str, Service]:
        if not isinstance(rows, list) or not rows:
            self.problem("file", "services", rows, "a list of at least one service")
            return {}
        made: dict[str, Service] = {}
        for number, row in enumerate(rows, start=1):
            where = row.get("id") if isinstance(row, dict) else None
            if not isinstance(where, str) or where in made:
                self.problem(f"service {number}", "id", where, "a new id")
                continue
            made[where] = self.service(where, row)
        if "emergency_112" not in made:
            self.problem("file", "services", "no emergency_112", "the entry put back")
        return made

    def service(self, where: str, row: Mapping[str, Any]) -> Service:
        return Service(
            id=where,
            names=self.texts(where, "names", row.get("names")) or {},
            description=self.texts(where, "description", row.get("description")) or {},
            kind=str(row.get("kind")),
            channels=self.channels(where, row.get("channels")),
            languages=self.strings(where, "languages", row.get("languages")),
            ages=self.ages(where, row.get("ages")),
            cost=self.optional_texts(where, "cost", row.get("cost")),
            anonymous=self.flag(where, row.get("anonymous")),
            region=self.one_of(where, "region", row.get("region"), REGIONS),
            url=self.link(where, row.get("url")),
            address=row.get("address"),
            queue_note=self.optional_texts(where, "queue_note", row.get("queue_note")),
            topics=self.strings(where, "topics", row.get("topics")),
            sources=tuple(row.get("sources") or ()),
            contact_as_of=self.day(where, "contact_as_of", row.get("contact_as_of")),
            confidence=self.one_of(
                where, "confidence", row.get("confidence"), CONFIDENCES
            ),
            use=self.one_of(where, "use", row.get("use"), USES),
        )

    def channels(self, where: str, rows: object) -> tuple[Channel, ...]:
        if not isinstance(rows, list) or not rows:
            self.problem(where, "channels", rows, "a list of at least one channel")
            return ()
        return tuple(self.channel(f"{where}.{row.get('kind')}", row) for row in rows)

    def channel(self, where: str, row: Mapping[str, Any]) -> Channel:
        holidays = row.get("holidays")
        as_usual = holidays == "same"
        return Channel(
            kind=self.one_of(where, "kind", row.get("kind"), CHANNEL_KINDS),
            languages=self.strings(where, "languages", row.get("languages")),
            hours=self.hours(where, row.get("hours")),
            hours_as_of=self.day(where, "hours_as_of", row.get("hours_as_of")),
            tel=self.number(where, row.get("tel")),
            display=row.get("display"),
            url=self.link(where, row.get("url")),
            holidays=None if as_usual else self.spans(where, "holidays", holidays),
            holidays_as_usual=as_usual,
            eves=self.spans(where, "eves", row.get("eves")),
            registration=row.get("registration") is True,
            note=self.optional_texts(where, "note", row.get("note")),
        )

    def hours(self, where: str, value: object) -> Hours:
        if value == "always":
            return ALWAYS
        return self.spans(where, "hours", value)

    def spans(self, where: str, key: str, rows: object) -> tuple[Span, ...] | None:
        if rows is None:
            return None
        if not isinstance(rows, list) or not rows:
            self.problem(where, key, rows, "always, null or a list of spans")
            return None
        return tuple(self.span(where, key, row) for row in rows)

    def span(self, where: str, key: str, row: Mapping[str, Any]) -> Span:
        days = row.get("days", DAYS)
        wrong = [day for day in days if day not in DAYS]
        if wrong:
            self.problem(where, f"{key}.days", wrong, ", ".join(DAYS))
        open_at = self.minutes(where, f"{key}.open", row.get("open"))
        close_at = self.minutes(where, f"{key}.close", row.get("close"))
        if close_at <= open_at:
            close_at += MINUTES_A_DAY
        indexes = frozenset(DAYS.index(day) for day in days if day in DAYS)
        return Span(indexes, open_at, close_at)

    def minutes(self, where: str, key: str, value: object) -> int:
        parts = value.split(":") if isinstance(value, str) else []
        if len(parts) == 2 and all(p.isdigit() and len(p) == 2 for p in parts):
            total = int(parts[0]) * 60 + int(parts[1])
            if int(parts[1]) < 60 and total <= MINUTES_A_DAY:
                return total
        self.problem(where, key, value, 'a quoted time from "00:00" to "24:00"')
        return 0

    def texts(self, where: str, key: str, value: object) -> Texts | None:
        if isinstance(value, dict) and all(_is_text(value.get(k)) for k in LANGUAGES):
            return {language: value[language] for language in LANGUAGES}
        self.problem(where, key, value, "a text each for fi, sv and en")
        return None

    def optional_texts(self, where: str, key: str, value: object) -> Texts | None:
        return None if value is None else self.texts(where, key, value)

    def strings(self, where: str, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and value and all(_is_text(v) for v in value):
            return tuple(value)
        self.problem(where, key, value, "a list of at least one word")
        return ()

    def ages(self, where: str, value: object) -> tuple[int | None, int | None] | None:
        if value is None:
            return None
        if isinstance(value, list) and len(value) == 2:
            low, high = value
            if all(v is None or isinstance(v, int) for v in value):
                return low, high
        self.problem(where, "ages", value, "null or [lowest, highest], null where open")
        return None

    def flag(self, where: str, value: object) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        self.problem(where, "anonymous", value, "true, false or null")
        return None

    def number(self, where: str, value: object) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) and value.lstrip("+").isdigit():
            return value
        self.problem(where, "tel", value, 'quoted digits, such as "116117"')
        return None

    def link(self, where: str, value: object) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return value
        self.problem(where, "url", value, "an address that begins with https://")
        return None

    def one_of(
        self, where: str, key: str, value: object, allowed: tuple[str, ...]
    ) -> str:
        if value not in allowed:
            self.problem(where, key, value, ", ".join(allowed))
        return str(value)

    def day(self, where: str, key: str, value: object) -> date | None:
        """Read a date; of a month or a year its first day, so it is never younger."""
        if value is None or isinstance(value, date):
            return value
        parts = value.split("-") if isinstance(value, str) else []
        try:
            year, month, day = (*map(int, parts), *(1, 1, 1)[len(parts) :])
            return date(year, month, day)
        except (TypeError, ValueError):
            self.problem(where, key, value, 'null, "2026", "2026-11" or "2026-11-22"')
            return None

    def situations(
        self, rows: object, services: Mapping[str, Service]
    ) -> dict[str, Situation]:
        if not isinstance(rows, dict) or not rows:
            self.problem("file", "situations", rows, "a mapping of situations")
            return {}
        return {key: self.situation(key, row, services) for key, row in rows.items()}

    def situation(
        self, key: str, row: Mapping[str, Any], services: Mapping[str, Service]
    ) -> Situation:
        first, then = str(row.get("first")), tuple(row.get("then") or ())
        for service_id in (first, *then):
            if service_id not in services:
                self.problem(f"situation {key}", "service", service_id, "a known id")
        return Situation(key, str(row.get("when")), first, then, row.get("note"))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
