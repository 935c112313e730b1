"""Who is meant and whether it is denied: the words around a signal."""

from __future__ import annotations

from collections.abc import Mapping

from .lexicon import BOUNDARY
from .patterns import Pattern
from .reading import Reading, Span

NEGATION_REACH = 4
DENIAL_REACH = 2


def is_negated(reading: Reading, span: Span, pattern: Pattern) -> bool:
    """Tell whether a 'not' that belongs to no other verb reaches the span."""
    bits = reading.book.lexicon.bits
    own = 0
    for need in pattern.needs:
        own |= need
    if own & bits["NEG"] and any(n & ~bits["NEG"] == 0 for n in pattern.needs):
        return False
    start = _reach_back(reading, span[0])
    return any(
        reading.masks[i] & bits["NEG_SCOPE"] and not _is_spent(reading, i, span)
        for i in range(start, span[1])
    )


def is_denied(reading: Reading, span: Span, pattern: Pattern) -> bool:
    """Tell whether 'nobody' does it, or a Swedish 'int' follows the verb.

    This undoes rules with a 'not' of their own as well, as long as the pattern that
    was found holds none.
    """
    bits = reading.book.lexicon.bits
    own = 0
    for need in pattern.needs:
        own |= need
    deniers = bits["NEG"] | bits["NOBODY"]
    far = _reach_back(reading, span[0])
    if any(m & deniers and m & own for m in reading.masks[far : span[1]]):
        return False
    start = _reach_back(reading, span[0], DENIAL_REACH)
    return _is_denied_after(reading, span) or any(
        _is_nobody(reading, place) and _does_it(reading, place, span)
        for place in range(start, span[1])
    )


def _is_nobody(reading: Reading, place: int) -> bool:
    """Tell whether a place says 'nobody', or 'anybody' shortly after a 'not'."""
    bits = reading.book.lexicon.bits
    mask = reading.masks[place]
    if mask & bits["NOBODY"]:
        return True
    if mask & bits["NO_ONE"]:
        return bool(reading.masks[place - 1] & bits["NEG"])
    if not mask & bits["ANYBODY"]:
        return False
    start = _reach_back(reading, place)
    before = reading.masks[start:place]
    return any(m & bits["NEG_SCOPE"] for m in before) and not any(
        m & (bits["COMMA_WORD"] | bits["NEG_VERB_AFTER"]) for m in before
    )


def _does_it(reading: Reading, place: int, span: Span) -> bool:
    """Tell whether 'nobody' is who does it, not who knows, sees or stops it."""
    bits = reading.book.lexicon.bits
    follows = reading.masks[place + 1 : place + 2]
    if _is_spent(reading, place, span) or any(
        m & bits["NEG_VERB_AFTER"] for m in follows
    ):
        return False
    other = bits["COMMA_WORD"] | bits["FIRST"] | bits["BUT"]
    return not any(m & other for m in reading.masks[place + 1 : span[0] + 1])


def _is_denied_after(reading: Reading, span: Span) -> bool:
    """Tell whether a Swedish 'int' follows the verb ('han slår mej int')."""
    bits = reading.book.lexicon.bits
    place = span[1]
    verb, *after = reading.masks[place - 1 : place + 3]
    if place in reading.barriers or verb & bits["FIRST"]:
        return False
    if not after or not after[0] & bits["NEG_AFTER"]:
        return False
    spent = bits["NEG_VERB_AFTER"] | bits["NO_LONGER"] | bits["COMMA_WORD"]
    return not any(mask & spent for mask in after[1:])


def _reach_back(reading: Reading, start: int, reach: int = NEGATION_REACH) -> int:
    low = max(0, start - reach)
    for place in range(start, low, -1):
        is_end = reading.words[place - 1] == BOUNDARY
        if place in reading.barriers or is_end:
            return place
    return low


def _is_spent(reading: Reading, place: int, span: Span) -> bool:
    """Tell whether the 'not' belongs to 'know', 'can', 'care' and the like."""
    bits = reading.book.lexicon.bits
    masks = reading.masks
    after = masks[place + 1 : min(place + 3, max(span[0], place + 1))]
    before = masks[max(0, place - 2) : place] if place < span[0] else []
    if any(m & bits["NEG_VERB_AFTER"] for m in after):
        return True
    if any(m & bits["NEG_VERB_BEFORE"] for m in before):
        return True
    return any(m & bits["WHY"] for m in masks[max(0, place - 2) : place])


SAID, NEARBY, ASSUMED = 2, 1, 0
"""How sure the subject is: the signal says it, words nearby do, or nothing does."""


def find_subject(reading: Reading, span: Span) -> tuple[str, int]:
    """Find out whether the writer or somebody else is meant, and how surely."""
    bits = reading.book.lexicon.bits
    masks = reading.masks[span[0] : span[1]]
    if any(m & bits["SELF1"] for m in masks):
        return "self", SAID
    if any(m & bits["SELF3"] for m in masks):
        return "other", SAID
    if any(_is_first(m, bits) for m in masks):
        return "self", SAID
    others = [m for m in masks if m & bits["OTHER"]]
    if others:
        is_named = any(not m & bits["OTHER_WEAK"] for m in others)
        return "other", SAID if is_named else NEARBY
    nearest = _nearest(reading, reading.sentence(span[0])[0], span[0])
    return (nearest, NEARBY) if nearest else (_from_before(reading, span), ASSUMED)


def find_victim(reading: Reading, span: Span) -> tuple[str, int]:
    """Find out who is harmed: the writer, unless somebody else is named."""
    bits = reading.book.lexicon.bits
    mine = bits["ME_OBJ"] | bits["US"]
    inside = reading.masks[span[0] : span[1]]
    if any(m & mine or _is_first(m, bits) for m in inside):
        return "self", SAID
    if any(m & (bits["VICTIM"] | bits["PEER"]) for m in inside):
        return "other", SAID
    before = reading.masks[: span[0]]
    me = any(m & mine or _is_first(m, bits) for m in before)
    peer = any(m & bits["PEER"] for m in before)
    return ("other", NEARBY) if peer and not me else ("self", ASSUMED)


def find_patient(reading: Reading, span: Span) -> tuple[str, int]:
    """Find out who is ill: whoever is named, for the writer is the one who writes."""
    bits = reading.book.lexicon.bits
    named = bits["OTHER_NOUN"] | bits["VICTIM"]
    until = reading.masks[: span[1]]
    if any(
        m & named or m & bits["OTHER"] and not m & bits["OTHER_WEAK"] for m in until
    ):
        return "other", SAID
    return find_subject(reading, span)


def _is_first(mask: int, bits: Mapping[str, int]) -> bool:
    return bool(mask & bits["FIRST"]) and not mask & bits["OTHER"]


def _nearest(reading: Reading, low: int, high: int) -> str | None:
    bits = reading.book.lexicon.bits
    for place in range(high - 1, low - 1, -1):
        mask = reading.masks[place]
        if _is_first(mask, bits) or mask & bits["FIRST_OBJ"]:
            return "self"
        if mask & bits["OTHER"]:
            return "other"
    return None


def _from_before(reading: Reading, span: Span) -> str:
    """Look at earlier sentences: somebody else told of, and not a word of 'I'."""
    bits = reading.book.lexicon.bits
    others = any(m & bits["OTHER_NOUN"] for m in reading.masks[: span[0]])
    return (
        "other"
        if others and not any(_is_first(m, bits) for m in reading.masks)
        else "self"
    )
