"""The media cards: short videos and exercises that a step can offer below its words.

``media/cards.yml`` lists them and explains its keys. The words of a video stand in its
script, ``media/scripts/<id>.yml``; those of an exercise in ``media/exercises.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import ContentError, ContentErrors
from bot.marks import Keys, read
from bot.model import LANGUAGES, Source, Words
from bot.schema import Reader

MEDIA = Path(__file__).resolve().parents[1] / "media"
CARDS, EXERCISES = "cards.yml", "exercises.yml"
VIDEO, EXERCISE = "video", "exercise"
KINDS = (VIDEO, EXERCISE)
MOVES = {
    "box": ("in", "hold", "out", "rest"),
    "dots": ("find",),
    "squeeze": ("tense", "release"),
}
"""What is drawn of an exercise, and the moves that it can make."""

MAX_TITLE = 6
_SIGNED = re.compile(r"[a-z0-9_.-]+\.mp4")


@dataclass(frozen=True)
class Scene:
    """A moment of a video: what is seen, and its caption."""

    shows: Words
    says: Words


@dataclass(frozen=True)
class Move:
    """One step of an exercise.

    Attributes:
        seconds: How long it takes at an even pace; 0 where the person decides.
        finds: How many things are looked for; 0 in other steps.
    """

    move: str
    seconds: int
    finds: int
    says: Words


@dataclass(frozen=True)
class Exercise:
    """Something to do with the page; ``shape`` is what it draws."""

    shape: str
    seconds: int
    rounds: int
    first: Words
    steps: tuple[Move, ...]
    last: Words


@dataclass(frozen=True)
class Card:
    """A video or an exercise.

    Attributes:
        topics: Ids of the topics that name it.
        sign_language: Name of the signed version's file, per language of the page.
        scenes: Of a video; none where its script is not written yet.
        exercise: Of an exercise.
        folder: The media folder; ``files`` are named relative to it.
    """

    id: str
    kind: str
    title: Words
    description: Words
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    sign_language: Mapping[str, str]
    sources: tuple[Source, ...]
    seconds: int
    scenes: tuple[Scene, ...]
    exercise: Exercise | None
    folder: Path

    @property
    def files(self) -> dict[str, str]:
        """The card's files by what they are: ``video``, ``captions.fi``, …"""
        signed = {
            f"sign_language.{language}": f"sign_language/{name}"
            for language, name in self.sign_language.items()
        }
        if self.kind != VIDEO:
            return signed
        return {
            "video": f"videos/{self.id}.mp4",
            "poster": f"posters/{self.id}.webp",
            **{
                f"captions.{language}": f"captions/{self.id}.{language}.vtt"
                for language in self.languages
            },
            **signed,
        }


def folder_of(content: Path) -> Path:
    """Return the media folder beside a content folder, or else the repository's."""
    beside = content.parent / "media"
    return beside if (beside / CARDS).exists() else MEDIA


def load(folder: Path = MEDIA) -> dict[str, Card]:
    """Load and check the cards, by id; a folder without a list has none.

    A video whose script cannot be read keeps nobody from help: its card comes without
    scenes and is not shown, and the linter tells what is wrong.

    Raises:
        ContentErrors: Everything that is wrong in the list or the exercises, each with
            file, line, id and remedy.
    """
    loading = _Loading(folder)
    cards = {card.id: card for card in loading.cards()}
    if loading.problems:
        raise ContentErrors(loading.problems)
    return cards


def problems(folder: Path) -> list[ContentError]:
    """Return everything that is wrong in a media folder's words, scripts included."""
    loading = _Loading(folder)
    list(loading.cards())
    return loading.problems + loading.in_scripts


class _Loading:
    """Reads the list, the exercises and the scripts, and collects what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[ContentError] = []
        self.in_scripts: list[ContentError] = []
        self._folder = folder
        exercises = folder / EXERCISES
        self._exercises = self._reader(exercises) if exercises.exists() else None

    def cards(self) -> Iterator[Card]:
        listed = self._folder / CARDS
        reader = self._reader(listed) if listed.exists() else None
        if reader is None:
            return
        seen = set[str]()
        for index in range(reader.count(("cards",))):
            card = self._card(reader, ("cards", index))
            if card.id in seen:
                remedy = "is the id of two cards: rename one"
                reader.problem(("cards", index), card.id, card.id, remedy)
            seen.add(card.id)
            yield card
        self.problems += reader.problems
        if self._exercises:
            self._exercises.none_without_card(seen)
            self.problems += self._exercises.problems

    def _card(self, reader: _Reader, keys: Keys) -> Card:
        id, kind = (reader.document.get(*keys, key) for key in ("id", "kind"))
        exercise = self._exercise(reader, keys, id) if kind == EXERCISE else None
        scenes, seconds = self._script(id) if kind == VIDEO else ((), 0)
        return Card(
            **reader.card(keys),
            seconds=exercise.seconds if exercise else seconds,
            scenes=scenes,
            exercise=exercise,
            folder=self._folder,
        )

    def _exercise(self, reader: _Reader, keys: Keys, id: Any) -> Exercise | None:
        exercises = self._exercises
        if exercises and exercises.document.get("exercises", id) is not None:
            return exercises.exercise(("exercises", id), str(id))
        reader.problem(keys, str(id), id, f"has no words yet: add it to {EXERCISES}")
        return None

    def _script(self, id: Any) -> tuple[tuple[Scene, ...], int]:
        path = self._folder / "scripts" / f"{id}.yml"
        if not path.exists():
            return (), 0
        try:
            reader = _Reader(read(path, root=self._folder.parent))
        except ContentError as error:
            self.in_scripts.append(error)
            return (), 0
        scenes, seconds = reader.script(str(id))
        self.in_scripts += reader.problems
        return ((), 0) if reader.problems else (scenes, seconds)

    def _reader(self, path: Path) -> _Reader | None:
        try:
            document = read(path, root=self._folder.parent)
        except ContentError as error:
            self.problems.append(error)
            return None
        return _Reader(document)


class _Reader(Reader):
    """Reads the values of one file of media; problems collect in ``problems``."""

    def count(self, keys: Keys) -> int:
        """Return how long a list of the file is; what is none is told."""
        return len(self._list(keys, str(keys[-1])))

    def card(self, keys: Keys) -> dict[str, Any]:
        """Read what the list itself says of a card."""
        data = self._keys(keys, "card", "cards")
        id = str(data.get("id"))
        if data.get("kind") not in KINDS:
            remedy = "is not one of " + ", ".join(KINDS)
            self.problem((*keys, "kind"), f"{id}.kind", data.get("kind"), remedy)
        return {
            "id": id,
            "kind": data.get("kind"),
            "title": self._title((*keys, "title"), f"{id}.title"),
            "description": self.words((*keys, "description"), f"{id}.description"),
            "topics": self.strings((*keys, "topics"), f"{id}.topics"),
            "languages": self._all_languages((*keys, "languages"), id),
            "sign_language": self._signed((*keys, "sign_language"), id),
            "sources": self._sources(id, keys),
        }

    def _title(self, keys: Keys, id: str) -> Words:
        title = self.words(keys, id)
        for language, text in title.items():
            if len(text.split()) > MAX_TITLE:
                remedy = f"is too long for a title: at most {MAX_TITLE} words"
                self.problem((*keys, language), f"{id}.{language}", text, remedy)
        return title

    def _all_languages(self, keys: Keys, id: str) -> tuple[str, ...]:
        found = self.strings(keys, f"{id}.languages")
        for language in set(LANGUAGES) ^ set(found):
            remedy = "is missing: make it in " + ", ".join(LANGUAGES)
            if language not in LANGUAGES:
                remedy = "is not one of " + ", ".join(LANGUAGES)
            self.problem(keys, f"{id}.languages", language, remedy)
        return found

    def _signed(self, keys: Keys, id: str) -> dict[str, str]:
        files = self._mapping(keys, f"{id}.sign_language")
        self._languages(keys, f"{id}.sign_language", files, ())
        for language, name in files.items():
            if not (isinstance(name, str) and _SIGNED.fullmatch(name)):
                remedy = "is no name of a file in sign_language/: write name.mp4"
                path = (*keys, language)
                self.problem(path, f"{id}.sign_language.{language}", name, remedy)
        return {language: str(name) for language, name in files.items()}

    def script(self, id: str) -> tuple[tuple[Scene, ...], int]:
        """Read the scenes of a video, and how many seconds they last."""
        rows = self._list(("scenes",), id)
        if not rows:
            self.problem(("scenes",), id, None, "has no scenes: write some")
        scenes, seconds = [], 0.0
        for index in range(len(rows)):
            keys, name = ("scenes", index), f"{id}.scenes[{index}]"
            said = self.words((*keys, "says"), f"{name}.says")
            scenes.append(Scene(self.words((*keys, "shows"), f"{name}.shows"), said))
            seconds += self._number((*keys, "seconds"), name)
        return tuple(scenes), round(seconds)

    def exercise(self, keys: Keys, id: str) -> Exercise:
        """Read an exercise."""
        data = self._keys(keys, "exercise", id)
        shape = data.get("shape")
        if shape not in MOVES:
            remedy = "is not one of " + ", ".join(MOVES)
            self.problem((*keys, "shape"), f"{id}.shape", shape, remedy)
        rows = self._list((*keys, "steps"), f"{id}.steps")
        if not rows:
            self.problem((*keys, "steps"), id, None, "has no steps: write some")
        moves = [
            self._move((*keys, "steps", n), f"{id}.steps[{n}]", str(shape))
            for n in range(len(rows))
        ]
        return Exercise(
            shape=str(shape),
            seconds=round(self._number((*keys, "seconds"), id)),
            rounds=round(self._number((*keys, "rounds"), id)),
            first=self.words((*keys, "first"), f"{id}.first"),
            steps=tuple(moves),
            last=self.words((*keys, "last"), f"{id}.last"),
        )

    def _move(self, keys: Keys, id: str, shape: str) -> Move:
        data = self._keys(keys, "move", id, ("seconds", "finds"))
        allowed = MOVES.get(shape, ())
        if data.get("move") not in allowed:
            remedy = "is not one of " + ", ".join(allowed)
            self.problem((*keys, "move"), f"{id}.move", data.get("move"), remedy)
        counts = "finds" if shape == "dots" else "seconds"
        count = round(self._number((*keys, counts), id))
        return Move(
            move=str(data.get("move")),
            seconds=count if counts == "seconds" else 0,
            finds=count if counts == "finds" else 0,
            says=self.words((*keys, "says"), f"{id}.says"),
        )

    def _number(self, keys: Keys, id: str) -> float:
        value = self.document.get(*keys)
        if isinstance(value, (int, float)) and value > 0:
            return value
        self.problem(keys, f"{id}.{keys[-1]}", value, "is no number above 0")
        return 0

    def none_without_card(self, ids: set[str]) -> None:
        """Tell of exercises that no card names."""
        for id in self._mapping(("exercises",), "exercises"):
            if id not in ids:
                remedy = f"has no card: add one to {CARDS}, or take it out"
                self.problem(("exercises", id), "exercises", id, remedy)
