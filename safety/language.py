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
def _data() -> tuple[dict[str, frozenset[str]], dict[str, tuple[str, ...]]]:
    data = load_yaml("languages.yml")
    words = {lang: frozenset(data["words"][lang].split()) for lang in LANGUAGES}
    endings = {lang: tuple(data["endings"][lang].split()) for lang in LANGUAGES}
    words["foreign"] = frozenset(data["foreign"].split())
    return words, endings


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
    scores = {lang: _score(words, lang) for lang in LANGUAGES}
    best = max(scores.values())
    if best <= 0 or _is_foreign(words, best):
        unread = len(words) >= _SURE or best > 0
        return UNKNOWN if unread else default or UNKNOWN
    winners = [lang for lang in LANGUAGES if scores[lang] == best]
    return default if default in winners and default else winners[0]


def _is_foreign_script(words: list[str]) -> bool:
    letters = "".join(words)
    latin = sum(1 for c in letters if c.isascii() or _is_latin(c))
    return latin * 2 < len(letters)


@lru_cache(maxsize=4096)
def _is_latin(char: str) -> bool:
    return "LATIN" in unicodedata.name(char, "")


def _is_foreign(words: list[str], best: float) -> bool:
    foreign = _data()[0]["foreign"]
    return sum(2 for w in words if w in foreign) > best


def _score(words: list[str], lang: str) -> float:
    known, endings = _data()[0][lang], _data()[1][lang]
    score = 0.0
    for word in words:
        plain = strip_marks(word)
        if word in known or plain in known:
            score += 2
        elif len(word) > 4 and plain.endswith(endings):
            score += 0.6
    return score
