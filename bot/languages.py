"""The three languages, and which of them a message names."""

from __future__ import annotations

import re

LANGUAGES = ("fi", "sv", "en")

# Stems of the names of the three languages in the three languages.
_NAMES = {
    "fi": ("suome", "suomi", "finska", "finnish", "finska"),
    "sv": ("ruots", "svensk", "swedish"),
    "en": ("englan", "engelsk", "english"),
}


def named_language(text: str) -> str | None:
    """Return the language that ``text`` asks for by name, or None."""
    words = re.findall(r"\w+", text.casefold())
    for language, stems in _NAMES.items():
        if any(word.startswith(stems) for word in words):
            return language
    return None
