"""A find in a text, and the blanks that finds leave behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

KINDS: Final = tuple(
    "name phone identity_code number email address handle link account plate"
    " birth_date".split()
)
KEPT: Final = "kept"
"""Not personal: a number or a name of a help service, which stays readable."""
GAP: Final = "\x00"

Span = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """Personal data from ``start`` up to ``end`` in a text; ``kind`` is of KINDS."""

    kind: str
    start: int
    end: int


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with GAP for each character of the spans, which are in order."""
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], GAP * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


def separate(kind: str, spans: Iterable[Span]) -> Iterator[Found]:
    """Yield finds in order; of two that overlap, the first and longer."""
    last = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            yield Found(kind, start, end)
