"""What the values of the store are published as: merged, all listed, with a floor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.content import Content
from bot.disclosure import rules
from bot.intervals import DETRACTOR, PASSIVE, PROMOTER, group_of
from bot.model import AREAS, LANGUAGES
from bot.store import BUCKETS, ENDINGS, MODES, REQUESTS
from safety import Level
from safety.assessment import CATEGORIES

Group = Callable[[str, Content], str]
"""Tells what a value is published as: small groups are merged first (STA-5)."""

ALERT = "elevated_or_above"
NOT_REACHED = "not_reached"
FAST, SLOW = "within_50_ms", "slower"
FAST_MS = 50
OTHER = "other"
KNOWN: Mapping[str, Sequence[str]] = {
    "language": LANGUAGES,
    "level": (Level.NONE.label, Level.CONCERN.label, ALERT),
    "category": (*CATEGORIES, "none"),
    "part": ("rasa", "detector"),
    "thumb": ("up", "down"),
    "feeling": ("worse", "same", "better"),
    "mode": MODES,
    "score": (PROMOTER, PASSIVE, DETRACTOR),
    "services.outcome": ("shown", "opened", "reached", NOT_REACHED, "not_dared"),
    "understanding.outcome": ("understood", "unsure", "out_of_scope"),
    "searches.outcome": ("found", "nothing"),
    "endings.outcome": ENDINGS,
    "requests.what": REQUESTS,
    "speed.what": ("card", "turn"),
    "speed.bucket": (FAST, SLOW),
    "feedback.topic": (*AREAS, OTHER),
}
"""All values of a column as it is published, by its name or by its table and name."""


def nps_group(score: str, content: Content) -> str:
    """Return what somebody who gave this score (0 to 10) is called."""
    return group_of(score)


def level_group(level: str, content: Content) -> str:
    """Merge the levels from elevated up: the highest are too rare by themselves."""
    calm = (Level.NONE.label, Level.CONCERN.label)
    return level if level in calm else ALERT


def feeling_group(feeling: str, content: Content) -> str:
    """Merge a bit better and better."""
    return "better" if feeling == "bit_better" else feeling


def outcome_group(outcome: str, content: Content) -> str:
    """Merge busy and closed."""
    return NOT_REACHED if outcome in ("busy", "closed") else outcome


def speed_group(bucket: str, content: Content) -> str:
    """Tell only whether the aim of 50 ms was met."""
    return FAST if bucket in [BUCKETS[ms] for ms in BUCKETS if ms <= FAST_MS] else SLOW


def area_of(topic: str, content: Content) -> str:
    """Return the area of a topic."""
    return content.topics[topic].area if topic in content.topics else OTHER


GROUPS: Mapping[str, Group] = {
    "nps.score": nps_group,
    "levels.level": level_group,
    "feeling.feeling": feeling_group,
    "services.outcome": outcome_group,
    "speed.bucket": speed_group,
    "feedback.topic": area_of,
}


def told_as(table: str, column: str, value: str, content: Content) -> str:
    """Return what a value of the store is published as."""
    group = GROUPS.get(f"{table}.{column}")
    return group(value, content) if group else value


def values_of(
    table: str, column: str, content: Content, found: Iterable[str]
) -> list[str]:
    """Return all values a column can have, with those nobody came upon.

    Listing only what came would tell a hidden 1 from a hidden 0.
    """
    named: Mapping[str, Iterable[str]] = {
        "topic": content.topics,
        "service": content.services.services,
    }
    known = KNOWN.get(f"{table}.{column}") or KNOWN.get(column) or named.get(column, ())
    return list(dict.fromkeys([*known, *sorted(found)]))


def floor_of(table: str, column: str, value: str, content: Content) -> int:
    """Return the least count of a published value that may be shown."""
    marked = {id for id, topic in content.topics.items() if topic.sensitive}
    if f"{table}.{column}" == "feedback.topic":
        parts = [id for id in content.topics if area_of(id, content) == value]
        return max(
            (rules().floor_of(topic=id, also_sensitive=marked) for id in parts),
            default=rules().floor,
        )
    level = Level.ELEVATED.label if value == ALERT else value
    named = {"level": level, "topic": value, "what": value}
    only = {column: named[column]} if column in named else {}
    return rules().floor_of(table=table, also_sensitive=marked, **only)
