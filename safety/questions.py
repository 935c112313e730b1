"""What the bot asked, and what a short answer to it means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .folding import strip_marks
from .level import Level
from .loader import load_yaml

OTHER = "other"
_SENTENCES = re.compile(r"[^.!?\n]*\?")
_WORDS = re.compile(r"[a-z0-9]+")
_CLAUSE = re.compile(r"[.!?\n,;]")
YES, NO, UNSURE = "yes", "no", "unsure"
ANSWERS = (YES, NO, UNSURE)
FIRST_WORDS = 4
MOST_AFTER_A_WEAK_WORD = 1


@dataclass(frozen=True)
class Effect:
    """What an answer does to the chat.

    Attributes:
        level: The least level it leads to, or None.
        from_level: Only where the chat has this level already.
        lowers: A clear answer of this kind lowers the chat one step.
    """

    level: Level | None = None
    category: str | None = None
    from_level: Level = Level.NONE
    lowers: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of question: how it is recognised, what its answers do."""

    name: str
    wordings: tuple[tuple[str, ...], ...]
    effects: dict[str, Effect]
    words: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Return the kinds of questions by name, in order of precedence."""
    raw = load_yaml("questions.yml")["kinds"]
    return {name: _kind(name, data) for name, data in raw.items()}


def _kind(name: str, data: dict[str, dict[str, object]]) -> Kind:
    wordings = tuple(
        tuple(strip_marks(stem) for stem in str(line).split())
        for lines in data.get("asked", {}).values()
        for line in _lines(lines)
    )
    effects = {a: _effect(data[a]) for a in ANSWERS if a in data}
    return Kind(name, wordings, effects, tuple(map(str, data.get("words", ()))))


def _lines(lines: object) -> Iterable[object]:
    return lines if isinstance(lines, list) else [lines]


def _effect(data: dict[str, object]) -> Effect:
    level = data.get("level")
    return Effect(
        level=Level.parse(str(level)) if level else None,
        category=str(data["category"]) if "category" in data else None,
        from_level=Level.parse(str(data.get("from", "none"))),
        lowers=bool(data.get("lowers", False)),
    )


def question_kind(bot_text: str) -> str | None:
    """Return the kind of the bot's last question, 'other' if it is none we know.

    Returns:
        None where nothing was asked.
    """
    asked = _SENTENCES.findall(strip_marks(bot_text))
    for sentence in reversed(asked):
        words = _WORDS.findall(sentence)
        for kind in kinds().values():
            if any(_asks(words, wording) for wording in kind.wordings):
                return kind.name
    return OTHER if asked else None


def _asks(words: list[str], wording: tuple[str, ...]) -> bool:
    return all(any(_fits(word, stem) for word in words) for stem in wording)


def _fits(word: str, stem: str) -> bool:
    return any(
        word.startswith(s[:-1]) if s.endswith("*") else word == s
        for s in stem.split("|")
    )


@lru_cache(maxsize=1)
def _answer_words() -> dict[str, dict[str, frozenset[str]]]:
    raw = load_yaml("answers.yml")["answers"]
    return {
        kind: {
            place: frozenset(strip_marks(str(words)).split("\n"))
            for place, words in places.items()
        }
        for kind, places in raw.items()
    }


def read_answer(folded: str, *, language: str) -> str | None:
    """Tell yes, no or unsure from the first words of an answer.

    Args:
        folded: The folded message.
        language: Of the chat: 'no' is English for no, Finnish for well.
    """
    words = _WORDS.findall(folded)
    if words[:1] == ["no"] and language != "en":
        words = words[1:]
    clause = _WORDS.findall(_CLAUSE.split(folded.strip(), maxsplit=1)[0])
    if clause[:1] != words[:1]:
        clause = clause[1:]
    for kind in (UNSURE, NO, YES):
        if _says(words, clause, _answer_words()[kind]):
            return kind
    return None


def tells_of_thoughts(text: str) -> bool:
    """Tell whether a message says 'I have thought about it', some turns after the
    direct question: it answers that one, whatever was asked in between.
    """
    words = " ".join(_WORDS.findall(strip_marks(text)))
    phrases = _answer_words()["yes"]["anywhere"]
    return any(f" {phrase} " in f" {words} " for phrase in phrases if phrase)


def _says(
    words: list[str], clause: list[str], phrases: dict[str, frozenset[str]]
) -> bool:
    head = words[:FIRST_WORDS]
    starts = {" ".join(head[:n]) for n in range(1, len(head) + 1)}
    found = starts & phrases.get("start", frozenset())
    if any(_is_meant(phrase, clause) for phrase in found):
        return True
    text = f" {' '.join(words)} "
    return any(f" {p} " in text for p in phrases.get("anywhere", ()) if p)


def _is_meant(phrase: str, clause: list[str]) -> bool:
    """Tell whether a beginning is the answer, not the first word of a story.

    "En" may be 'no', and the beginning of 'en mä voi soittaa': such a word counts
    where little follows it, or where what follows speaks of the question.
    """
    rules = _answer_words()["weak"]
    if phrase not in rules["start"]:
        return True
    rest = clause[len(phrase.split()) :]
    if len(rest) <= MOST_AFTER_A_WEAK_WORD:
        return True
    about = tuple(rules["about"])
    return any(word.startswith(about) for word in rest)


def is_clear(folded: str) -> bool:
    """Tell whether an answer holds no 'but', 'sometimes' or 'yet' that blurs it."""
    text = f" {' '.join(_WORDS.findall(folded))} "
    blurs = _answer_words()["blurred"]["anywhere"]
    return not any(f" {word} " in text for word in blurs if word)
