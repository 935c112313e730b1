"""Understand short answers in crisis mode without Rasa, from phrases that are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from .errors import SafetyError
from .folding import strip_marks
from .service_data import DATA, LANGUAGES, read_mapping

ANSWERS_FILE: Final = DATA / "crisis_answers.yml"
# A longer message is a story, not an answer: its first words are looked at.
MAX_CHARS: Final = 1_000
_WORD: Final = re.compile(r"[a-z0-9]+")


class CrisisWordsError(SafetyError):
    """An answers file that cannot be used; says every problem."""

    def __init__(self, file: str, problems: Iterable[str]) -> None:
        self.file, self.problems = file, tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))


@dataclass(frozen=True)
class Phrases:
    """The phrases of one intent, folded."""

    intent: str
    within: re.Pattern[str] | None
    whole: frozenset[str]

    def fit(self, words: str) -> bool:
        """Tell whether folded words hold one of the phrases."""
        found = self.within.search(words) if self.within else None
        return words in self.whole or found is not None


@dataclass(frozen=True)
class CrisisWords:
    """What ``data/crisis_answers.yml`` holds."""

    phrases: tuple[Phrases, ...]
    own_age: re.Pattern[str]
    child_age: re.Pattern[str]


def crisis_intent(text: str) -> str | None:
    """Return what a message answers, by the names of Rasa's intents, or None."""
    words = _folded(text[:MAX_CHARS])
    fitting = (p.intent for p in load_crisis_words().phrases if p.fit(words))
    return next(fitting, None)


def told_age_band(text: str) -> str | None:
    """Return the age band that a message tells of its writer, or None.

    A parent who tells a child's age is over 29. The band is a key of ``age_bands`` in
    ``data/triage.yml``; only the order of the helplines depends on it.
    """
    words, known = _folded(text[:MAX_CHARS]), load_crisis_words()
    child = known.child_age.search(words)
    if child and int(child["first"] or child["last"]) < 25:
        return "over_29"
    own = known.own_age.search(words)
    return _band(int(own["age"])) if own else None


def _band(age: int) -> str | None:
    for below, band in ((10, None), (16, "under_16"), (18, "under_18"), (30, "18_29")):
        if age < below:
            return band
    return "over_29"


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(strip_marks(text)))


@lru_cache(maxsize=2)
def load_crisis_words(path: Path = ANSWERS_FILE) -> CrisisWords:
    """Read and check the answers file, once.

    Raises:
        CrisisWordsError: A key is missing or unknown.
    """
    data = read_mapping(path, CrisisWordsError)
    try:
        intents = tuple(_phrases(name, row) for name, row in data["intents"].items())
        ages = data["ages"]
        return CrisisWords(intents, _own_age(ages), _child_age(ages))
    except (KeyError, TypeError, AttributeError) as wrong:
        raise CrisisWordsError(path.name, [f"{wrong}: mend this key"]) from wrong


def _phrases(intent: str, row: Mapping[str, Any]) -> Phrases:
    within = [_pattern(phrase) for phrase in _listed(row, "within")]
    return Phrases(
        intent=intent,
        within=re.compile(rf"\b(?:{'|'.join(within)})\b") if within else None,
        whole=frozenset(_folded(phrase) for phrase in _listed(row, "whole")),
    )


def _listed(row: Mapping[str, Any], key: str) -> list[str]:
    by_language = row.get(key) or {}
    return [str(p) for language in LANGUAGES for p in by_language.get(language, ())]


def _pattern(phrase: str) -> str:
    ending = r"[a-z0-9]*" if phrase.endswith("*") else ""
    return re.escape(_folded(phrase)) + ending


def _own_age(ages: Mapping[str, Any]) -> re.Pattern[str]:
    before, after = _either(ages["before"]), _either(ages["after"])
    return re.compile(rf"\b(?:{before}) (?P<age>\d\d)(?:v|vee)?\b(?! (?:{after})\b)")


def _child_age(ages: Mapping[str, Any]) -> re.Pattern[str]:
    owner, child = _either(ages["owner"]), _either(ages["child"])
    years = r"(?: ?v| vuotias| arig[ae]?| year old)?"
    return re.compile(
        rf"\b(?:{owner}) (?P<first>\d\d?){years} (?:{child})\b"
        rf"|\b(?:{owner}) (?:{child})(?: \w+)? (?P<last>\d\d?)(?:v|vee)?\b"
    )


def _either(phrases: Iterable[str]) -> str:
    return "|".join(sorted(map(_pattern, phrases), key=len, reverse=True))
