"""The files of the published folder: what is live, and every version ever signed."""

from __future__ import annotations

import re
from pathlib import Path

from bot.files import write_whole
from bot.model import LANGUAGES

HISTORY = "history"
_ID = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")
_VERSION = re.compile(r"[0-9a-f]{16}")


class Archive:
    """Reads and writes the versions of one published folder."""

    def __init__(self, published: Path) -> None:
        self._folder = published

    def path(self, unit: str, language: str) -> Path:
        """Return where the live version of a unit lies."""
        return self._folder / language / f"{unit}.yml"

    def live(self, unit: str, language: str) -> bytes | None:
        """Return the published file, or None."""
        is_known = _is_name(unit, language)
        return _read(self.path(unit, language)) if is_known else None

    def kept(self, unit: str, language: str, version: str) -> bytes | None:
        """Return a signed version, published or not, or None."""
        if not (_is_name(unit, language) and _VERSION.fullmatch(version)):
            return None
        return _read(self._kept(unit, language, version))

    def keep(self, unit: str, language: str, version: str, raw: bytes) -> None:
        """Keep a version that somebody signs; it is written once."""
        path = self._kept(unit, language, version)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, raw)

    def publish(self, unit: str, language: str, raw: bytes) -> None:
        """Put a version in the place of the live one."""
        path = self.path(unit, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, raw)

    def _kept(self, unit: str, language: str, version: str) -> Path:
        return self._folder / HISTORY / language / unit / f"{version}.yml"


def _is_name(unit: str, language: str) -> bool:
    return language in LANGUAGES and _ID.fullmatch(unit) is not None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
