"""The content as it is served, per language; it follows edits and signatures.

Without ``RINNALLA_REVIEWED_ONLY`` everybody gets the working copy: one content for all
languages. With it, each language gets what was signed in it and nothing else; of the
helplines the words are those that were signed, while numbers, hours and links are those
of today. What is hidden on the review desk is in neither.

An edit or a signature is live within seconds and no chat ends by it: :meth:`refresh`
looks at names, times and sizes of the files, and reads only when one of them changed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot import media, note
from bot.content import Content, hash_of, load
from bot.errors import ContentError
from bot.model import LANGUAGES
from bot.note import Words
from bot.review.assembly import Known
from bot.review.gaps import made_whole
from bot.review.helplines import check_kept
from bot.review.register import Register
from bot.review.signed import FINNISH, Edition, SettingsLike, signed_edition, tell

EVERY_S = 2
"""How often the files are looked at."""
WATCHED = (".yml", ".vtt", ".mp4")
Stamp = tuple[tuple[str, int, int], ...]


class Editions:
    """The content of each language, held in memory.

    Args:
        settings: What is served, and from which folders.

    Raises:
        ContentError: It cannot be read. Only at the start: later the old one stays.
    """

    def __init__(self, settings: SettingsLike) -> None:
        self._settings = settings
        self._register = Register(settings.published)
        self._known = Known()
        self._looking = threading.Lock()
        self._looked_at = time.monotonic()
        self._seen = self._stamp()
        self._editions = self._read({})
        self._hash = self._working_hash()

    def of(self, language: str) -> Content:
        """Return what is served in a language; Finnish where it is none of ours."""
        return self._of(language).content

    def note(self, language: str) -> Words:
        """Return the words of 'Show this' for a language."""
        return self._of(language).note

    def _of(self, language: str) -> Edition:
        editions = self._editions
        return editions.get(language) or editions[FINNISH]

    @property
    def working_hash(self) -> str:
        """The hash of the working copy, by which the index of the search is named."""
        return self._hash

    def refresh(self) -> bool:
        """Read what changed since the last time; tell whether anything did.

        What cannot be read stays as it was, and its file is named on standard error.
        One thread looks at a time; another one is not kept waiting.
        """
        if not self._looking.acquire(blocking=False):
            return False
        try:
            return self._refresh()
        finally:
            self._looked_at = time.monotonic()
            self._looking.release()

    def refresh_beside(self) -> None:
        """Do the same in a thread of its own, unless it was done a moment ago."""
        is_due = time.monotonic() - self._looked_at >= EVERY_S
        if is_due and not self._looking.locked():
            threading.Thread(target=self.refresh, daemon=True).start()

    def _refresh(self) -> bool:
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        # Taken before reading: what changes meanwhile is seen the next time.
        self._seen = stamp
        try:
            made = self._read(self._editions)
            for language, edition in made.items():
                check_kept(self.of(language).services, edition.content.services)
            self._editions = made
        except ContentError as error:
            tell(error)
            return False
        except OSError:
            self._seen = ()  # a file went while it was read: look again
            return False
        self._hash = self._working_hash()
        return True

    def _working_hash(self) -> str:
        try:
            return hash_of(self._settings.content)
        except OSError:
            return ""  # nothing can be searched in a copy without all its files

    def _read(self, before: Mapping[str, Edition]) -> dict[str, Edition]:
        if self._settings.reviewed_only:
            return self._signed(before)
        return dict.fromkeys(LANGUAGES, self._working_copy())

    def _working_copy(self) -> Edition:
        settings = self._settings
        content = load(
            settings.content,
            confirmed=settings.confirmed_services,
            region=settings.county.region,
        )
        hidden = self._register.hidden()
        shown = made_whole(content, hidden) if hidden else content
        return Edition(shown, note.load(settings.content))

    def _signed(self, before: Mapping[str, Edition]) -> dict[str, Edition]:
        """Return what is signed; a language that cannot be read keeps what it had."""
        known = Known(self._known)
        made: dict[str, Edition] = {}
        for language in LANGUAGES:
            try:
                made[language] = signed_edition(
                    self._settings, self._register, language, known
                )
            except ContentError as error:
                if language not in before:
                    raise
                tell(error)
                made[language] = before[language]
        self._known = known
        return made

    def _stamp(self) -> Stamp:
        """Return what tells whether a file changed, came or went."""
        settings = self._settings
        folders = [settings.content, media.folder_of(settings.content)]
        if settings.reviewed_only:
            folders += [settings.published / language for language in LANGUAGES]
        size, changed = self._register.stamp()
        return (("register", changed, size), *sorted(_files(folders)))


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    waiting = [str(folder) for folder in folders]
    while waiting:
        for entry in _entries(waiting.pop()):
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.name.endswith(WATCHED) and (told := _told(entry)):
                yield entry.path, told.st_mtime_ns, told.st_size


def _told(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:
        return None  # gone meanwhile


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []
