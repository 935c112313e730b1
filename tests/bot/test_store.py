"""The store: counts only, no order to read anything from, and it says what is wrong."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.counts import counts, first_and_last_day, yearly
from bot.retention import YEARS, first_kept_day
from bot.store import (
    TABLES,
    Count,
    Store,
    StoreError,
    StoreNotFound,
    common_words,
    is_simulated,
    open_readonly,
)
from bot.web.counters import Counters

# The whole list of what may be kept (PRI-4). A new column needs a reason here.
ALLOWED = {
    "day", "n", "hour", "language", "level", "category", "rule", "service", "outcome",
    "step", "topic", "source", "target", "thumb", "code", "part",
    "word",  # an id of data/lexicons/search_words.yml
    "score", "feeling", "what", "mode", "bucket",  # each of a closed list
    # the yearly totals: which table, and the values of its columns
    "year", "counted", "key1", "key2", "key3",
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
    tables = (*TABLES, YEARS)
    found = {name: [c.name for c in db[name].columns] for name in tables}
    assert all(found.values())
    assert {column for columns in found.values() for column in columns} <= ALLOWED
    beside = {name: {*found[name]} - {"day", "year", "counted", "n"} for name in tables}
    assert all(len(columns) <= 3 for columns in beside.values())


def test_no_other_tables_and_no_row_numbers(store: Store, tmp_path: Path) -> None:
    store.add([(TURN, 1)])
    db = open_readonly(tmp_path / "stats.db")
    assert set(db.table_names()) == {*TABLES, YEARS, "about", "_sqlite_migrations"}
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


# --- how long -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-11-22", "2024-10-01"),
        ("2027-01-31", "2024-12-01"),
        ("2027-02-01", "2025-01-01"),
    ],
)
def test_25_whole_months_are_kept_by_the_day(today: str, first: str) -> None:
    assert first_kept_day(date.fromisoformat(today)) == date.fromisoformat(first)


OLD = [
    (Count("turns", "2023-12-31", ("23", "fi")), 2),
    (Count("turns", "2024-09-29", ("08", "fi")), 4),
    (Count("turns", "2024-09-30", ("09", "fi")), 1),
    (Count("searches", "2024-03-05", ("sleep", "nothing", "sv")), 3),
]
KEPT = (Count("turns", "2024-10-01", ("08", "fi")), 7)


@pytest.fixture
def aged(tmp_path: Path) -> Path:
    """A store in which the day for adding up has come, twice."""
    path = tmp_path / "stats.db"
    store = Store(path, today=lambda: date(2026, 11, 22))
    store.add([*OLD, KEPT])
    store.tidy()
    store.tidy()
    return path


def test_older_counts_become_totals_of_their_year(aged: Path) -> None:
    db = open_readonly(aged)
    assert first_and_last_day(db) == (date(2024, 10, 1), date(2024, 10, 1))
    assert counts(db, "turns", by=("day", "hour")) == {("2024-10-01", "08"): 7}
    by_year = yearly(db, "turns", by=("year", "hour", "language"))
    assert by_year == {("2023", "", "fi"): 2, ("2024", "", "fi"): 5}
    assert yearly(db, "searches", by=("topic", "outcome")) == {("sleep", "nothing"): 3}
    assert yearly(db, "nps", by=()) == {}


def test_what_is_older_comes_to_the_totals_that_are_there(aged: Path) -> None:
    store = Store(aged, today=lambda: date(2026, 12, 1))
    store.add([(Count("turns", "2024-10-31", ("08", "fi")), 10)])
    store.tidy()
    found = yearly(open_readonly(aged), "turns", by=("year",))
    assert found == {("2023",): 2, ("2024",): 22}


def test_no_day_that_was_added_up_is_left_in_the_file(aged: Path) -> None:
    written = b"".join(path.read_bytes() for path in aged.parent.iterdir())
    assert b"2024-10-01" in written
    assert not any(count.day.encode() in written for count, _ in OLD)


def test_adding_up_is_done_once_a_day(tmp_path: Path) -> None:
    path, days = tmp_path / "stats.db", [date(2026, 11, 22)]
    store = Store(path, today=lambda: days[0])
    store.tidy()
    assert not path.exists()
    store.add([KEPT])
    store.tidy()
    store.add([OLD[0]])
    store.tidy()
    assert not yearly(open_readonly(path), "turns", by=())
    days[0] = date(2026, 11, 23)
    store.tidy()
    assert yearly(open_readonly(path), "turns", by=()) == {(): 2}


# --- older stores, made-up stores -----------------------------------------------


def test_a_store_older_than_some_tables_reads_as_empty_there(tmp_path: Path) -> None:
    path = tmp_path / "stats.db"
    with sqlite3.connect(path) as old:
        old.execute(
            "create table turns (day text, hour text, language text, n integer, "
            "primary key (day, hour, language)) without rowid"
        )
        old.execute("insert into turns values ('2026-11-22', '08', 'fi', 3)")
    db = open_readonly(path)
    assert counts(db, "turns", by=()) == {(): 3}
    assert counts(db, "stops", by=("step",)) == {}
    assert yearly(db, "turns", by=("year",)) == {}
    assert common_words(db) == []
    assert not is_simulated(db)
    assert Database(path).table_names() == ["turns"]
    Store(path).add([(TURN, 1)])
    assert counts(open_readonly(path), "turns", by=()) == {(): 4}


def test_a_file_without_any_table_holds_no_counts(tmp_path: Path) -> None:
    (tmp_path / "stats.db").touch()
    with pytest.raises(StoreNotFound, match="no counts"):
        open_readonly(tmp_path / "stats.db")


def test_a_store_of_made_up_chats_carries_its_mark(tmp_path: Path) -> None:
    Store(tmp_path / "made_up.db", simulated=True).add([(TURN, 1)])
    Store(tmp_path / "real.db").add([(TURN, 1)])
    assert is_simulated(open_readonly(tmp_path / "made_up.db"))
    assert not is_simulated(open_readonly(tmp_path / "real.db"))


@pytest.mark.parametrize("first", [True, False])
def test_made_up_and_real_counts_are_never_mixed(tmp_path: Path, first: bool) -> None:
    path = tmp_path / "stats.db"
    Store(path, simulated=first).add([(TURN, 1)])
    with pytest.raises(StoreError, match="never mixed"):
        Store(path, simulated=not first).add([(TURN, 1)])
    assert counts(open_readonly(path), "turns", by=()) == {(): 1}


def test_the_edge_adds_up_by_itself_even_when_nobody_comes(tmp_path: Path) -> None:
    path = tmp_path / "stats.db"
    Store(path).add([OLD[0], KEPT])
    Counters(Store(path, today=lambda: date(2026, 11, 22))).write()
    assert yearly(open_readonly(path), "turns", by=("year",)) == {("2023",): 2}
