"""The register's file: one event a line, added to and never changed."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from bisect import insort
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

ACTS = ("sign", "send_back", "comment", "publish", "hide", "show", "import")


@dataclass(frozen=True)
class Event:
    """Something that was done in the review.

    Attributes:
        at: When, ISO 8601 in UTC, to the microsecond.
        act: One of ``ACTS``.
        unit: Id of the unit; empty for an import.
        language: fi, sv or en; empty where it holds for all.
        version: What it is about; empty where it is about no version.
        role: In which role.
        signer: Opaque id of the person.
        words: A comment; of an import the number of events.
        step: Name of the step, or nothing for the whole unit.
    """

    at: str
    act: str
    unit: str = ""
    language: str = ""
    version: str = ""
    role: str = ""
    signer: str = ""
    words: str = ""
    step: str = ""


NAMES = frozenset(field.name for field in fields(Event))


def read_event(row: Any) -> Event | None:
    """Return the event that a row of JSON holds, or None where it holds none."""
    if not isinstance(row, dict) or not row.keys() <= NAMES:
        return None
    if not all(isinstance(value, str) for value in row.values()):
        return None
    is_whole = {"at", "act"} <= row.keys() and row["act"] in ACTS
    return Event(**row) if is_whole and _is_time(row["at"]) else None


def moment(now: datetime) -> str:
    """Return a time as events hold it: they sort by it as text."""
    return now.astimezone(timezone.utc).isoformat(timespec="microseconds")


def _is_time(text: str) -> bool:
    try:
        return moment(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


class Log:
    """Events in a file. What others added is read when it is asked for.

    Attributes:
        damaged: Numbers of the lines that hold no event; they count for nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reading = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._file = self._offset = self._n_lines = 0
        self._events: list[Event] = []
        self._by_unit: dict[str, list[Event]] = {}
        self.damaged: tuple[int, ...] = ()

    def stamp(self) -> tuple[int, int]:
        """Return what changes when the file does: its size and its last change."""
        try:
            told = self._path.stat()
        except FileNotFoundError:
            return (0, 0)
        return (told.st_size, told.st_mtime_ns)

    def events(self) -> tuple[Event, ...]:
        """Return all events in the order of their time."""
        self._refresh()
        return tuple(self._events)

    def of(self, unit: str | None, language: str | None = None) -> list[Event]:
        """Return the events of a unit (None: of all) in the order of their time.

        Args:
            language: Those in one language, and those that hold for all; None: all.
        """
        self._refresh()
        found = self._events if unit is None else self._by_unit.get(unit, [])
        spoken = (language, "")
        return [e for e in found if language is None or e.language in spoken]

    def _refresh(self) -> None:
        """Read the lines that are new; all of them where it is another file now."""
        with self._reading:
            try:
                told = self._path.stat()
            except FileNotFoundError:
                self._forget()
                return
            if told.st_ino != self._file or told.st_size < self._offset:
                self._forget()
                self._file = told.st_ino
            if told.st_size > self._offset:
                self._read_on()

    def _read_on(self) -> None:
        with self._path.open("rb") as file:
            file.seek(self._offset)
            whole, newline, _ = file.read().rpartition(b"\n")
        for line in whole.split(b"\n") if newline else ():
            self._n_lines += 1
            event = _parsed(line)
            if event is None:
                self.damaged += (self._n_lines,)
                continue
            insort(self._events, event, key=_time)
            insort(self._by_unit.setdefault(event.unit, []), event, key=_time)
        self._offset += len(whole) + len(newline)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the register alone: what is read inside stays true until it is left."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def add(self, *events: Event) -> None:
        """Add events; on the disk when this returns. Only in ``writing``."""
        rows = (json.dumps(asdict(event), ensure_ascii=False) for event in events)
        text = "".join(f"{row}\n" for row in rows)
        handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        with os.fdopen(handle, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size and os.pread(handle, 1, size - 1) != b"\n":
                text = "\n" + text  # a line that was cut off stays alone
            file.write(text.encode())
            file.flush()
            os.fsync(handle)


def _time(event: Event) -> str:
    return event.at


def _parsed(line: bytes) -> Event | None:
    try:
        return read_event(json.loads(line))
    except ValueError:
        return None
