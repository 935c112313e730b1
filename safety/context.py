"""Who is meant and whether it is denied: the words around a signal."""

from __future__ import annotations

from .lexicon import BOUNDARY, NONE, Classes
from .patterns import Pattern
from .reading import Reading, Span

NEGATION_REACH = 4
DENIAL_REACH = 2


def is_negated(reading: Reading, span: Span, pattern: Pattern) -> bool:
    """Tell whether a 'not' that belongs to no other verb reaches the span."""
    if reading.named("NEG") in pattern.needs:
        return False
    scope = reading.named("NEG_SCOPE")
    start = _reach_back(reading, span[0])
    return any(
        reading.signatures[i] & scope and not _is_spent(reading, i, span)
        for i in range(start, span[1])
    )


def is_denied(reading: Reading, span: Span, pattern: Pattern) -> bool:
    """Tell whether 'nobody' does it, or a Swedish 'int' follows the verb.

    This undoes rules with a 'not' of their own as well, as long as the pattern that
    was found holds none.
    """
    own = NONE.union(*pattern.needs)
    deniers = reading.named("NEG", "NOBODY")
    far = _reach_back(reading, span[0])
    if any(s & deniers and s & own for s in reading.signatures[far : span[1]]):
        return False
    start = _reach_back(reading, span[0], DENIAL_REACH)
    return _is_denied_after(reading, span) or any(
        _is_nobody(reading, place) and _does_it(reading, place, span)
        for place in range(start, span[1])
    )


def _is_nobody(reading: Reading, place: int) -> bool:
    """Tell whether a place says 'nobody', or 'anybody' shortly after a 'not'."""
    signature = reading.signatures[place]
    if signature & reading.named("NOBODY"):
        return True
    if signature & reading.named("NO_ONE"):
        return bool(reading.signatures[place - 1] & reading.named("NEG"))
    if not signature & reading.named("ANYBODY"):
        return False
    scope, spent = reading.named("NEG_SCOPE"), _spent(reading)
    before = reading.signatures[_reach_back(reading, place) : place]
    return any(s & scope for s in before) and not any(s & spent for s in before)


def _spent(reading: Reading) -> Classes:
    return reading.named("COMMA_WORD", "NEG_VERB_AFTER")


def _does_it(reading: Reading, place: int, span: Span) -> bool:
    """Tell whether 'nobody' is who does it, not who knows, sees or stops it."""
    follows = reading.signatures[place + 1 : place + 2]
    spent = reading.named("NEG_VERB_AFTER")
    if _is_spent(reading, place, span) or any(s & spent for s in follows):
        return False
    other = reading.named("COMMA_WORD", "FIRST", "BUT")
    return not any(s & other for s in reading.signatures[place + 1 : span[0] + 1])


def _is_denied_after(reading: Reading, span: Span) -> bool:
    """Tell whether a Swedish 'int' follows the verb ('han slår mej int')."""
    place = span[1]
    verb, *after = reading.signatures[place - 1 : place + 3]
    if place in reading.barriers or verb & reading.named("FIRST"):
        return False
    if not after or not after[0] & reading.named("NEG_AFTER"):
        return False
    spent = _spent(reading) | reading.named("NO_LONGER")
    return not any(signature & spent for signature in after[1:])


def _reach_back(reading: Reading, start: int, reach: int = NEGATION_REACH) -> int:
    low = max(0, start - reach)
    for place in range(start, low, -1):
        is_end = reading.words[place - 1] == BOUNDARY
        if place in reading.barriers or is_end:
            return place
    return low


def _is_spent(reading: Reading, place: int, span: Span) -> bool:
    """Tell whether the 'not' belongs to 'know', 'can', 'care' and the like."""
    signatures = reading.signatures
    after = signatures[place + 1 : min(place + 3, max(span[0], place + 1))]
    before = signatures[max(0, place - 2) : place]
    verbs = reading.named("NEG_VERB_BEFORE") if place < span[0] else NONE
    return any(s & reading.named("NEG_VERB_AFTER") for s in after) or any(
        s & (verbs | reading.named("WHY")) for s in before
    )


SAID, NEARBY, ASSUMED = 2, 1, 0
"""How sure the subject is: the signal says it, words nearby do, or nothing does."""


def find_subject(reading: Reading, span: Span) -> tuple[str, int]:
    """Find out whether the writer or somebody else is meant, and how surely."""
    inside = reading.signatures[span[0] : span[1]]
    said = NONE.union(*inside)
    if said & reading.named("SELF1"):
        return "self", SAID
    if said & reading.named("SELF3"):
        return "other", SAID
    if any(_is_first(s, reading) for s in inside):
        return "self", SAID
    others = [s for s in inside if s & reading.named("OTHER")]
    if others:
        is_named = any(not s & reading.named("OTHER_WEAK") for s in others)
        return "other", SAID if is_named else NEARBY
    nearest = _nearest(reading, reading.sentence(span[0])[0], span[0])
    return (nearest, NEARBY) if nearest else (_from_before(reading, span), ASSUMED)


def find_victim(reading: Reading, span: Span) -> tuple[str, int]:
    """Find out who is harmed: the writer, unless somebody else is named."""
    inside = reading.signatures[span[0] : span[1]]
    if any(_is_mine(s, reading) for s in inside):
        return "self", SAID
    if NONE.union(*inside) & reading.named("VICTIM", "PEER"):
        return "other", SAID
    before = reading.signatures[: span[0]]
    me = any(_is_mine(s, reading) for s in before)
    peer = NONE.union(*before) & reading.named("PEER")
    return ("other", NEARBY) if peer and not me else ("self", ASSUMED)


def find_patient(reading: Reading, span: Span) -> tuple[str, int]:
    """Find out who is ill: whoever is named, for the writer is the one who writes."""
    named = reading.named("OTHER_NOUN", "VICTIM")
    other, weak = reading.named("OTHER"), reading.named("OTHER_WEAK")
    until = reading.signatures[: span[1]]
    if any(s & named or s & other and not s & weak for s in until):
        return "other", SAID
    return find_subject(reading, span)


def _is_mine(signature: Classes, reading: Reading) -> bool:
    mine = reading.named("ME_OBJ", "US")
    return bool(signature & mine) or _is_first(signature, reading)


def _is_first(signature: Classes, reading: Reading) -> bool:
    return bool(signature & reading.named("FIRST")) and not (
        signature & reading.named("OTHER")
    )


def _nearest(reading: Reading, low: int, high: int) -> str | None:
    for place in range(high - 1, low - 1, -1):
        signature = reading.signatures[place]
        if _is_first(signature, reading) or signature & reading.named("FIRST_OBJ"):
            return "self"
        if signature & reading.named("OTHER"):
            return "other"
    return None


def _from_before(reading: Reading, span: Span) -> str:
    """Look at earlier sentences: somebody else told of, and not a word of 'I'."""
    before = NONE.union(*reading.signatures[: span[0]])
    if not before & reading.named("OTHER_NOUN"):
        return "self"
    return "self" if any(_is_first(s, reading) for s in reading.signatures) else "other"
