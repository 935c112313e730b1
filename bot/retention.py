"""How long counts are kept: 25 months by the day, then as totals of a year (STA-6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlite_utils import Database

KEPT_MONTHS = 25
"""Whole months that are kept by the day, beside the running one."""
YEARS = "years"
"""The table of totals: ``year``, ``counted`` (the table that was counted in), keys."""
YEAR_KEYS = ("key1", "key2", "key3")
"""The columns of the table that was counted in, in its order; "" where it has less."""
LEFT_OUT = ("hour",)
"""Columns that a year's total does without: they are "" in it."""


def first_kept_day(today: date) -> date:
    """Return the first day whose counts are still kept by the day."""
    months = today.year * 12 + today.month - 1 - KEPT_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def retain(db: Database, tables: Mapping[str, tuple[str, ...]], *, today: date) -> None:
    """Add up counts that are too old for their day into totals of their year.

    Args:
        tables: Columns beside ``day`` and ``n``, by table.
    """
    first = first_kept_day(today).isoformat()
    with db.conn:
        for table, columns in tables.items():
            _add_up(db, table, columns, before=first)
            db.conn.execute(f"delete from [{table}] where day < ?", (first,))
    # The write-ahead log would hold the days for a while longer.
    db.execute("pragma wal_checkpoint(truncate)")


def _add_up(db: Database, table: str, columns: tuple[str, ...], *, before: str) -> None:
    kept = ["''" if name in LEFT_OUT else f"[{name}]" for name in columns]
    keys = ", ".join(kept + ["''"] * (len(YEAR_KEYS) - len(kept)))
    db.conn.execute(
        f"insert into [{YEARS}] (year, counted, {', '.join(YEAR_KEYS)}, n) "
        f"select substr(day, 1, 4), '{table}', {keys}, n from [{table}] where day < ? "
        "on conflict do update set n = n + excluded.n",
        (before,),
    )
