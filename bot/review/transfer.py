"""Signatures as a file: from the machine of the reviewers to the one that serves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict

from bot.model import LANGUAGES
from bot.review.errors import ReviewError
from bot.review.log import Event, read_event

FORMAT = "rinnalla-signatures-1"
CARRIED = ("sign", "send_back", "comment")
"""What travels. What is published and hidden each installation decides itself."""
_UNIT = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")
_VERSION = re.compile(r"[0-9a-f]{16}")
_STEP = re.compile(r"[a-z0-9_]*")


def packed(events: Iterable[Event]) -> bytes:
    """Return the events that travel, as a JSON file."""
    rows = [asdict(event) for event in events if event.act in CARRIED]
    data = {"format": FORMAT, "events": rows}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def unpacked(data: bytes) -> list[Event]:
    """Return the events of such a file.

    Raises:
        ReviewError: "not_ours".
    """
    try:
        held = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReviewError("not_ours") from error
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise ReviewError("not_ours")
    rows = held.get("events")
    events = [read_event(row) for row in rows] if isinstance(rows, list) else [None]
    whole = [event for event in events if event is not None and _may_travel(event)]
    if len(whole) < len(events):
        raise ReviewError("not_ours")
    return whole


def _may_travel(event: Event) -> bool:
    return bool(
        event.act in CARRIED
        and event.signer
        and event.language in LANGUAGES
        and _UNIT.fullmatch(event.unit)
        and _VERSION.fullmatch(event.version)
        and _STEP.fullmatch(event.step)
    )
