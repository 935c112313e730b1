"""Find the published passage that answers a question, by its words and its meaning.

One SQLite file a content, built beside Rasa's model: full text (FTS5) over the stems of
every step in each language, and one vector of meaning a step. Nothing that a young
person typed is ever written to it.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import snowballstemmer
from sqlite_utils import Database

from bot import settings as config
from bot.content import Content, load
from bot.flow import find_step
from bot.meanings import Vector, key_of, shipped
from bot.model import FOR_OTHER, LANGUAGES, START, Step, Topic
from safety.folding import strip_marks
from safety.reader.features import meaning

Meaning = Callable[[str], Vector]

VERSION = 1
"""Of what is written; another one builds the file anew."""
STEMMERS = {"fi": "finnish", "sv": "swedish", "en": "english"}
IN_PASSING = frozenset({"ideas", "did_not_work", "not_dare", "plan_ready", FOR_OTHER})
"""Steps that make sense only to those who come from another one."""
TITLE_WEIGHT, BODY_WEIGHT = 4.0, 1.0
"""What a word counts in a title or on a button leading to the step, and in its text."""
N_BY_TEXT = 20
TEXT_WEIGHT = 0.5
"""Of the best score by words, beside the likeness of meaning, both from 0 to 1."""
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


LEAST = 0.85
"""Under it a passage is too often beside the point to be quoted; see bench.search."""


@dataclass(frozen=True)
class _Passage:
    step: str
    language: str
    title: str
    body: str


def path_of(folder: Path, content: Content) -> Path:
    """Return where the index of this content is, or would be."""
    return folder / "search" / f"{content.hash[:16]}-{VERSION}.db"


def build(path: Path, content: Content, embed: Meaning) -> None:
    """Write the index of the content; meanings known from older files are kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    older = [file for file in path.parent.glob("*.db") if file != path]
    known = shipped()
    for file in older:
        known |= dict(meanings(file))
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    _write(unfinished, passages(content), known, embed)
    unfinished.replace(path)
    for file in older:
        file.unlink(missing_ok=True)


def meanings(file: Path) -> Iterator[tuple[str, Vector]]:
    """Yield key and meaning of the passages in an index."""
    if file.exists():
        for row in Database(file).query("select key, meaning from passages"):
            yield row["key"], _vector(row["meaning"])


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
            "body": stems(row.body, row.language),
            "key": (key := key_of(_told(row))),
            "meaning": _bytes(known[key] if key in known else embed(_told(row))),
        }
        for row in rows
    )
    table.enable_fts(["title", "body"], tokenize="unicode61 remove_diacritics 0")
    db.close()


def _told(row: _Passage) -> str:
    return f"{row.title}. {row.body}"


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
    return _Passage(step.id, language, ". ".join(title), " ".join(body))


@cache
def _stem(word: str, language: str) -> str:
    return strip_marks(snowballstemmer.stemmer(STEMMERS[language]).stemWord(word))


def stems(text: str, language: str) -> str:
    """Return the stems of all words, without marks, in order."""
    return " ".join(_stem(w, language) for w in _WORD.findall(text.casefold()))


class Shelf:
    """The search of a running service: it opens when its index has been built.

    Until then, and without the model of meaning, nothing is found and the chat goes on.
    """

    def __init__(self, folder: Path, content: Content) -> None:
        self._path, self._content = path_of(folder, content), content
        self._index: Index | None = None

    def find(
        self, text: str, language: str, *, n: int = 3, topic: str = ""
    ) -> list[Hit]:
        """Return the steps that answer best, best first; at most ``n``."""
        try:
            if self._index is None and self._path.exists():
                self._index = Index(self._path, self._content, meaning)
            if self._index is None:
                return []
            return self._index.find(text, language, n=n, topic=topic)
        except (ImportError, OSError, sqlite3.Error):
            return []


class Index:
    """An index that is read.

    Args:
        path: A file that :func:`build` made.
        content: The content it was built from.
    """

    def __init__(self, path: Path, content: Content, embed: Meaning) -> None:
        self._path, self._content, self._embed = path, content, embed
        self._steps: dict[str, list[str]] = {}
        self._vectors: dict[str, Vector] = {}
        self._mean: dict[str, Vector] = {}
        db = Database(path)
        for language in LANGUAGES:
            self._load(db, language)
        db.close()

    def _load(self, db: Database, language: str) -> None:
        rows = list(
            db.query(
                "select step, meaning from passages where language = ?", [language]
            )
        )
        vectors = np.stack([_vector(row["meaning"]) for row in rows])
        # The vectors of the model all point roughly the same way: what differs counts.
        mean = vectors.mean(axis=0)
        self._steps[language] = [row["step"] for row in rows]
        self._mean[language] = mean
        self._vectors[language] = _unit(vectors - mean)

    def find(
        self,
        text: str,
        language: str,
        *,
        n: int = 3,
        topic: str = "",
        today: date | None = None,
    ) -> list[Hit]:
        """Return the steps that answer best, best first; at most ``n``.

        Args:
            topic: Look among the steps of this topic only, and leave out its start.
        """
        meant = self._vectors[language] @ _unit(
            self._embed(text) - self._mean[language]
        )
        by_text = self._by_text(text, language)
        hits = [
            Hit(step, float(like) + TEXT_WEIGHT * by_text.get(step, 0.0))
            for step, like in zip(self._steps[language], meant, strict=True)
            if not topic or step.startswith(f"{topic}.") and step != f"{topic}.{START}"
        ]
        hits.sort(key=lambda hit: -hit.score)
        day = today or date.today()
        return [hit for hit in hits[: 2 * n] if self._holds(hit.step, day)][:n]

    def _holds(self, id: str, day: date) -> bool:
        step = find_step(self._content, id)
        return step is not None and step.holds(day)

    def _by_text(self, text: str, language: str) -> dict[str, float]:
        """Return step -> score by words, the best one 1."""
        words = dict.fromkeys(stems(text, language).split())
        wanted = " OR ".join(f'"{word}"' for word in words)
        if not wanted:
            return {}
        db = Database(self._path)
        rows = list(
            db.query(
                "select p.step, -bm25(passages_fts, ?, ?) as score from passages_fts "
                "join passages p on p.rowid = passages_fts.rowid "
                "where passages_fts match ? and p.language = ? "
                "order by score desc limit ?",
                [TITLE_WEIGHT, BODY_WEIGHT, wanted, language, N_BY_TEXT],
            )
        )
        db.close()
        best = max((row["score"] for row in rows), default=0.0)
        return {row["step"]: row["score"] / best for row in rows} if best > 0 else {}


def _unit(vectors: Vector) -> Vector:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


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
