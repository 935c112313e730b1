"""The audit log: who did what on the dashboard, and when; never what a chat said.

A file of its own, ``var/audit.db``: the counts hold no person, this log holds no chat.
Rows are only added, and deleted by themselves when they are 24 months old.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlite_utils import Database, Migrations

from bot.errors import RinnallaError

FILE = "audit.db"
ACTS = (
    "sign_in",
    "sign",
    "send_back",
    "comment",
    "edit",
    "hide",
    "publish",
    "import",
    "export",
    "verify_helpline",
    "switch",
    "train",
    "restore",
)
"""All that is written down; nothing else is."""

KEPT = timedelta(days=731)
"""24 months, leap day included."""
MAX_SUBJECT = 200
MAX_NAME = 120
BUSY_TIMEOUT_S = 5

COLUMNS = ("at", "person", "name", "act", "subject")

migrations = Migrations("rinnalla-audit")


class AuditError(RinnallaError):
    """The log cannot be written or read; the message says what to do."""


@dataclass(frozen=True)
class Entry:
    """One act.

    Attributes:
        at: When, ISO 8601 in UTC, to the second.
        person: The opaque id of who did it.
        name: The name that person had then.
        subject: What it was done to: an id of the content, a file, a switch.
    """

    at: str
    person: str
    name: str
    act: str
    subject: str


@migrations()
def create_entries(db: Database) -> None:
    """Make the table; a row in it cannot be changed afterwards."""
    texts = ", ".join(f"{name} text not null" for name in COLUMNS)
    db.execute(f"create table entries ({texts})")
    db.execute("create index entries_at on entries (at)")
    db.execute(
        "create trigger entries_stay before update on entries "
        "begin select raise(abort, 'the audit log is only added to'); end"
    )


class Audit:
    """The log of one installation.

    Args:
        var: The folder of run-time files.
    """

    def __init__(self, var: Path) -> None:
        self._path = var / FILE

    def add(
        self, person_id: str, name: str, act: str, subject: str, *, now: datetime
    ) -> None:
        """Write down one act, and delete what is older than 24 months.

        Raises:
            ValueError: ``act`` is none of ``ACTS``.
            AuditError: The file cannot be written; what was to be done must not be.
        """
        if act not in ACTS:
            raise ValueError(f"{act!r} is not one of {', '.join(ACTS)}")
        row = Entry(
            at=_stamp(now),
            person=person_id,
            name=_line(name, MAX_NAME),
            act=act,
            subject=_line(subject, MAX_SUBJECT),
        )
        with self._opened() as db, db.conn:
            db.conn.execute(
                "insert into entries (at, person, name, act, subject) "
                "values (:at, :person, :name, :act, :subject)",
                vars(row),
            )
            db.conn.execute("delete from entries where at < ?", (_stamp(now - KEPT),))

    def entries(self, limit: int = 500, *, act: str | None = None) -> list[Entry]:
        """Return the latest acts, the last one first; those of one kind if asked.

        Raises:
            AuditError: The file cannot be read.
        """
        if not self._path.exists():
            return []
        with self._opened() as db:
            rows = db.query(
                "select at, person, name, act, subject from entries "
                "where :act is null or act = :act order by at desc, rowid desc "
                "limit :limit",
                {"act": act, "limit": limit},
            )
            return [Entry(**row) for row in rows]

    def has(self, person_id: str, act: str, *, since: datetime) -> bool:
        """Tell whether somebody's act is in the log since a time."""
        if not self._path.exists():
            return False
        with self._opened() as db:
            found = db.execute(
                "select 1 from entries where person = ? and act = ? and at >= ?",
                (person_id, act, _stamp(since)),
            )
            return found.fetchone() is not None

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        try:
            db = self._open()
            try:
                yield db
            finally:
                db.conn.close()
        except (sqlite3.Error, OSError) as error:
            raise AuditError(
                f"{self._path}: the audit log cannot be used ({error}); free the disk "
                "or make the file writable, nothing is changed until then"
            ) from error

    def _open(self) -> Database:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Names of people: for the account that runs the service only.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        db = Database(sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S))
        db.enable_wal()
        db.execute("pragma secure_delete = on")
        if migrations.pending(db):
            migrations.apply(db)
        return db


def _stamp(time: datetime) -> str:
    return time.astimezone(timezone.utc).isoformat(timespec="seconds")


def _line(text: str, most: int) -> str:
    """Return a text as one line without control characters, cut to ``most``."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return kept.strip()[:most]
