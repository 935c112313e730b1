"""The queries behind the pages, without Streamlit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import counts
from bot.store import Count, Store, StoreError, open_readonly
from dashboard import queries
from dashboard.queries import Window

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
BOTH = Window(SUNDAY, MONDAY)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "stats.db"
    Store(path).add(
        [
            (Count("sessions", "2026-11-22", ("23", "fi")), 4),
            (Count("sessions", "2026-11-22", ("23", "sv")), 3),
            (Count("sessions", "2026-11-23", ("00", "fi")), 2),
            (Count("topics", "2026-11-23", ("sleep", "fi")), 5),
            (Count("topics", "2026-11-23", ("anxiety", "en")), 1),
            (Count("domains", "2026-11-22", ("violence", "high")), 2),
            (Count("domains", "2026-11-22", ("violence", "acute")), 1),
            (Count("domains", "2026-11-23", ("violence", "concern")), 9),
            (Count("edges", "2026-11-22", ("", "sleep.start")), 5),
            (Count("edges", "2026-11-22", ("sleep.start", "sleep.ideas")), 3),
            (Count("edges", "2026-11-23", ("sleep.start", "sleep.ideas")), 1),
        ]
    )
    found = open_readonly(path)
    yield found
    found.conn.close()


def test_by_day_adds_up_and_leaves_empty_days_out(db: Database) -> None:
    assert queries.by_day(db, "sessions", BOTH) == {SUNDAY: 7, MONDAY: 2}
    assert queries.by_day(db, "sessions", BOTH, language="sv") == {SUNDAY: 3}


def test_both_ends_of_a_window_are_in_it(db: Database) -> None:
    assert queries.by_day(db, "sessions", Window(SUNDAY, SUNDAY)) == {SUNDAY: 7}
    assert queries.by_day(db, "sessions", Window(MONDAY, MONDAY)) == {MONDAY: 2}


def test_by_column(db: Database) -> None:
    assert queries.by(db, "sessions", "language", BOTH) == {"fi": 6, "sv": 3}


def test_two_way_fills_pairs_that_never_came(db: Database) -> None:
    assert queries.two_way(db, "topics", "topic", "language", BOTH) == {
        ("sleep", "fi"): 5,
        ("sleep", "en"): 0,
        ("anxiety", "fi"): 0,
        ("anxiety", "en"): 1,
    }


def test_per_day_keeps_the_values_of_a_column_apart(db: Database) -> None:
    assert queries.per_day(db, "sessions", "language", BOTH) == {
        "fi": {SUNDAY: 4, MONDAY: 2},
        "sv": {SUNDAY: 3},
    }


def test_alerts_are_added_up_over_the_levels_that_are_asked_for(db: Database) -> None:
    found = queries.alerts_by_day(db, ("elevated", "high", "acute"), BOTH)
    assert found == {"violence": {SUNDAY: 3}}


def test_the_first_step_of_a_chat_is_no_way_between_two(db: Database) -> None:
    assert queries.edges(db, BOTH) == {("sleep.start", "sleep.ideas"): 4}


def test_hours_go_by_weekday(db: Database) -> None:
    assert queries.sessions_by_hour(db, BOTH) == {(6, 23): 7, (0, 0): 2}


def test_first_and_last_day(db: Database) -> None:
    assert queries.first_and_last_day(db) == (SUNDAY, MONDAY)


def test_an_empty_table_is_no_error(db: Database) -> None:
    assert counts.counts(db, "rules", by=()) == {}


def test_names_of_columns_come_from_the_store_alone(db: Database) -> None:
    with pytest.raises(KeyError, match="not one of"):
        counts.counts(db, "topics", by=("day] from topics; --",))


def test_a_broken_store_is_a_store_error(tmp_path: Path) -> None:
    broken = Database(tmp_path / "other.db")
    with pytest.raises(StoreError, match="cannot be read"):
        counts.counts(broken, "topics", by=("day",))
    broken.conn.close()
