"""The three languages, and which of them a message names."""

from __future__ import annotations

import re
import string

from bot.model import LANGUAGES

__all__ = ["LANGUAGES", "is_prose", "named_language"]

# Stems of the names of the three languages in the three languages.
_NAMES = {
    "fi": ("suome", "suomi", "finska", "finnish"),
    "sv": ("ruots", "svensk", "swedish"),
    "en": ("englan", "engelsk", "english"),
}


# "I don't speak Finnish" names a language and asks for another one.
_NEGATIONS = frozenset(
    {"en", "emmä", "ei", "inte", "int", "not", "dont", "don", "cant", "no"}
)


def named_language(text: str) -> str | None:
    """Return the language that ``text`` asks for by name, or None."""
    words = re.findall(r"\w+", text.casefold())
    if _NEGATIONS.intersection(words):
        return None
    for language, stems in _NAMES.items():
        if any(word.startswith(stems) for word in words):
            return language
    return None


def is_prose(text: str) -> bool:
    """Tell whether ``text`` is words of some language, not code or an address.

    Three words of letters are enough, or one in a script other than Latin.
    """
    words = [word.strip(string.punctuation + "¿¡") for word in text.split()]
    letters = [word for word in words if word.isalpha()]
    return len(letters) >= 3 or any(ord(word[0]) > 0x24F for word in letters)
