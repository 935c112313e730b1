"""What the pages ask the store: plain functions on a read-only database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from bot.counts import counts, first_and_last_day

__all__ = [
    "Window",
    "alerts_by_day",
    "by",
    "by_day",
    "edges",
    "first_and_last_day",
    "per_day",
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


def per_day(
    db: Database, table: str, column: str, window: Window
) -> dict[str, dict[date, int]]:
    """Count a table by one of its columns and by day."""
    return _per_day(counts(db, table, by=(column, "day"), **window._asdict()))


def alerts_by_day(
    db: Database, levels: Collection[str], window: Window
) -> dict[str, dict[date, int]]:
    """Count help cards of some levels by domain and by day."""
    found = counts(db, "domains", by=("category", "day", "level"), **window._asdict())
    kept: dict[tuple[str, ...], int] = defaultdict(int)
    for (category, day, level), n in found.items():
        if level in levels:
            kept[category, day] += n
    return _per_day(kept)


def _per_day(found: dict[tuple[str, ...], int]) -> dict[str, dict[date, int]]:
    days: dict[str, dict[date, int]] = defaultdict(dict)
    for (value, day), n in found.items():
        days[value][date.fromisoformat(day)] = n
    return dict(days)


def edges(db: Database, window: Window) -> dict[tuple[str, str], int]:
    """Count ways from one step to the next; the first step of a chat has none before.

    A pair that never came is left out.
    """
    found = counts(db, "edges", by=("source", "target"), **window._asdict())
    return {(source, to): n for (source, to), n in found.items() if source}


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
