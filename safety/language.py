"""Guess which of the three languages a message is in, or that it is none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .folding import strip_marks
from .loader import load_yaml

LANGUAGES = ("fi", "sv", "en")
UNKNOWN = "unknown"
_WORDS = re.compile(r"[^\W\d_]+")
_SURE = 4
"""From so many words on, a message without one known word is no language we read."""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[str, ...]]]:
    """Return the languages each known word is in, and the endings by language."""
    data = load_yaml("languages.yml")
    words: dict[str, list[int]] = {}
    for column, texts in enumerate((*map(data["words"].get, LANGUAGES), data["foreign"])):
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
    words = _WORDS.findall(text[:400].casefold())[:40]
    if not words:
        return default or UNKNOWN
    if not text.isascii() and _is_foreign_script(words):
        return UNKNOWN
    known = [row for word in words if (row := _tables()[0].get(word))]
    sums = [sum(column) for column in zip(*known, strict=True)] or [0, 0, 0, 0]
    if sums[3] > max(sums[:3]):
        return UNKNOWN
    return _best(words, sums[:3], default)


def _best(words: list[str], sums: list[int], default: str | None) -> str:
    scores: list[float] = list(map(float, sums))
    if scores.count(max(scores)) > 1:
        scores = [s + _endings(words, lang) for s, lang in zip(scores, LANGUAGES, strict=True)]
    best = max(scores)
    if best == 0:
        return UNKNOWN if len(words) >= _SURE else default or UNKNOWN
    winners = [lang for lang, s in zip(LANGUAGES, scores, strict=True) if s == best]
    return default if default is not None and default in winners else winners[0]


def _endings(words: list[str], lang: str) -> float:
    """Weigh typical endings, where words alone do not decide."""
    endings = _tables()[1][lang]
    long = (strip_marks(word) for word in words if len(word) > 4)
    return 0.3 * sum(1 for word in long if word.endswith(endings))


def _is_foreign_script(words: list[str]) -> bool:
    letters = "".join(words)
    latin = sum(1 for c in letters if c.isascii() or _is_latin(c))
    return latin * 2 < len(letters)


@lru_cache(maxsize=4096)
def _is_latin(char: str) -> bool:
    return "LATIN" in unicodedata.name(char, "")
