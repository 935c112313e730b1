"""The store: counts only, no order to read anything from, and it says what is wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.store import (
    TABLES,
    Count,
    Store,
    StoreError,
    StoreNotFound,
    common_words,
    open_readonly,
)

# The whole list of what may be kept (PRI-4). A new column needs a reason here.
ALLOWED = {
    "day", "n", "hour", "language", "level", "category", "rule", "service", "outcome",
    "step", "topic", "source", "target", "thumb", "code", "part",
    "word",  # an id of data/lexicons/search_words.yml
}  # fmt: skip

TURN = Count("turns", "2026-11-22", ("08", "fi"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "stats.db")


def test_counts_add_up(store: Store, tmp_path: Path) -> None:
    store.add([(TURN, 3)])
    store.add([(TURN, 2)])
    db = open_readonly(tmp_path / "stats.db")
    assert list(db["turns"].rows) == [
        {"day": "2026-11-22", "hour": "08", "language": "fi", "n": 5}
    ]


def test_columns_are_the_allowed_ones(store: Store, tmp_path: Path) -> None:
    store.add([(TURN, 1)])
    db = open_readonly(tmp_path / "stats.db")
    found = {name: [c.name for c in db[name].columns] for name in TABLES}
    assert {column for columns in found.values() for column in columns} <= ALLOWED
    assert all(len(columns) <= 5 for columns in found.values())


def test_no_other_tables_and_no_row_numbers(store: Store, tmp_path: Path) -> None:
    store.add([(TURN, 1)])
    db = open_readonly(tmp_path / "stats.db")
    assert set(db.table_names()) == {*TABLES, "_sqlite_migrations"}
    with pytest.raises(sqlite3.OperationalError):
        db.execute("select rowid from turns")


def test_a_batch_is_written_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    store.add([(TURN, 1)])
    broken = [(TURN, 1), (Count("turns", "2026-11-22", ("08",)), 1)]
    with pytest.raises(StoreError):
        store.add(broken)
    assert [r["n"] for r in open_readonly(tmp_path / "stats.db")["turns"].rows] == [1]


def test_a_store_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "stats.db").mkdir()
    with pytest.raises(StoreError, match="make the file writable"):
        Store(tmp_path / "stats.db").add([(TURN, 1)])


def test_an_empty_store_is_not_an_error_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound, match="first chat"):
        open_readonly(tmp_path / "stats.db")


def word(day: int, name: str = "rent") -> Count:
    return Count("search_words", f"2026-11-{day:02}", (name, "fi"))


def test_words_of_searches_are_told_when_many_chats_held_them(
    store: Store, tmp_path: Path
) -> None:
    store.add([(word(day), 4) for day in range(1, 6)])  # 20 chats on 5 days
    store.add([(word(day, "cat"), 4) for day in range(1, 5)])  # 4 days only
    store.add([(word(day, "tax"), 1) for day in range(1, 9)])  # 8 chats only
    db = open_readonly(tmp_path / "stats.db")
    assert common_words(db) == [("rent", "fi", 20)]


def test_rare_words_of_searches_are_deleted_after_a_while(
    store: Store, tmp_path: Path
) -> None:
    store.add([(word(day), 4) for day in range(1, 6)])
    store.add([(word(1, "cat"), 4), (word(3, "cat"), 1)])
    store.add([(Count("search_words", "2026-11-29", ("tax", "fi")), 1)])
    rows = open_readonly(tmp_path / "stats.db")["search_words"].rows
    found = {(row["word"], row["day"][-2:]) for row in rows}
    assert found == {("rent", f"{d:02}") for d in range(1, 6)} | {
        ("cat", "03"),
        ("tax", "29"),
    }
