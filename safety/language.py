"""Guess which of the three languages a message is in, or that it is none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .folding import strip_marks
from .loader import load_yaml

LANGUAGES = ("fi", "sv", "en")
UNKNOWN = "unknown"
_WORDS = re.compile(r"[a-z]+")
_ENOUGH = 30
_LOOK_AT = 100
_SURE = 4
"""From so many words on, a message without one known word is no language we read."""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[str, ...]]]:
    """Return the languages each known word is in, and the endings by language."""
    data = load_yaml("languages.yml")
    words: dict[str, list[int]] = {}
    for column, texts in enumerate(
        (*map(data["words"].get, LANGUAGES), data["foreign"])
    ):
        for word in texts.split():
            for form in {word, strip_marks(word)}:
                words.setdefault(form, [0, 0, 0, 0])[column] = 1
    endings = {lang: tuple(data["endings"][lang].split()) for lang in LANGUAGES}
    return {word: tuple(row) for word, row in words.items()}, endings


def guess(text: str, *, default: str | None = None) -> str:
    """Return fi, sv, en or unknown.

    Args:
        default: The language of the chat, taken where the message is too short.
    """
    return guess_words(_WORDS.findall(strip_marks(text)), text, default=default)


def guess_words(words: list[str], text: str, *, default: str | None = None) -> str:
    """Return the language of folded words, as ``guess`` does of a text."""
    if not text.isascii() and _is_foreign_script(text):
        return UNKNOWN
    if not words:
        return default or UNKNOWN
    words = words[:_ENOUGH]
    rows = list(filter(None, map(_tables()[0].get, words)))
    if not rows:
        return _best(words, [0, 0, 0], default)
    *sums, foreign = map(sum, zip(*rows, strict=True))
    return UNKNOWN if foreign > max(sums) else _best(words, sums, default)


def _best(words: list[str], sums: list[int], default: str | None) -> str:
    scores: list[float] = list(sums)
    if sums.count(max(sums)) > 1:
        pairs = zip(scores, LANGUAGES, strict=True)
        scores = [score + _endings(words, lang) for score, lang in pairs]
    best = max(scores)
    if best == 0:
        return UNKNOWN if len(words) >= _SURE else default or UNKNOWN
    winners = [lang for lang, s in zip(LANGUAGES, scores, strict=True) if s == best]
    return default if default is not None and default in winners else winners[0]


def _endings(words: list[str], lang: str) -> float:
    """Weigh typical endings, where words alone do not decide."""
    endings = _tables()[1][lang]
    long = (word for word in words if len(word) > 4)
    return 0.3 * sum(1 for word in long if word.endswith(endings))


def _is_foreign_script(text: str) -> bool:
    letters = [c for c in text[:_LOOK_AT] if c.isalpha()]
    latin = sum(1 for c in letters if c.isascii() or _is_latin(c))
    return latin * 2 < len(letters)


@lru_cache(maxsize=4096)
def _is_latin(char: str) -> bool:
    return "LATIN" in unicodedata.name(char, "")
