"""Ask the store of counts: sums by any of its columns, over whole days."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlite_utils import Database

from bot.retention import YEAR_KEYS, YEARS
from bot.store import TABLES, StoreError

Counts = dict[tuple[str, ...], int]
"""How many, by the values of the columns that were asked for."""


def counts(
    db: Database,
    table: str,
    *,
    by: tuple[str, ...],
    since: date | None = None,
    until: date | None = None,
    only: Mapping[str, str] | None = None,
) -> Counts:
    """Add up a table of the store.

    Args:
        by: Columns to keep apart; ``()`` gives one sum under the key ``()``.
        since: First day, ``until`` the last; without them all days.
        only: The value that a column must have, by column.

    Raises:
        KeyError: The store has no such table or column.
        StoreError: The store cannot be read.
    """
    columns = ("day", *TABLES[table])
    only = only or {}
    for name in (*by, *only):
        if name not in columns:
            raise KeyError(f"{table}: column {name!r} is not one of {columns}")
    # Names come from TABLES, values go in as parameters.
    kept = ", ".join(f"[{name}]" for name in by)
    tests = ["1", *(f"[{name}] = :{name}" for name in only)]
    tests += ["[day] >= :_since"] if since else []
    tests += ["[day] <= :_until"] if until else []
    sql = f"select {kept + ', ' if by else ''}sum(n) from [{table}]"
    sql += f" where {' and '.join(tests)}"
    sql += f" group by {kept}" if by else ""
    values = {**only, "_since": str(since), "_until": str(until)}
    rows = _rows(db, sql, values)
    return {tuple(row[:-1]): int(row[-1]) for row in rows if row[-1] is not None}


def yearly(db: Database, table: str, *, by: tuple[str, ...]) -> Counts:
    """Add up the totals of years that are too old to be kept by the day.

    Small totals are in them: whoever shows them protects them like any count.

    Args:
        by: ``year``, or columns of the table; ``hour`` is "" in all of them.

    Raises:
        KeyError: The store has no such table or column.
        StoreError: The store cannot be read.
    """
    places = dict(zip(TABLES[table], YEAR_KEYS, strict=False)) | {"year": "year"}
    kept = ", ".join(f"[{places[name]}]" for name in by)
    sql = f"select {kept + ', ' if by else ''}sum(n) from [{YEARS}]"
    sql += f" where counted = :table{' group by ' + kept if by else ''}"
    rows = _rows(db, sql, {"table": table})
    return {tuple(row[:-1]): int(row[-1]) for row in rows if row[-1] is not None}


def first_and_last_day(db: Database) -> tuple[date, date] | None:
    """Return the first and the last day with any count, or None for an empty store.

    Raises:
        StoreError: The store cannot be read.
    """
    days: list[str] = []
    for table in TABLES:
        rows = _rows(db, f"select min([day]), max([day]) from [{table}]", {})
        days += [day for row in rows for day in row if day is not None]
    if not days:
        return None
    return date.fromisoformat(min(days)), date.fromisoformat(max(days))


def _rows(db: Database, sql: str, values: dict[str, str]) -> list[tuple[Any, ...]]:
    try:
        return list(db.execute(sql, values).fetchall())
    except sqlite3.Error as error:
        raise StoreError(f"the store cannot be read ({error})") from error
