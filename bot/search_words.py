"""Which common words a question held that found nothing, from a closed list.

What to write next is told by words that many ask for, never by what somebody typed:
``data/lexicons/search_words.yml`` holds all that can be counted.
"""

from __future__ import annotations

import re
from functools import cache

from bot.lexicons import lexicon
from bot.phrases import phrase_pattern


@cache
def _words(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = lexicon("search_words").items()
    return tuple((id, phrase_pattern(row[language])) for id, row in rows)


def ids_in(text: str, language: str) -> set[str]:
    """Return the ids of the list's words that a text holds."""
    return {id for id, pattern in _words(language) if pattern.search(text)}
