"""Media cards at the edge: how a page is told of one, and its files, with ranges."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from bot.media import Card, Exercise

PATH = "/media"
KEPT = "public, max-age=604800, immutable"
"""An address names a version of its file, so the file behind it never changes."""

for suffix, kind in {".vtt": "text/vtt", ".webp": "image/webp"}.items():
    mimetypes.add_type(kind, suffix)


class Files(StaticFiles):
    """Serve the files that cards name just now, and no others."""

    def __init__(self, folder: Path, cards: Callable[[], Iterable[Card]]) -> None:
        super().__init__(directory=folder)
        self._cards = cards

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file by the rest of its address."""
        named = (card.files.values() for card in self._cards())
        is_named = any(path in files for files in named)
        return super().lookup_path(path) if is_named else ("", None)

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Let the browser keep what it was sent."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = KEPT
        return response


def entry(card: Card, language: str) -> dict[str, Any] | None:
    """Return a card as the page and the REST clients get it.

    None where a file of it is missing: then there is nothing to watch.
    """
    if card.exercise is None and not card.scenes:
        return None
    if not all((card.folder / name).is_file() for name in card.files.values()):
        return None
    shown: dict[str, Any] = {
        "id": card.id,
        "kind": card.kind,
        "language": language,
        "title": card.title[language],
        "description": card.description[language],
        "seconds": card.seconds,
    }
    addresses = {name: _address(card.folder, file) for name, file in card.files.items()}
    shown["sign_language"] = addresses.get(f"sign_language.{language}")
    if card.exercise:
        return {**shown, "exercise": _exercise(card.exercise, language)}
    captions = {
        spoken: addresses[f"captions.{spoken}"]
        for spoken in (language, *card.languages)
    }
    transcript = [
        {"shows": scene.shows[language], "says": scene.says[language]}
        for scene in card.scenes
    ]
    return {
        **shown,
        "video": addresses["video"],
        "poster": addresses["poster"],
        "captions": captions,
        "transcript": transcript,
    }


def _exercise(exercise: Exercise, language: str) -> dict[str, Any]:
    steps = [
        {
            "move": step.move,
            "seconds": step.seconds,
            "finds": step.finds,
            "says": step.says[language],
        }
        for step in exercise.steps
    ]
    return {
        "shape": exercise.shape,
        "rounds": exercise.rounds,
        "first": exercise.first[language],
        "steps": steps,
        "last": exercise.last[language],
    }


def _address(folder: Path, name: str) -> str:
    return f"{PATH}/{name}?v={_version(folder / name)}"


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
