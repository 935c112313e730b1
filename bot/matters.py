"""Several matters in one message: the gravest comes first, the others are kept.

The words between two matters, and which matters are the gravest, are those of
``data/lexicons/matters.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.lexicons import lexicon

WORDS_OF_A_MATTER = 3
"""A shorter part says too little by itself."""
MOST_PARTS = 4
_SENTENCE = re.compile(r"[.!?;,\n]+|\s[-–—]\s")


def parts(text: str, language: str) -> list[str]:
    """Return the parts of a message that may tell of a matter each, or nothing.

    Nothing where there is one part only: then the whole message is that part.
    """
    pieces = (
        piece.strip()
        for sentence in _SENTENCE.split(text)
        for piece in _joiner(language).split(sentence)
    )
    found = [p for p in pieces if len(p.split()) >= WORDS_OF_A_MATTER][:MOST_PARTS]
    return found if len(found) > 1 else []


@cache
def _joiner(language: str) -> re.Pattern[str]:
    words = sorted(lexicon("matters")["joiners"][language], key=len, reverse=True)
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, words))})\s", re.IGNORECASE)


def gravest_first(topics: Iterable[str]) -> list[str]:
    """Return topics by how grave they are, those alike in the order given."""
    grave = lexicon("matters")["gravest_first"]
    order = {topic: place for place, topic in enumerate(grave)}
    return sorted(dict.fromkeys(topics), key=lambda t: order.get(t, len(order)))


def is_matter(topic: str) -> bool:
    """Tell whether a topic can be one of several: not the talk itself, or this chat."""
    return topic not in lexicon("matters")["no_matter"]


def is_delicate(topic: str) -> bool:
    """Tell whether a topic opens only when that is sure: a wrong guess would hurt."""
    return topic in lexicon("matters")["delicate"]
