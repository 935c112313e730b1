"""Find personal data in a text and put neutral marks in its place.

Used wherever words of a user could ever be shown to staff. What is known about names,
cues, streets and marks is data: ``personal/words.yml``. Numbers, links, names and
addresses of help services stay readable: they come from ``data/services.yml``.

Every kind of data has a finder. A finder reads a copy of the text in which earlier
finds are blanked with GAP; no pattern reads across a gap or counts its length, and
finders run until none of them finds more. So a scrubbed text, whose marks are blanked
the same way, holds nothing to find: scrubbing twice equals scrubbing once.

Nothing that was written is kept: words are looked up without a cache.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from .personal.codes import (
    find_accounts,
    find_birth_dates,
    find_identity_codes,
    find_plates,
)
from .personal.found import KEPT, Found, blanked
from .personal.kept import find_kept
from .personal.names import find_names
from .personal.numbers import find_numbers
from .personal.online import find_emails, find_handles, find_links
from .personal.places import find_addresses
from .personal.words import BOOK

__all__ = ["Found", "find", "scrub"]

# The order matters: what is longer and surer comes first.
_FINDERS: Final[tuple[Callable[[str], Iterator[Found]], ...]] = (
    find_kept,
    find_emails,
    find_links,
    find_accounts,
    find_identity_codes,
    find_addresses,
    find_birth_dates,
    find_plates,
    find_numbers,
    find_handles,
    find_names,
)
_MARK: Final = re.compile(
    "|".join(
        re.escape(mark) for marks in BOOK.marks.values() for mark in marks.values()
    )
)


def scrub(text: str, lang: str = "fi") -> str:
    """Return the text with a mark such as ``[nimi]`` in place of personal data.

    Args:
        lang: Language of the marks: fi, sv or en; Finnish for any other.
    """
    marks = BOOK.marks.get(lang, BOOK.marks["fi"])
    parts, end = [], 0
    for found in find(text):
        parts += [text[end : found.start], marks[found.kind]]
        end = found.end
    return "".join([*parts, text[end:]])


def find(text: str) -> tuple[Found, ...]:
    """Return the personal data in a text, in order and never overlapping.

    Marks that ``scrub`` has put there are passed over.
    """
    found: list[Found] = []
    work = blanked(text, (match.span() for match in _MARK.finditer(text)))
    before = -1
    while before != len(found):
        before = len(found)
        for finder in _FINDERS:
            new = list(finder(work))
            work = blanked(work, ((f.start, f.end) for f in new))
            found += new
    shown = (f for f in found if f.kind != KEPT)
    return tuple(sorted(shown, key=lambda f: f.start))
