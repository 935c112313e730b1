"""What follows from the events of a unit: who signed, what is live, what is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.review.log import Event

Hidden = Mapping[str, frozenset[str]]
"""Unit id to the names of its hidden steps; "" stands for the whole unit."""


@dataclass(frozen=True)
class State:
    """How far the review of a unit is, in one language.

    Attributes:
        version: Of the working copy; empty where it cannot be read.
        signed: Valid signatures of this version, one a person, oldest first.
        needs: How many signatures it takes.
        published_version: What ``RINNALLA_REVIEWED_ONLY=1`` serves; None where nothing
            was ever signed.
        published_at: When that was published, ISO 8601 in UTC.
        sent_back: The event by which this version was sent back, if it still is.
        is_hidden: The whole unit is hidden.
        hidden_steps: Names of single steps that are.
    """

    unit: str
    language: str
    version: str
    signed: tuple[Event, ...]
    needs: int
    published_version: str | None
    published_at: str | None
    sent_back: Event | None
    is_hidden: bool
    hidden_steps: frozenset[str]

    @property
    def is_signed(self) -> bool:
        """Whether enough people signed the working copy."""
        return bool(self.version) and len(self.signed) >= self.needs

    @property
    def is_sent_back(self) -> bool:
        """Whether the working copy waits to be written anew."""
        return self.sent_back is not None

    @property
    def is_live(self) -> bool:
        """Whether the working copy is what is published."""
        return bool(self.version) and self.version == self.published_version


def signatures(events: Iterable[Event], version: str) -> tuple[Event, ...]:
    """Return the valid signatures of a version: one a person, none sent back since."""
    valid: dict[str, Event] = {}
    for event in _of(events, version):
        if event.act == "send_back":
            valid.clear()
        elif event.act == "sign":
            valid.setdefault(event.signer, event)
    return tuple(valid.values())


def sent_back(events: Sequence[Event], version: str) -> Event | None:
    """Return the event by which a version was sent back, unless it was signed since."""
    for event in reversed(_of(events, version)):
        if event.act in ("sign", "send_back"):
            return event if event.act == "send_back" else None
    return None


def was_published(events: Iterable[Event], version: str, needs: int) -> bool:
    """Tell whether a version was published after enough people had signed it."""
    signers: set[str] = set()
    for event in _of(events, version):
        if event.act == "publish" and len(signers) >= needs:
            return True
        if event.act == "send_back":
            signers.clear()
        if event.act == "sign":
            signers.add(event.signer)
    return False


def last_publish(events: Sequence[Event]) -> Event | None:
    """Return the event that published what is live, or None."""
    return next((e for e in reversed(events) if e.act == "publish"), None)


def hidden(events: Iterable[Event]) -> Hidden:
    """Return what is hidden now."""
    found: dict[str, frozenset[str]] = {}
    for event in events:
        if event.act in ("hide", "show"):
            steps, one = found.get(event.unit, frozenset()), {event.step}
            found[event.unit] = steps | one if event.act == "hide" else steps - one
    return {unit: steps for unit, steps in found.items() if steps}


def _of(events: Iterable[Event], version: str) -> list[Event]:
    return [event for event in events if version and event.version == version]
