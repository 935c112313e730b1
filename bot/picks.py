"""A choice that somebody takes in words, not by a tap: 'the second one, please'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.lexicons import lexicon
from bot.search import stems

MOST_WORDS = 6
"""In a longer message a word of a button is not yet a wish for it."""
FEWEST_LETTERS = 4
_WORD = re.compile(r"[\w’'-]+")


def picked(text: str, titles: Sequence[str], language: str) -> int | None:
    """Return the index of the choice that ``text`` takes, or None.

    A choice is taken by its own words, by its place (data/lexicons/picks.yml), or by
    words of which every one stands on this button and on no other.

    Args:
        titles: Of the choices that stand below, in their order.
    """
    wanted = _plain(text)
    plain = [_plain(title) for title in titles]
    if wanted in plain:
        return plain.index(wanted)
    words = wanted.split()
    if not words or len(words) > MOST_WORDS or text.rstrip().endswith("?"):
        return None
    by_place = _place(words, len(titles), language)
    return _words_of_one(words, plain, language) if by_place is None else by_place


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _place(words: list[str], n_titles: int, language: str) -> int | None:
    """Return the place that is named, if nothing else is said."""
    known = lexicon("picks")
    places = {
        word: place
        for place, names in enumerate(known["places"][language])
        for word in names
    }
    places |= dict.fromkeys(known["last"][language], n_titles - 1)
    named = {places[word] for word in words if word in places}
    rest = set(words) - places.keys() - set(known["around"][language])
    if rest or len(named) != 1:
        return None
    place = named.pop()
    return place if 0 <= place < n_titles else None


def _words_of_one(words: list[str], titles: list[str], language: str) -> int | None:
    """Return the only title that holds all the words that say something."""
    known = lexicon("picks")
    around = {*known["around"][language], *known["fillers"][language]}
    spoken = known["spoken"][language]
    telling = [spoken.get(word, word) for word in words if word not in around]
    if not any(len(word) >= FEWEST_LETTERS for word in telling):
        return None
    holding = [
        index
        for index, title in enumerate(titles)
        if set(stems(" ".join(telling), language).split())
        <= set(stems(title, language).split())
    ]
    return holding[0] if len(holding) == 1 else None
