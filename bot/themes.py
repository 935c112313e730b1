"""Tell what a message is about to a listener: a feeling, or how it weighs.

The words are those of ``data/lexicons/feelings.yml``; the first theme there counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import inf

from bot.lexicons import lexicon
from bot.phrases import phrase_pattern


@dataclass(frozen=True)
class _Theme:
    name: str
    words: re.Pattern[str]
    most_words: float
    """Of a longer message it is never the theme: 'ok' in a story means little."""


@cache
def _themes(language: str) -> tuple[_Theme, ...]:
    return tuple(
        _Theme(name, phrase_pattern(row[language]), row.get("most_words", inf))
        for name, row in lexicon("feelings").items()
    )


def theme_of(text: str, language: str) -> str | None:
    """Return the first theme whose words ``text`` holds, or None."""
    n_words = len(text.split())
    found = (
        theme.name
        for theme in _themes(language)
        if n_words <= theme.most_words and theme.words.search(text)
    )
    return next(found, None)
