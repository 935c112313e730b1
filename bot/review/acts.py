"""Events of the register as somebody's acts: checked before they are written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.review.errors import ReviewError
from bot.review.log import Event, moment
from bot.review.units import Unit

MOST_LETTERS = 4_000
_STEP = re.compile(r"[a-z0-9_]*")


def act_of(act: str, role: str, signer: str, now: datetime) -> Event:
    """Return an act of somebody's.

    Raises:
        ReviewError: "nobody".
    """
    if not signer.strip():
        raise ReviewError("nobody")
    return Event(at=moment(now), act=act, role=role, signer=signer)


def event_of(
    act: str,
    unit: Unit,
    language: str,
    version: str,
    role: str,
    signer: str,
    now: datetime,
) -> Event:
    """Return an act on one unit, in one language (or all) and version (or none)."""
    event = act_of(act, role, signer, now)
    return replace(event, unit=unit.id, language=language, version=version)


def with_words(event: Event, words: str, step: str) -> Event:
    """Return an act with words.

    Raises:
        ReviewError: "empty", "long" or "step".
    """
    words = words.strip()
    if not words:
        raise ReviewError("empty", event.unit, event.language)
    if len(words) > MOST_LETTERS:
        raise ReviewError("long", event.unit, event.language)
    return replace(at_step(event, step), words=words)


def at_step(event: Event, step: str) -> Event:
    """Return an act on one step, "" for the whole unit.

    Raises:
        ReviewError: "step".
    """
    if not _STEP.fullmatch(step):
        raise ReviewError("step", event.unit, event.language)
    return replace(event, step=step)
