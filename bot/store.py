"""The store of counts: SQLite through sqlite-utils, one module that opens it.

It holds how many, never who: no text, no id of a chat, no address, no time finer than
the hour. ``TABLES`` is the whole list of what may be in it (PRI-4).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database, Migrations

from bot.errors import RinnallaError
from bot.retention import YEAR_KEYS, YEARS, retain
from safety.hours import HELSINKI

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
    "nps": ("score", "language"),
    "feeling": ("feeling", "language"),
    "endings": ("outcome", "language"),
    "stops": ("step", "language"),
    "requests": ("what", "language"),
    "modes": ("mode", "language"),
    "speed": ("what", "bucket"),
}

SERVICE_OUTCOMES = ("shown", "opened", "reached", "busy", "closed", "not_dared")
"""What may stand in ``services.outcome``, in the order of a table."""

SCORES = tuple(str(score) for score in range(11))
"""Answers to 'would you recommend this', of ``nps``."""
FEELINGS = ("worse", "same", "bit_better", "better")
ENDINGS = ("helped", "not_helped")
MODES = ("default", "easy")
REQUESTS = (
    "person",
    "contact_offered",
    "contact_opened",
    "l2_person",
    "l2_contact_offered",
    "l2_contact_opened",
    "l2_chats",
)
"""What may stand in ``requests.what``: chats, each once. A chat that has reached
elevated counts under ``l2_`` from then on, and once as ``l2_chats``."""
BUCKETS = {10: "≤10", 25: "≤25", 50: "≤50", 100: "≤100", 250: "≤250", 1000: "≤1000"}
SLOWER = ">1000"
"""Milliseconds in ``speed.bucket``; ``what`` is ``card`` or ``turn``."""

WORD_CHATS, WORD_DAYS = 20, 5
"""A word of a search is kept when so many chats on so many days held it."""
WORD_WAIT_DAYS = 28
"""How long a word may wait for that; then its counts are deleted."""

BUSY_TIMEOUT_S = 5

SIMULATED = "simulated"
"""Key in ``about`` of a store that made-up chats were counted in."""

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


@migrations()
def add_ends_of_chats(db: Database) -> None:
    """Make the tables of farewells, of where chats stop, and of time to answer."""
    _create_missing(db)


@migrations()
def add_years(db: Database) -> None:
    """Make the table of yearly totals."""
    _create(db, YEARS, ("year", "counted", *YEAR_KEYS))


@migrations()
def add_about(db: Database) -> None:
    """Make the table that says what kind of store this is."""
    db.execute(
        "create table if not exists [about] "
        "(key text primary key, value text not null) without rowid"
    )


def _create_missing(db: Database, *, temp: bool = False) -> None:
    """Make the tables of counts that are not there."""
    found = set(db.table_names())
    for table, columns in TABLES.items():
        if table not in found:
            _create(db, table, ("day", *columns), temp=temp)


def _create(
    db: Database, table: str, names: tuple[str, ...], *, temp: bool = False
) -> None:
    """Make a table of counts by texts.

    WITHOUT ROWID: the order of rows is that of their keys and tells nothing.
    """
    texts = ", ".join(f"[{name}] text not null" for name in names)
    keys = ", ".join(f"[{name}]" for name in names)
    db.execute(
        f"create {'temp ' if temp else ''}table if not exists [{table}] "
        f"({texts}, n integer not null, primary key ({keys})) without rowid"
    )


def today() -> date:
    """Return the day that it is in Helsinki."""
    return datetime.now(HELSINKI).date()


class Store:
    """The counts in one file, made on the first write.

    Args:
        simulated: Counts of made-up chats; they never share a file with real ones.
    """

    def __init__(
        self,
        path: Path,
        *,
        simulated: bool = False,
        today: Callable[[], date] = today,
    ) -> None:
        self._path = path
        self._simulated = simulated
        self._today = today
        self._tidied: date | None = None

    def add(self, rows: Iterable[tuple[Count, int]]) -> None:
        """Add counts, all or none.

        Raises:
            StoreError: The file cannot be written; nothing of ``rows`` is in it.
        """
        with self._opened() as db:
            self._add(db, rows)
            _drop_rare_words(db)

    def tidy(self) -> None:
        """Add up what is older than may be kept by the day; does it once a day.

        Raises:
            StoreError: The file cannot be written.
        """
        day = self._today()
        if self._tidied == day or not self._path.exists():
            return
        with self._opened() as db:
            retain(db, TABLES, today=day)
        self._tidied = day

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Database]:
        try:
            db = self._open()
            try:
                self._check_kind(db)
                yield db
            finally:
                db.conn.close()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{self._path}: cannot be written ({error}); free the disk or make "
                "the file writable, counts are kept in memory until then"
            ) from error

    def _open(self) -> Database:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self._path.exists()
        db = Database(sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S))
        db.enable_wal()
        # Deleted counts must not linger in free pages of the file.
        db.execute("pragma secure_delete = on")
        if migrations.pending(db):
            migrations.apply(db)
        if is_new and self._simulated:
            with db.conn:
                db.conn.execute("insert into about values (?, '1')", (SIMULATED,))
        return db

    def _check_kind(self, db: Database) -> None:
        if is_simulated(db) is not self._simulated:
            kind = "made-up" if is_simulated(db) else "real"
            raise StoreError(
                f"{self._path}: holds {kind} counts; the two are never mixed, "
                "choose another folder"
            )

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
    if not found & set(TABLES):
        raise StoreNotFound(f"{path}: holds no counts yet")
    _add_empty(db)
    return db


def _add_empty(db: Database) -> None:
    """Let a store that is older than some tables be read as if they were empty.

    The tables are temporary: they belong to this connection, the file stays as it is.
    """
    db.execute("pragma temp_store = memory")
    _create_missing(db, temp=True)
    if YEARS not in db.table_names():
        _create(db, YEARS, ("year", "counted", *YEAR_KEYS), temp=True)


def is_simulated(db: Database) -> bool:
    """Tell whether the counts of a store are of made-up chats."""
    if "about" not in db.table_names():
        return False
    found = db.execute("select value from about where key = ?", (SIMULATED,))
    return found.fetchone() is not None
