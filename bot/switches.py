"""What staff switch on the dashboard for the chat: help only, and an event notice.

``var/switches.json`` holds both. It is written whole or not at all; a file that cannot
be read switches nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.errors import RinnallaError
from bot.files import write_whole
from bot.languages import LANGUAGES

FILE = "switches.json"
LOCK = "switches.lock"
LONGEST = timedelta(days=14)
MOST_CHARACTERS = 300
READ_EVERY_S = 2.0


class SwitchError(RinnallaError):
    """A switch cannot be turned; nothing was changed.

    Attributes:
        code: Why, as an id of the dashboard's words.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"switches: {code}")
        self.code = code


@dataclass(frozen=True)
class Notice:
    """What is told to everybody for some days, for example after a tragedy.

    Attributes:
        words: The text in each language, at most ``MOST_CHARACTERS``.
        until: When it ends by itself.
        topics: Ids of the topics it concerns; it is told there, too.
        drafted_by: Opaque id of who wrote it.
        signed_by: Opaque id of the professional who signed it; None: not yet.
    """

    words: Mapping[str, str]
    until: datetime
    topics: tuple[str, ...]
    drafted_by: str
    signed_by: str | None = None

    @property
    def version(self) -> str:
        """Twelve hex digits of what is signed: the words, the end and the topics."""
        said = [dict(self.words), self.until.isoformat(), list(self.topics)]
        whole = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Switches:
    """All switches.

    Attributes:
        help_only: The chat shows where help is, and talks of nothing else.
        notice: The signed notice; it is shown until its end.
        draft: A notice that waits for its signature; nobody sees it.
    """

    help_only: bool = False
    notice: Notice | None = None
    draft: Notice | None = None

    def shown(self, now: datetime) -> Notice | None:
        """Return the notice that is shown at a time, if any."""
        notice = self.notice
        return notice if notice and notice.signed_by and now < notice.until else None


def read(var: Path) -> Switches:
    """Return the switches; those of a broken file are off, which is told once."""
    path = var / FILE
    try:
        return _parsed(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Switches()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        _tell_once(path)
        return Switches()


_told: set[tuple[Path, int]] = set()


def _tell_once(path: Path) -> None:
    stamp = _stamp(path)
    if (path, stamp) not in _told:
        _told.add((path, stamp))
        sys.stderr.write(
            f"rinnalla: {path}: cannot be read, so no switch is on: delete the file "
            "and set the switches anew on the dashboard\n"
        )


def _stamp(path: Path) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _parsed(data: Any) -> Switches:
    if not isinstance(data["help_only"], bool):
        raise ValueError("help_only")
    notice, draft = (_notice(data.get(key)) for key in ("notice", "draft"))
    return Switches(data["help_only"], notice, draft)


def _notice(data: Any) -> Notice | None:
    if data is None:
        return None
    until = datetime.fromisoformat(data["until"])
    if until.tzinfo is None:
        raise ValueError("until")
    return Notice(
        words={language: str(data["words"][language]) for language in LANGUAGES},
        until=until,
        topics=tuple(map(str, data["topics"])),
        drafted_by=str(data["drafted_by"]),
        signed_by=data["signed_by"] and str(data["signed_by"]),
    )


def write(var: Path, switches: Switches) -> None:
    """Write the switches, all or none.

    Raises:
        SwitchError: The file cannot be written.
    """
    path = var / FILE
    text = json.dumps(_plain(switches), ensure_ascii=False, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{text}\n".encode())
    except OSError as error:
        raise SwitchError("not_written") from error


def _plain(switches: Switches) -> dict[str, Any]:
    return {
        "help_only": switches.help_only,
        "notice": switches.notice and _plain_notice(switches.notice),
        "draft": switches.draft and _plain_notice(switches.draft),
    }


def _plain_notice(notice: Notice) -> dict[str, Any]:
    return {
        "words": dict(notice.words),
        "until": notice.until.isoformat(),
        "topics": list(notice.topics),
        "drafted_by": notice.drafted_by,
        "signed_by": notice.signed_by,
    }


# --- turning them ---------------------------------------------------------------


def set_help_only(var: Path, is_on: bool) -> Switches:
    """Let the chat show help only, or talk again."""
    return _change(var, lambda found: replace(found, help_only=is_on))


def draft_notice(var: Path, notice: Notice, *, now: datetime) -> Switches:
    """Keep a notice for its signature; one that is shown stays until then.

    Raises:
        SwitchError: A language is empty or too long, or the end is out of bounds.
    """
    _check(notice, now)
    unsigned = replace(notice, signed_by=None)
    return _change(var, lambda found: replace(found, draft=unsigned))


def sign_notice(var: Path, version: str, *, signer: str, now: datetime) -> Switches:
    """Show the draft, if it is still the one that the signer has read.

    Raises:
        SwitchError: It was changed or taken away meanwhile, or its end is over.
    """

    def sign(found: Switches) -> Switches:
        if found.draft is None or found.draft.version != version:
            raise SwitchError("changed")
        _check(found.draft, now)
        return replace(found, notice=replace(found.draft, signed_by=signer), draft=None)

    return _change(var, sign)


def drop_draft(var: Path) -> Switches:
    """Forget the draft."""
    return _change(var, lambda found: replace(found, draft=None))


def end_notice(var: Path) -> Switches:
    """Show the notice no longer."""
    return _change(var, lambda found: replace(found, notice=None))


def _check(notice: Notice, now: datetime) -> None:
    texts = [notice.words.get(language, "").strip() for language in LANGUAGES]
    if not all(texts):
        raise SwitchError("language_missing")
    if max(map(len, texts)) > MOST_CHARACTERS:
        raise SwitchError("too_long")
    if not now < notice.until <= now + LONGEST:
        raise SwitchError("bad_end")


def _change(var: Path, how: Callable[[Switches], Switches]) -> Switches:
    with _locked(var):
        changed = how(read(var))
        write(var, changed)
    return changed


@contextlib.contextmanager
def _locked(var: Path) -> Iterator[None]:
    """Let one change follow the other; two people may press at once."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / LOCK).open("w")
    except OSError as error:
        raise SwitchError("not_written") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- for the edge ---------------------------------------------------------------


@dataclass
class Reader:
    """The switches as the chat sees them, looked up every two seconds at most."""

    var: Path
    clock: Callable[[], float] = time.monotonic
    _looked_at: float | None = field(default=None, init=False)
    _seen: tuple[int, ...] = field(default=(), init=False)
    _known: Switches = field(default_factory=Switches, init=False)

    def __call__(self) -> Switches:
        """Return the switches of now."""
        at = self.clock()
        if self._looked_at is None or at - self._looked_at >= READ_EVERY_S:
            self._looked_at = at
            self._look()
        return self._known

    def _look(self) -> None:
        seen = self._stamp()
        if seen != self._seen:
            self._seen, self._known = seen, read(self.var)

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = os.stat(self.var / FILE)
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_size, found.st_ino
