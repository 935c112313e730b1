"""The units of review: what a professional reads and signs as a whole.

A unit is a file, or a media card with its script, captions and film. What is worded in
the content folder is one; so is what runs from the repository itself, whatever the
content folder: the rules of the detector and the lists that lead in danger.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from bot import media
from bot.content import DATA, reply_files
from bot.model import LANGUAGES
from bot.review.projection import (
    examples_of,
    leaves_of,
    text_of,
    version_of,
    versions_of,
)

__all__ = [
    "KINDS",
    "Unit",
    "examples_of",
    "raw_of",
    "text_of",
    "units",
    "version_of",
    "versions",
    "versions_of",
]

KINDS = ("topic", "crisis", "replies", "services", "rules", "video")
RULES = Path(__file__).resolve().parents[2] / "safety" / "rules"
LEADING = ("triage", "crisis_answers")
"""Files of the repository's ``data/`` that decide what comes next in danger."""
CARD_WORDS = "service_words"
"""The words of help cards, read from the repository's ``data/``, too."""
IN_DANGER = 2
"""Signatures that texts of crisis mode need, and the rules and films of it."""

_SENSITIVE = re.compile(rb"^sensitive:\s*(true|yes|on)\b", re.MULTILINE)
_CARD = re.compile(r"(.+\.)?cards\[\d+\]")
_BLANK_LINE = re.compile(r"\n\s*\n")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Stamp = tuple[tuple[str, int, int], ...]


class HasContent(Protocol):
    """Settings, as far as they are needed here."""

    @property
    def content(self) -> Path:
        """Folder of the working copy."""


@dataclass(frozen=True)
class Unit:
    """What is signed as a whole.

    Attributes:
        id: "topics/study/exam_stress", "crisis/suicide", "replies/basics", "services",
            "note", "triage", "rules/suicide_wish", "media/box_breathing".
        kind: One of ``KINDS``. Video is every media card, exercises too.
        path: The file whose words are edited; of a card its script or the exercises.
        needs: How many people must sign.
        sensitive: It is about danger, or a topic that is marked so.
        files: All that the unit is made of; ``path`` is among them.
    """

    id: str
    kind: str
    path: Path
    needs: int
    sensitive: bool
    files: tuple[Path, ...]

    @property
    def is_running(self) -> bool:
        """Whether it runs as it is in the repository, and has no published copy."""
        return self.kind == "rules" or self.id == CARD_WORDS

    @property
    def in_folder(self) -> str:
        """Its path in a folder of published versions."""
        return f"{self.id}.yml"


def units(where: HasContent | Path) -> dict[str, Unit]:
    """Return all units by id: topics first, then crisis flows, replies and the rest.

    Args:
        where: The content folder, or the settings that name it.
    """
    content = where if isinstance(where, Path) else where.content
    found = _units(content, RULES, _stamp(_watched(content, RULES)))
    return {unit.id: unit for unit in found}


def raw_of(unit: Unit) -> bytes | None:
    """Return what the working copy holds of a unit now, or None where it is gone.

    Of a media card it is put together: what the list says of it, its script or its
    exercise, the captions, and the hash of the film.
    """
    try:
        return _card(unit) if unit.kind == "video" else unit.path.read_bytes()
    except OSError:
        return None


def versions(unit: Unit) -> Mapping[str, str]:
    """Return the version of the working copy in each language.

    A file is read again only when it changed.
    """
    return _versions(unit, _stamp(unit.files))


def _stamp(files: tuple[Path, ...]) -> Stamp:
    """Return what tells whether files changed, without reading them."""
    rows = []
    for file in files:
        try:
            told = file.stat()
        except OSError:
            continue
        rows.append((str(file), told.st_mtime_ns, told.st_size))
    return tuple(rows)


@lru_cache(maxsize=1024)
def _versions(unit: Unit, stamp: Stamp) -> Mapping[str, str]:
    return versions_of(raw_of(unit))


def _watched(content: Path, rules: Path) -> tuple[Path, ...]:
    """Return the files from which the list of units follows."""
    worded = [*content.glob("topics/*/*.yml"), *content.glob("crisis/*.yml")]
    single = [content / "services.yml", content / "note.yml", DATA / "note.yml"]
    cards = media.folder_of(content) / media.CARDS
    replies = reply_files(content)
    return tuple(sorted((*worded, *single, *replies, *rules.glob("*.yml"), cards)))


@lru_cache(maxsize=8)
def _units(content: Path, rules: Path, stamp: Stamp) -> tuple[Unit, ...]:
    return (
        *_topics(content),
        *_crisis(content),
        *_replies(content),
        *_single(content),
        *_running(rules),
        *_cards(content),
    )


def kind_of(id: str) -> str:
    """Return the kind of a unit by its id."""
    folder = id.partition("/")[0]
    if folder in LEADING:
        return "rules"
    of_folder = {"topics": "topic", "note": "replies", "media": "video"}
    return "services" if folder == CARD_WORDS else of_folder.get(folder, folder)


def of_file(id: str, path: Path, *, sensitive: bool = False) -> Unit:
    """Return the unit that one file makes."""
    kind = kind_of(id)
    needs = IN_DANGER if kind in ("crisis", "rules") else 1
    return Unit(id, kind, path, needs, sensitive or needs == IN_DANGER, (path,))


def _topics(content: Path) -> Iterator[Unit]:
    for path in sorted(content.glob("topics/*/*.yml")):
        sensitive = _SENSITIVE.search(path.read_bytes()) is not None
        yield of_file(_id(path, content), path, sensitive=sensitive)


def _crisis(content: Path) -> Iterator[Unit]:
    for path in sorted(content.glob("crisis/*.yml")):
        yield of_file(_id(path, content), path)


def _replies(content: Path) -> Iterator[Unit]:
    """Yield the conversation basics; a file of training examples alone is none."""
    for path in reply_files(content):
        if path.exists() and any(versions_of(path.read_bytes()).values()):
            yield of_file(_id(path, content), path)


def _single(content: Path) -> Iterator[Unit]:
    yield of_file("services", content / "services.yml")
    own = content / "note.yml"
    yield of_file("note", own if own.exists() else DATA / "note.yml")


def _running(rules: Path) -> Iterator[Unit]:
    for name in (CARD_WORDS, *LEADING):
        yield of_file(name, DATA / f"{name}.yml")
    for path in sorted(rules.glob("*.yml")):
        yield of_file(f"rules/{path.stem}", path)


def _id(path: Path, content: Path) -> str:
    return path.relative_to(content).with_suffix("").as_posix()


# --- media cards ----------------------------------------------------------------


def _cards(content: Path) -> Iterator[Unit]:
    folder = media.folder_of(content)
    listed = _read(folder / media.CARDS)
    in_danger = _cards_in_danger(content)
    for row in listed.get("cards") or ():
        id = str(row.get("id"))
        needs = IN_DANGER if id in in_danger else 1
        is_film = row.get("kind") == media.VIDEO
        path = folder / (f"scripts/{id}.yml" if is_film else media.EXERCISES)
        files = (path, folder / media.CARDS, *(_made(folder, id) if is_film else ()))
        yield Unit(f"media/{id}", "video", path, needs, id in in_danger, files)


def _made(folder: Path, id: str) -> tuple[Path, ...]:
    """Return the files of a film: the captions, then the film itself."""
    captions = (folder / f"captions/{id}.{language}.vtt" for language in LANGUAGES)
    return (*captions, folder / f"videos/{id}.mp4")


def _cards_in_danger(content: Path) -> set[str]:
    """Return the cards that a crisis flow shows."""
    return {
        leaf.text
        for path in content.glob("crisis/*.yml")
        for leaf in leaves_of(path.read_bytes(), LANGUAGES[0])
        if _CARD.fullmatch(leaf.path)
    }


def _card(unit: Unit) -> bytes:
    id = unit.id.partition("/")[2]
    words, listed, *made = unit.files
    rows = _read(listed).get("cards") or ()
    card = next((row for row in rows if row.get("id") == id), None)
    if not made:
        exercise = (_read(words).get("exercises") or {}).get(id)
        return _written({"card": card, "exercise": exercise})
    *captions, film = made
    told = zip(LANGUAGES, map(_cues, captions), strict=True)
    return _written(
        {
            "card": card,
            "scenes": _scenes(_read(words)),
            "captions": dict(told),
            "film": hashlib.sha256(film.read_bytes()).hexdigest(),
        }
    )


def _scenes(script: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what is said and shown; how it is drawn is seen in the film."""
    kept = ("seconds", "says", "shows")
    rows = script.get("scenes") or ()
    return [{key: row.get(key) for key in kept} for row in rows]


def _cues(path: Path) -> list[str]:
    """Return the captions, one a line, with their times."""
    text = path.read_text("utf-8").replace("\r\n", "\n").strip()
    _, *cues = _BLANK_LINE.split(text)
    return [" ".join(cue.split()) for cue in cues]


def _read(path: Path) -> dict[str, Any]:
    """Return a file's values; none where it is missing or is no YAML."""
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError):
        return {}
    return data if isinstance(data, dict) else {}


def _written(data: Mapping[str, Any]) -> bytes:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)
    return text.encode()
