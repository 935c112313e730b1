"""What the pages ask the store: plain functions on a read-only database."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from bot.counts import counts, first_and_last_day

__all__ = [
    "Window",
    "by",
    "by_day",
    "first_and_last_day",
    "sessions_by_hour",
    "two_way",
]


class Window(NamedTuple):
    """Whole days, both ends included."""

    since: date
    until: date


def by_day(db: Database, table: str, window: Window, **only: str) -> dict[date, int]:
    """Count a table by day; a day without counts is left out."""
    found = counts(db, table, by=("day",), **window._asdict(), only=only)
    return {date.fromisoformat(day): n for (day,), n in found.items()}


def by(
    db: Database, table: str, column: str, window: Window, **only: str
) -> dict[str, int]:
    """Count a table by one of its columns."""
    found = counts(db, table, by=(column,), **window._asdict(), only=only)
    return {value: n for (value,), n in found.items()}


def two_way(
    db: Database, table: str, row: str, column: str, window: Window
) -> dict[tuple[str, str], int]:
    """Count a table by two of its columns, 0 where a pair never came together."""
    found = counts(db, table, by=(row, column), **window._asdict())
    rows = {pair[0] for pair in found}
    columns = {pair[1] for pair in found}
    return {(r, c): found.get((r, c), 0) for r in rows for c in columns}


def sessions_by_hour(db: Database, window: Window) -> dict[tuple[int, int], int]:
    """Count chats by weekday (0 is Monday) and the hour they began in Helsinki."""
    found = counts(db, "sessions", by=("day", "hour"), **window._asdict())
    hours: dict[tuple[int, int], int] = defaultdict(int)
    for (day, hour), n in found.items():
        if hour:
            hours[date.fromisoformat(day).weekday(), int(hour)] += n
    return dict(hours)
