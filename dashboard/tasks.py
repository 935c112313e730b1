"""What a moderator does this week: the few things that matter, the most urgent first.

Pure: facts in, tasks out. The words are in ``texts/this_week.yml``, a sentence a kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from bot.disclosure import Cell, share
from bot.model import Step, Topic
from safety.service_data import Service

TASKS_AT_MOST: Final = 7
"""A longer list is not read to its end."""

DAYS_A_CHECK_HOLDS: Final = 31
"""A helpline is checked at least so often (``data/services.yml``)."""

DAYS_AHEAD: Final = 14
"""Facts that end within so many days are to be looked at now."""

NOT_REACHED_PERCENT: Final = 50
"""Of those who told, so many did not get through."""

NOTHING_FOUND_PERCENT: Final = 10
"""Searches without a hit, at most (requirements, section 6: no-hit rate)."""

KINDS: Final = (
    "failures",
    "helplines_aged",
    "crisis_unsigned",
    "not_reached",
    "facts_past",
    "rises",
    "domain_rises",
    "helplines_unconfirmed",
    "leaving",
    "searches",
    "facts_soon",
)
"""From the most urgent: what keeps help from people, then what may mislead them, then
what could be better."""


@dataclass(frozen=True)
class Task:
    """One thing to do.

    Attributes:
        kind: One of ``KINDS``; names its sentence.
        page: Where it is done.
        n: The number in the sentence.
        ids: What it is about, by field of the sentence: ids, not yet names.
        query: What the page is to show, for its address.
    """

    kind: str
    page: str
    n: int
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    low: int = 0


@dataclass(frozen=True)
class Risen:
    """A topic or domain that rose, by at least ``low`` per cents."""

    is_topic: bool
    id: str
    low: int


@dataclass(frozen=True)
class Facts:
    """All that tasks follow from; counts are already as they may be shown.

    Attributes:
        services: Helplines that could be shown here.
        confirmed: Ids of those that the operator has confirmed by the setting.
        verified: Day on which somebody last checked a helpline, by its id.
        n_unsigned: Crisis texts and languages that lack a signature.
        failures: Answers without a part, by the part.
        told: What became of opened contacts, by helpline and outcome.
        searches: Searches by outcome.
        left_at: Steps at which many stop, with the share, the worst first.
    """

    today: date
    services: Collection[Service] = ()
    confirmed: Collection[str] = ()
    verified: Mapping[str, date] = field(default_factory=dict)
    topics: Collection[Topic] = ()
    n_unsigned: int = 0
    failures: Mapping[str, Cell] = field(default_factory=dict)
    told: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    risen: Sequence[Risen] = ()
    searches: Mapping[str, Cell] = field(default_factory=dict)
    n_searches: Cell = Cell(0)
    left_at: Sequence[tuple[str, int]] = ()


def tasks(facts: Facts) -> list[Task]:
    """Return at most ``TASKS_AT_MOST`` tasks, the most urgent first."""
    found = [
        *_failures(facts.failures),
        *_helplines(facts),
        *_unsigned(facts.n_unsigned),
        *_not_reached(facts.told),
        *_facts(facts.topics, facts.today),
        *_rises(facts.risen),
        *_leaving(facts.left_at),
        *_searches(facts),
    ]
    return sorted(found, key=lambda one: KINDS.index(one.kind))[:TASKS_AT_MOST]


def _failures(failures: Mapping[str, Cell]) -> Iterator[Task]:
    shown = {part: cell.n for part, cell in failures.items() if cell.n}
    if shown:
        part = max(shown, key=lambda one: (shown[one], one))
        yield Task("failures", "safety", shown[part], {"part": part})


def _helplines(facts: Facts) -> Iterator[Task]:
    unconfirmed = [
        one.id
        for one in facts.services
        if one.use == "check_first" and one.id not in facts.confirmed
    ]
    oldest = facts.today - timedelta(days=DAYS_A_CHECK_HOLDS)
    aged = [
        one.id
        for one in facts.services
        if one.id not in unconfirmed and facts.verified.get(one.id, date.min) < oldest
    ]
    if aged:
        yield Task("helplines_aged", "helplines", len(aged))
    if unconfirmed:
        yield Task("helplines_unconfirmed", "helplines", len(unconfirmed))


def _unsigned(n: int) -> Iterator[Task]:
    if n:
        yield Task("crisis_unsigned", "desk", n)


def _not_reached(told: Mapping[str, Mapping[str, Cell]]) -> Iterator[Task]:
    """Yield the helpline that the largest share did not get through to."""
    shares: dict[str, int] = {}
    for service, cells in told.items():
        ways = [cells.get(way, Cell(0)).n for way in ("reached", "busy", "closed")]
        reached, *missed = (n or 0 for n in ways)
        part = share(Cell(sum(missed)), Cell(reached + sum(missed)))
        # With a part hidden, the share would be a guess.
        if None not in ways and part is not None and part >= NOT_REACHED_PERCENT:
            shares[service] = part
    if shares:
        worst = max(shares, key=lambda one: (shares[one], one))
        yield Task("not_reached", "helplines", shares[worst], {"service": worst})


def _facts(topics: Iterable[Topic], today: date) -> Iterator[Task]:
    dated = [
        (step.valid_until, topic, step)
        for topic in topics
        for step in topic.steps.values()
        if step.valid_until is not None
    ]
    dated.sort(key=lambda row: (row[0], row[2].id))
    past = [(topic, step) for until, topic, step in dated if until < today]
    soon = [
        (topic, step)
        for until, topic, step in dated
        if today <= until <= today + timedelta(days=DAYS_AHEAD)
    ]
    for kind, found in (("facts_past", past), ("facts_soon", soon)):
        if found:
            yield _fact(kind, len(found), *found[0])


def _fact(kind: str, n: int, topic: Topic, step: Step) -> Task:
    unit = f"topics/{topic.area}/{topic.id}"
    name = step.id.partition(".")[2]
    return Task(kind, "edit", n, {"topic": topic.id}, {"unit": unit, "step": name})


def _rises(risen: Sequence[Risen]) -> Iterator[Task]:
    """Yield the surest rise of a topic and of a domain, and how many there are."""
    for kind, is_topic in (("rises", True), ("domain_rises", False)):
        found = [one for one in risen if one.is_topic is is_topic]
        if found:
            first = found[0]
            field = "topic" if is_topic else "category"
            yield Task(
                kind,
                "trend",
                len({one.id for one in found}),
                {field: first.id},
                low=first.low,
            )


def _leaving(left_at: Sequence[tuple[str, int]]) -> Iterator[Task]:
    if left_at:
        step, part = left_at[0]
        topic = step.partition(".")[0]
        yield Task(
            "leaving", "paths", part, {"topic": topic, "step": step}, {"topic": topic}
        )


def _searches(facts: Facts) -> Iterator[Task]:
    nothing = facts.searches.get("nothing", Cell(0))
    part = share(nothing, facts.n_searches)
    if part is not None and part > NOTHING_FOUND_PERCENT:
        yield Task("searches", "searches", part)
