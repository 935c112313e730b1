"""Messages as they come from a phone, a worn keyboard or somebody who hides words."""

from __future__ import annotations

import random
import re
import unicodedata
import zlib
from collections.abc import Callable

EMOJI = ("😂", "🙃", "✨", "😭", "💀")
ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
NEIGHBOURS = {
    key: right
    for row in ROWS
    for key, right in zip(row, row[1:] + row[-2], strict=True)
}
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouyåäö]", re.IGNORECASE)
LONG_WORD = 4


def slip(text: str) -> str:
    """Mistype one letter: swap two, leave one out, double one, hit its neighbour.

    The same text always gets the same slip.
    """
    words = [m for m in _LETTERS.finditer(text) if len(m.group()) >= LONG_WORD]
    if not words:
        return text
    chance = random.Random(zlib.crc32(text.encode()))
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    here, after = text[at], text[at + 1]
    typed = {
        "swap": after + here,
        "drop": after,
        "double": here + here + after,
        "neighbour": NEIGHBOURS.get(here.lower(), here) + after,
    }[chance.choice(("swap", "drop", "double", "neighbour"))]
    return text[:at] + typed + text[at + 2 :]


def spaced(text: str) -> str:
    """Set the letters of the longest word apart."""
    words = _LETTERS.findall(text)
    if not words:
        return text
    longest = max(words, key=len)
    return text.replace(longest, " ".join(longest), 1)


def drawn_out(text: str) -> str:
    """Hold down the first vowel of every longer word."""
    return _WORD.sub(
        lambda m: (
            _VOWEL.sub(lambda v: v.group() * 4, m.group(), count=1)
            if len(m.group()) >= LONG_WORD
            else m.group()
        ),
        text,
    )


def zero_width(text: str) -> str:
    """Put an invisible character into the middle of every word."""
    return _WORD.sub(lambda m: _middle(m.group(), "\u200b"), text)


def _middle(word: str, mark: str) -> str:
    half = len(word) // 2
    return word[:half] + mark + word[half:] if half else word


def with_emoji(text: str) -> str:
    """Put an emoji between all words."""
    words = text.split()
    parts = [f"{w} {EMOJI[n % len(EMOJI)]}" for n, w in enumerate(words[:-1])]
    return " ".join([*parts, *words[-1:]])


def without_punctuation(text: str) -> str:
    """Leave out every punctuation mark."""
    return "".join(c for c in text if not unicodedata.category(c).startswith("P"))


NOISES: dict[str, Callable[[str], str]] = {
    "ALL CAPITALS": str.upper,
    "no dots or rings on letters (a for ä)": lambda text: text.translate(
        str.maketrans("äöåÄÖÅ", "aoaAOA")
    ),
    "one typing slip": slip,
    "the longest word s p a c e d": spaced,
    "loooong vowels in every longer word": drawn_out,
    "an invisible character in every word": zero_width,
    "emoji between all words": with_emoji,
    "no punctuation at all": without_punctuation,
}
