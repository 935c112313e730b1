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
_LATIN_ENDS = "\u0250"
"""Every letter before it is Latin."""
_SURE = 5
"""From so many words on, a message without one known word is no language we read."""
_FOREIGN, _FEW = 2, 3
"""So many words of languages that we do not read tell one, whatever else is there. One
is enough in a few words of which none is known."""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """Return the languages each known word is in, and the endings by language.

    Languages are bytes of one number, the foreign ones last, so that a sum over the
    words of a message counts all of them at once (`_ENOUGH` is far below 256).
    """
    data = load_yaml("languages.yml")
    words: dict[str, int] = {}
    for column, lang in enumerate(LANGUAGES):
        for word in f"{data['words'][lang]} {data['frequent'][lang]}".split():
            for form in {word, strip_marks(word)}:
                words[form] = words.get(form, 0) | 1 << 8 * column
    for word in " ".join(data["foreign"].values()).split():
        for form in {word, strip_marks(word)}:
            words.setdefault(form, 1 << 8 * len(LANGUAGES))
    endings = {lang: tuple(data["endings"][lang].split()) for lang in LANGUAGES}
    return words, endings


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
    counted = sum(filter(None, map(_tables()[0].get, words)))
    *sums, foreign = counted.to_bytes(len(LANGUAGES) + 1, "little")
    if foreign >= _FOREIGN or foreign > max(sums) and len(words) >= _FEW:
        return UNKNOWN
    return _best(words, sums, default)


def _best(words: list[str], sums: list[int], default: str | None) -> str:
    if sums.count(max(sums)) == 1:
        return LANGUAGES[sums.index(max(sums))]
    pairs = zip(sums, LANGUAGES, strict=True)
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
    if max(text) < _LATIN_ENDS:
        return False
    letters = [c for c in text[:_LOOK_AT] if c.isalpha()]
    latin = sum(1 for c in letters if c.isascii() or _is_latin(c))
    return latin * 2 < len(letters)


@lru_cache(maxsize=4096)
def _is_latin(char: str) -> bool:
    return "LATIN" in unicodedata.name(char, "")
