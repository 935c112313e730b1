"""The store of counts: SQLite through sqlite-utils, one module that opens it.

It holds how many, never who: no text, no id of a chat, no address, no time finer than
the hour. ``TABLES`` is the whole list of what may be in it (PRI-4).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database, Migrations

from bot.errors import RinnallaError

# Table -> its columns beside ``day`` and ``n``: at most three each.
TABLES: dict[str, tuple[str, ...]] = {
    "sessions": ("hour", "language"),
    "turns": ("hour", "language"),
    "levels": ("level", "language"),
    "checks": ("language",),
    "domains": ("category", "level"),
    "rules": ("rule",),
    "services": ("service", "outcome"),
    "false_alarms": ("category",),
    "steps": ("step", "language"),
    "topics": ("topic", "language"),
    "edges": ("source", "target"),
    "understanding": ("outcome", "language"),
    "searches": ("topic", "outcome", "language"),
    "search_words": ("word", "language"),
    "feedback": ("topic", "thumb"),
    "refusals": ("code", "language"),
    "failures": ("part",),
}

SERVICE_OUTCOMES = ("shown", "opened", "reached", "busy", "closed", "not_dared")
"""What may stand in ``services.outcome``, in the order of a table."""

WORD_CHATS, WORD_DAYS = 20, 5
"""A word of a search is kept when so many chats on so many days held it."""
WORD_WAIT_DAYS = 28
"""How long a word may wait for that; then its counts are deleted."""

BUSY_TIMEOUT_S = 5

migrations = Migrations("rinnalla")


class StoreError(RinnallaError):
    """The store cannot be written or read; the message says what to do."""


class StoreNotFound(StoreError):
    """There is no store yet; nothing has been counted."""


class Count(NamedTuple):
    """One thing that is counted: where, on which day (ISO, Helsinki), and which."""

    table: str
    day: str
    keys: tuple[str, ...]


@migrations()
def create_count_tables(db: Database) -> None:
    """Make a table per kind of count."""
    _create_missing(db)


@migrations()
def add_searches(db: Database) -> None:
    """Make the table of searches in a store that is older than it."""
    _create_missing(db)


@migrations()
def add_search_words(db: Database) -> None:
    """Make the table of the words of searches in a store that is older than it."""
    _create_missing(db)


def _create_missing(db: Database) -> None:
    """Make the tables that are not there.

    WITHOUT ROWID: the order of rows is that of their keys and tells nothing.
    """
    for table, columns in TABLES.items():
        names = ("day", *columns)
        texts = ", ".join(f"[{name}] text not null" for name in names)
        keys = ", ".join(f"[{name}]" for name in names)
        db.execute(
            f"create table if not exists [{table}] ({texts}, n integer not null, "
            f"primary key ({keys})) without rowid"
        )


class Store:
    """The counts in one file, made on the first write."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, rows: Iterable[tuple[Count, int]]) -> None:
        """Add counts, all or none.

        Raises:
            StoreError: The file cannot be written; nothing of ``rows`` is in it.
        """
        try:
            db = self._open()
            try:
                self._add(db, rows)
                _drop_rare_words(db)
            finally:
                db.conn.close()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{self._path}: cannot be written ({error}); free the disk or make "
                "the file writable, counts are kept in memory until then"
            ) from error

    def _open(self) -> Database:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = Database(sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S))
        db.enable_wal()
        # Deleted counts must not linger in free pages of the file.
        db.execute("pragma secure_delete = on")
        if migrations.pending(db):
            migrations.apply(db)
        return db

    @staticmethod
    def _add(db: Database, rows: Iterable[tuple[Count, int]]) -> None:
        with db.conn:
            for count, n in rows:
                columns = ("day", *TABLES[count.table])
                names = ", ".join(f"[{name}]" for name in columns)
                marks = ", ".join("?" for _ in columns)
                db.conn.execute(
                    f"insert into [{count.table}] ({names}, n) values ({marks}, ?) "
                    "on conflict do update set n = n + excluded.n",
                    (count.day, *count.keys, n),
                )


_COMMON_WORDS = (
    "select word, language from search_words group by word, language "
    "having sum(n) >= ? and count(distinct day) >= ?"
)


def _drop_rare_words(db: Database) -> None:
    """Delete the counts of words that waited long enough and stayed rare."""
    with db.conn:
        db.conn.execute(
            "delete from search_words where day <= date("
            "(select max(day) from search_words), ?) "
            f"and (word, language) not in ({_COMMON_WORDS})",
            (f"-{WORD_WAIT_DAYS} days", WORD_CHATS, WORD_DAYS),
        )


def common_words(db: Database) -> list[tuple[str, str, int]]:
    """Return word, language and number of chats of the words that many searched."""
    found = db.query(
        "select word, language, sum(n) as n from search_words "
        f"where (word, language) in ({_COMMON_WORDS}) "
        "group by word, language order by n desc, word, language",
        (WORD_CHATS, WORD_DAYS),
    )
    return [(row["word"], row["language"], row["n"]) for row in found]


def open_readonly(path: Path) -> Database:
    """Open the store for reading only.

    Raises:
        StoreNotFound: Nothing has been counted yet.
        StoreError: The file is there but is no store.
    """
    if not path.exists():
        raise StoreNotFound(f"{path}: not there yet; it is made by the first chat")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        db = Database(connection)
        found = set(db.table_names())
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be read ({error})") from error
    if not set(TABLES) <= found:
        raise StoreNotFound(f"{path}: holds no counts yet")
    return db
