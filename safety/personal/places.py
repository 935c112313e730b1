"""Home addresses: streets, and postcodes with their town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .found import Found, Span, separate
from .words import BOOK, either, is_in

_STREET: Final = re.compile(
    r"(?<![\w\-'’])(?P<street>[\w\-'’]*[^\W\d_])"
    r" \d{1,4}(?!\d)(?:[-–]\d{1,4}(?!\d))?"
    r"(?: ?[A-Za-zÅÄÖåäö](?![^\W\d_])(?: ?\d{1,3}(?![\d.:]))?)?"
    r"(?:,? (?:as|lgh|bst|apt|bost)\.? ?\d{1,3}(?!\d))?"
)
_STREET_IN_ENGLISH: Final = re.compile(
    r"(?<!\w)\d{1,4}[A-Za-z]? (?:[A-ZÅÄÖ][\w'’]* ){1,3}"
    rf"(?=[A-Z])(?i:{either('streets_en')})(?!\w)"
)
_HOME: Final = re.compile(
    rf"(?<!\w){either('home_words')}:?(?P<after>(?: [^\W\d_][\w\-]*){{1,3}})",
    re.IGNORECASE,
)
_POSTCODE: Final = re.compile(
    r"(?<!\w)(?<!\d )(?:(?:FI|AX)-)?(\d{5}) ([^\W\d_][\w\-]{2,})"
)
_ENDS: Final = tuple(BOOK.groups["streets"].words)
_ENDS_WITH_CAPITAL: Final = _ENDS + tuple(BOOK.groups["streets_capital"].words)
_LEAST_STEM: Final = 3


def find_addresses(work: str) -> Iterator[Found]:
    streets = _STREET.finditer(work)
    spans = [m.span() for m in streets if _is_street(m["street"])]
    spans += [m.span() for m in _STREET_IN_ENGLISH.finditer(work)]
    spans += _streets_lived_on(work)
    spans += [m.span() for m in _POSTCODE.finditer(work) if _is_town(*m.groups())]
    yield from separate("address", spans)


def _is_street(word: str) -> bool:
    low = word.lower()
    ends = _ENDS_WITH_CAPITAL if word[0].isupper() else _ENDS
    # Without its first letters, a word still ends as a street does: not 'katu' alone.
    return low[_LEAST_STEM:].endswith(ends) and not is_in("not_streets", low)


def _streets_lived_on(work: str) -> Iterator[Span]:
    """Find 'asun Koulukadulla': no number, but someone's home."""
    for match in _HOME.finditer(work):
        for word in re.compile(r"[\w\-]+").finditer(work, *match.span("after")):
            if _is_street(word[0].lower()):
                yield word.span()


def _is_town(code: str, town: str) -> bool:
    return is_in("towns", town.lower()) or (code[0] == "0" and town[0].isupper())
