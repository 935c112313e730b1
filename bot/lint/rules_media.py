"""Media: no file without a row in cards.yml, no row without its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.errors import ContentError
from bot.lint.findings import ERROR, Finding
from bot.marks import read

_NOT_MEDIA = frozenset({".yml", ".yaml", ".md", ".txt"})
_SUFFIXES = frozenset(
    ".mp4 .webm .mp3 .ogg .vtt .srt .png .jpg .jpeg .svg .webp .avif .pdf".split()
)


def check_media(folder: Path) -> Iterator[Finding]:
    """Check both directions; nothing to check while there is no cards.yml."""
    manifest = folder / "cards.yml"
    if not manifest.exists():
        return
    try:
        document = read(manifest, root=folder.parent)
    except ContentError:
        return  # the loader has told about it
    named = dict(_named(document.data, (), document.line))
    files = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in _NOT_MEDIA
    }
    for path, line in named.items():
        if path.removeprefix("media/") not in files:
            text = f"{path!r} does not exist: add the file, or take out the row"
            yield Finding(document.name, line, "cards", ERROR, "media", text)
    listed = {path.removeprefix("media/") for path in named}
    for path in sorted(files - listed):
        text = f"{path!r} has no row: describe it, or delete the file"
        yield Finding(document.name, 1, "cards", ERROR, "media", text)


def _named(value: Any, keys: tuple[Any, ...], line: Any) -> Iterator[tuple[str, int]]:
    """Yield every path of a media file that is named anywhere in the manifest."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _named(item, (*keys, key), line)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _named(item, (*keys, index), line)
    elif isinstance(value, str) and "://" not in value:
        if Path(value).suffix.casefold() in _SUFFIXES:
            yield value, line(*keys)
