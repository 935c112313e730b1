"""What needs a look, the most needed first: by risk, then by use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from bot.languages import LANGUAGES
from safety.assessment import CATEGORIES
from safety.followup import GENERAL

SIGNED: Final = "signed"
HALF: Final = "half"
SENT_BACK: Final = "sent_back"
CHANGED: Final = "changed"
NEVER: Final = "never"
STATES: Final = (SENT_BACK, HALF, CHANGED, NEVER, SIGNED)
OPEN_STATES: Final = frozenset(STATES) - {SIGNED}

CRISIS, RULES, OTHER = "crisis", "rules", "other"
KINDS: Final = ("crisis", "rules", "topic", "video", "services", "replies")

# Risk: what needs two people, what is delicate, all else.
NEEDS_TWO, SENSITIVE, ORDINARY = 0, 1, 2
TWO_PEOPLE: Final = 2


class UnitLike(Protocol):
    """What is reviewed as a whole (``bot.review.units.Unit``)."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def needs(self) -> int: ...
    @property
    def sensitive(self) -> bool: ...


class SignatureLike(Protocol):
    """A signature: who gave it, by an opaque id."""

    @property
    def signer(self) -> str: ...


class StateLike(Protocol):
    """How far the review of a unit is in one language (``bot.review.register``)."""

    @property
    def signed(self) -> Sequence[SignatureLike]: ...
    @property
    def is_signed(self) -> bool: ...
    @property
    def is_sent_back(self) -> bool: ...
    @property
    def is_hidden(self) -> bool: ...
    @property
    def published_version(self) -> str | None: ...


@dataclass(frozen=True)
class Row:
    """A unit on the desk.

    Attributes:
        area: The area of a topic, else "".
        gravity: The place of its danger among all, the gravest first.
        states: One of STATES for each language.
        changed: The day on which its words were last changed, if known.
        signers: Who has signed the present version, per language, where one more
            signature is needed.
    """

    id: str
    name: str
    kind: str
    area: str
    risk: int
    gravity: int
    used: int
    states: Mapping[str, str]
    changed: date | None = None
    is_hidden: bool = False
    signers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Tell whether a language of it needs a look."""
        return not OPEN_STATES.isdisjoint(self.states.values())


@dataclass(frozen=True)
class Filter:
    """What the reader wants to see; "" shows all."""

    kind: str = ""
    area: str = ""
    state: str = ""
    language: str = ""
    text: str = ""


def state_of(state: StateLike) -> str:
    """Return the one word for how far the review is."""
    if state.is_signed:
        return SIGNED
    if state.is_sent_back:
        return SENT_BACK
    if state.signed:
        return HALF
    return CHANGED if state.published_version else NEVER


def row(
    unit: UnitLike,
    state: Callable[[str], StateLike],
    *,
    name: str,
    area: str = "",
    used: int = 0,
    changed: date | None = None,
) -> Row:
    """Return a unit's row.

    Args:
        state: How far the review is, by language.
        used: How often its topic was opened lately; only the order is told by it.
    """
    found = {language: state(language) for language in LANGUAGES}
    states = {language: state_of(one) for language, one in found.items()}
    return Row(
        id=unit.id,
        name=name,
        kind=unit.kind,
        area=area,
        risk=_risk(unit),
        gravity=_gravity(unit),
        used=used,
        states=states,
        changed=changed,
        is_hidden=any(one.is_hidden for one in found.values()),
        signers={
            language: frozenset(event.signer for event in found[language].signed)
            for language in LANGUAGES
            if states[language] == HALF
        },
    )


def _risk(unit: UnitLike) -> int:
    if unit.needs >= TWO_PEOPLE:
        return NEEDS_TWO
    return SENSITIVE if unit.sensitive else ORDINARY


def _gravity(unit: UnitLike) -> int:
    """Return the place of a text's danger among all; what they share is first."""
    stem = unit.id.rpartition("/")[2]
    if unit.kind == CRISIS and stem == GENERAL:
        return -1
    found = (n for n, name in enumerate(CATEGORIES) if stem.startswith(name))
    return next(found, len(CATEGORIES))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows by risk, use, danger and name; what is all signed comes last."""
    return sorted(
        rows,
        key=lambda row: (
            not row.is_open,
            row.risk,
            KINDS.index(row.kind) if row.risk == NEEDS_TWO else 0,
            -row.used,
            row.gravity,
            row.name.casefold(),
        ),
    )


def chosen(rows: Iterable[Row], wanted: Filter) -> list[Row]:
    """Return the rows that a filter lets through; without a state, what is open."""
    return [row for row in rows if _fits(row, wanted)]


def _fits(row: Row, wanted: Filter) -> bool:
    languages = [wanted.language] if wanted.language else list(LANGUAGES)
    states = {row.states[language] for language in languages}
    wanted_states = {wanted.state} if wanted.state else OPEN_STATES
    return (
        wanted.kind in ("", row.kind)
        and wanted.area in ("", row.area)
        and not wanted_states.isdisjoint(states)
        and wanted.text.strip().casefold() in row.name.casefold()
    )


def summary(rows: Iterable[Row]) -> dict[str, int]:
    """Count the units that lack a signature: crisis, rules, other; and sent back."""
    counted: Counter[str] = Counter()
    for one in rows:
        if one.is_open:
            counted[one.kind if one.kind in (CRISIS, RULES) else OTHER] += 1
        if SENT_BACK in one.states.values():
            counted[SENT_BACK] += 1
    return {name: counted[name] for name in (CRISIS, RULES, OTHER, SENT_BACK)}


def first_for(
    rows: Iterable[Row], *, signer: str, languages: Sequence[str] = LANGUAGES
) -> tuple[Row, str] | None:
    """Return the row and language that one person should look at first, if any.

    What she has signed herself waits for somebody else, what was sent back for its
    writer.
    """
    for one in in_order(rows):
        for language in languages:
            state = one.states[language]
            is_own = signer in one.signers.get(language, frozenset())
            if state in (HALF, CHANGED, NEVER) and not is_own:
                return one, language
    return None
