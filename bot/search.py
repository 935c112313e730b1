"""Find the published passage that answers a question, by its words and its meaning.

One SQLite file a content, built beside Rasa's model: full text (FTS5) over the stems of
every step in each language and of the questions it answers, and a vector of meaning for
the step and for each question. Nothing that a young person typed is ever written to it.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from math import log
from pathlib import Path
from types import MappingProxyType

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from sqlite_utils import Database

from bot import settings as config
from bot.content import Content, load
from bot.flow import find_step
from bot.meanings import Vector, key_of, shipped
from bot.model import IN_PASSING, LANGUAGES, START, Step, Topic
from bot.nearness import normaliser, unit
from safety.folding import strip_marks
from safety.reader.features import meaning

Meaning = Callable[[str], Vector]

VERSION = 2
"""Of what is written; another one builds the file anew."""
STEMMERS = {"fi": "finnish", "sv": "swedish", "en": "english"}
WEIGHTS = (4.0, 4.0, 1.0)
"""What a word counts in a title or on a button leading to the step, in a question that
it answers, and in its text."""
N_BY_TEXT = 20
TEXT_WEIGHT = 0.2
"""Of the best score by words, beside the likeness of meaning, both from 0 to 1."""
SHRINKAGE = 0.4
"""Of the covariance within a step: 0 normalises fully, 1 leaves plain cosines."""
GUESS_WEIGHT, LEAST_SURE = 0.05, 0.001
"""What the logarithm of the classifier's confidence in a topic counts, and from where;
0 to 0.35 in all."""
NO_GUESSES: Mapping[str, float] = MappingProxyType({})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Hit:
    """A passage found.

    Attributes:
        step: Full id, "student_aid_benefits.stopped".
        score: From 0 up: likeness of meaning, and of words with ``TEXT_WEIGHT``.
    """

    step: str
    score: float


LEAST, LEAST_GUIDED = 0.65, 0.85
"""Under it a passage is too often beside the point to be quoted: alone, and where the
classifier's guesses count too; see bench.search."""


@dataclass(frozen=True)
class _Passage:
    step: str
    language: str
    title: str
    asked: tuple[str, ...]
    body: str

    @property
    def meant(self) -> tuple[str, ...]:
        """The texts whose meaning leads here."""
        return (f"{self.title}. {self.body}", *self.asked)


def path_of(folder: Path, content: Content) -> Path:
    """Return where the index of this content is, or would be."""
    return path_at(folder, content.hash)


def path_at(folder: Path, hash: str) -> Path:
    """Return the same by the hash of the content."""
    return folder / "search" / f"{hash[:16]}-{VERSION}.db"


def build(path: Path, content: Content, embed: Meaning) -> None:
    """Write the index of the content; meanings known from older files are kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    older = [file for file in path.parent.glob("*.db") if file != path]
    known = shipped()
    for file in older:
        known |= dict(meanings(file))
    # Two may build at once, after an edit and at a start: each has a file of its own.
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.unlink(missing_ok=True)
    _write(unfinished, passages(content), known, embed)
    unfinished.replace(path)
    for file in older:
        file.unlink(missing_ok=True)


def meanings(file: Path) -> Iterator[tuple[str, Vector]]:
    """Yield key and meaning of the texts in an index; none where it is older."""
    if not file.exists():
        return
    db = Database(file)
    if db.table("meanings").exists():
        for row in db.query("select key, meaning from meanings"):
            yield row["key"], _vector(row["meaning"])
    db.close()


def _write(
    path: Path, rows: list[_Passage], known: dict[str, Vector], embed: Meaning
) -> None:
    db = Database(path)
    table = db.table("passages")
    table.insert_all(
        {
            "step": row.step,
            "language": row.language,
            "title": stems(row.title, row.language),
            "asked": stems(" ".join(row.asked), row.language),
            "body": stems(row.body, row.language),
        }
        for row in rows
    )
    columns = ["title", "asked", "body"]
    table.enable_fts(columns, tokenize="unicode61 remove_diacritics 0")
    db.table("meanings").insert_all(
        {
            "step": row.step,
            "language": row.language,
            "key": (key := key_of(text)),
            "meaning": _bytes(known[key] if key in known else embed(text)),
        }
        for row in rows
        for text in row.meant
    )
    db.close()


def _bytes(vector: Vector) -> bytes:
    return vector.astype(np.float16).tobytes()


def _vector(stored: bytes) -> Vector:
    return np.frombuffer(stored, np.float16).astype(np.float32)


def passages(content: Content) -> list[_Passage]:
    """Return what can be found: every step that can be said by itself."""
    return [
        _passage(topic, name, step, language)
        for topic in content.topics.values()
        for name, step in topic.steps.items()
        if name not in IN_PASSING
        for language in LANGUAGES
    ]


def _passage(topic: Topic, name: str, step: Step, language: str) -> _Passage:
    leading = [
        choice.label[language]
        for choice in topic.choices_to(step.id)
        if language in choice.label
    ]
    title = [topic.names[language], *dict.fromkeys(leading)]
    # The first step of a topic reflects and asks: its title tells what it is about.
    body = [] if name == START else [" ".join(v) for v in step.say[language]]
    asked = step.asked.get(language, ())
    return _Passage(step.id, language, ". ".join(title), asked, " ".join(body))


@cache
def _stem(word: str, language: str) -> str:
    return strip_marks(snowballstemmer.stemmer(STEMMERS[language]).stemWord(word))


def stems(text: str, language: str) -> str:
    """Return the stems of all words, without marks, in order."""
    return " ".join(_stem(w, language) for w in _WORD.findall(text.casefold()))


def _is_within(id: str, topics: Collection[str]) -> bool:
    topic, _, name = id.partition(".")
    return topic in topics and name != START


def _holds(content: Content, id: str, day: date) -> bool:
    step = find_step(content, id)
    return step is not None and step.holds(day)


def _opened(path: Path) -> Database:
    """Open an index to read it; one that is gone is not made anew."""
    return Database(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))


class Shelf:
    """The search of a running service: it opens when its index has been built.

    Until then, and without the model of meaning, nothing is found and the chat goes on.

    Args:
        folder: The folder of run-time files.
        hash: Of the content that the index is built from.
    """

    def __init__(self, folder: Path, hash: str) -> None:
        self._folder = folder
        self._wanted = path_at(folder, hash)
        self._opened: Path | None = None
        self._index: Index | None = None

    def follow(self, hash: str) -> bool:
        """Search another content from now on; tell whether its index is built.

        Until it is, the one before answers.
        """
        self._wanted = path_at(self._folder, hash)
        return self._wanted.exists()

    def find(
        self,
        text: str,
        language: str,
        *,
        content: Content,
        n: int = 3,
        topics: Collection[str] = (),
        guesses: Mapping[str, float] = NO_GUESSES,
    ) -> list[Hit]:
        """Return the steps that answer best, best first; at most ``n``.

        Args:
            content: What is served: only its steps are found.
        """
        try:
            index = self._open(content)
            return (
                index.find(
                    text, language, content=content, n=n, topics=topics, guesses=guesses
                )
                if index
                else []
            )
        except (ImportError, OSError, sqlite3.Error):
            return []

    def _open(self, content: Content) -> Index | None:
        wanted = self._wanted
        if self._opened != wanted and wanted.exists():
            self._index, self._opened = Index(wanted, content, meaning), wanted
        return self._index


class Index:
    """An index that is read.

    Args:
        path: A file that :func:`build` made.
        content: The content it was built from.
    """

    def __init__(self, path: Path, content: Content, embed: Meaning) -> None:
        self._path, self._content, self._embed = path, content, embed
        self._steps: dict[str, list[str]] = {}
        self._starts: dict[str, NDArray[np.int64]] = {}
        self._vectors: dict[str, Vector] = {}
        self._mean: dict[str, Vector] = {}
        db = _opened(path)
        for language in LANGUAGES:
            self._load(db, language)
        db.close()
        # The texts of one step differ in how people speak, in all languages alike.
        steps = (np.split(self._vectors[k], self._starts[k][1:]) for k in LANGUAGES)
        self._normal = normaliser(
            [rows for groups in steps for rows in groups], SHRINKAGE
        )
        for language in LANGUAGES:
            self._vectors[language] = unit(self._vectors[language] @ self._normal)

    def _load(self, db: Database, language: str) -> None:
        rows = list(
            db.query(
                "select step, meaning from meanings where language = ? order by rowid",
                [language],
            )
        )
        vectors = np.stack([_vector(row["meaning"]) for row in rows])
        # The vectors of the model all point roughly the same way: what differs counts.
        mean = vectors.mean(axis=0)
        steps = [row["step"] for row in rows]
        # The texts of a step stand together: where each one begins.
        self._starts[language] = np.flatnonzero(
            [n == 0 or step != steps[n - 1] for n, step in enumerate(steps)]
        )
        self._steps[language] = [steps[start] for start in self._starts[language]]
        self._mean[language] = mean
        self._vectors[language] = unit(vectors - mean)

    def find(
        self,
        text: str,
        language: str,
        *,
        content: Content | None = None,
        n: int = 3,
        topics: Collection[str] = (),
        guesses: Mapping[str, float] = NO_GUESSES,
        today: date | None = None,
    ) -> list[Hit]:
        """Return the steps that answer best, best first; at most ``n``.

        Args:
            content: What is served, if not all that the index was built from.
            topics: Look among the steps of these only, and leave out their first ones.
            guesses: How sure the classifier is of a topic, from 0 to 1.
        """
        likely = {
            t: GUESS_WEIGHT * log(max(c / LEAST_SURE, 1)) for t, c in guesses.items()
        }
        meant = unit(self._embed(text) - self._mean[language])
        likeness = self._vectors[language] @ unit(meant @ self._normal)
        like = np.maximum.reduceat(likeness, self._starts[language])
        by_text = self._by_text(text, language)
        hits = [
            Hit(
                step,
                float(likest)
                + TEXT_WEIGHT * by_text.get(step, 0.0)
                + likely.get(step.partition(".")[0], 0.0),
            )
            for step, likest in zip(self._steps[language], like, strict=True)
            if not topics or _is_within(step, topics)
        ]
        hits.sort(key=lambda hit: -hit.score)
        day, served = today or date.today(), content or self._content
        return [*islice((hit for hit in hits if _holds(served, hit.step, day)), n)]

    def _by_text(self, text: str, language: str) -> dict[str, float]:
        """Return step -> score by words, the best one 1."""
        words = dict.fromkeys(stems(text, language).split())
        wanted = " OR ".join(f'"{word}"' for word in words)
        if not wanted:
            return {}
        db = _opened(self._path)
        rows = list(
            db.query(
                "select p.step, -bm25(passages_fts, ?, ?, ?) as score "
                "from passages_fts join passages p on p.rowid = passages_fts.rowid "
                "where passages_fts match ? and p.language = ? "
                "order by score desc limit ?",
                [*WEIGHTS, wanted, language, N_BY_TEXT],
            )
        )
        db.close()
        best = max((row["score"] for row in rows), default=0.0)
        return {row["step"]: row["score"] / best for row in rows} if best > 0 else {}


def main() -> int:
    """``python -m bot.search``: build the index of the content unless it is there."""
    settings = config.load()
    content = load(settings.content)
    path = path_of(settings.var, content)
    if not path.exists():
        build(path, content, meaning)
    return 0


if __name__ == "__main__":
    sys.exit(main())
