"""Listed phrases, as people write them in the lexicons, made into patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases to one pattern, word by word, whatever the case.

    A star stands for any ending: ``diagnos*``, ``lyckat självmord``.
    """
    return re.compile("|".join(map(_one_phrase, phrases)), re.IGNORECASE)


def _one_phrase(phrase: str) -> str:
    words = (re.escape(w).replace(r"\*", r"[\w’'-]*") for w in phrase.split())
    return r"(?<![\w-])" + r"\s+".join(words) + r"(?!\w)"
