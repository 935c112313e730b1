"""Phone numbers and other long numbers; numbers of help services stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .found import Found
from .kept import HELP_NUMBERS, RUN, digits_of
from .words import either

_DIGITS: Final = re.compile(r"\d+")
_CARD: Final = re.compile(r"\d{4}(?:[ \-]\d{4}){3,4}(?!\d)")
_CUE: Final = re.compile(
    rf"(?<!\w){either('phone_words')}[.:]?(?: {either('is_words')})?[ :=]{{0,2}}\+?",
    re.IGNORECASE,
)
_AREAS: Final = frozenset(("02", "03", "05", "06", "08", "09"))
_MOST: Final = 15
_MOST_AT_HOME: Final = 12
_ENOUGH: Final = {_MOST_AT_HOME: 9, _MOST: 11}
"""From so many digits on, what follows may be the next number."""
_LEAST: Final = 7


class _Group(NamedTuple):
    """Digits of a run, and what stands between them and the digits before."""

    start: int
    end: int
    digits: str
    gap: str


def find_numbers(work: str) -> Iterator[Found]:
    cued = {match.end() for match in _CUE.finditer(work)}
    for run in RUN.finditer(work):
        groups, i = _groups(work, run), 0
        while i < len(groups):
            here = groups[i : i + _MOST]
            kind, n = _number(work, here, here[0].start in cued)
            if kind:
                start, end = here[0].start, here[n - 1].end
                yield Found(kind, start - _has_sign(work, start, end), end)
            i += n


def _groups(work: str, run: re.Match[str]) -> list[_Group]:
    made, last = [], run.start()
    for match in _DIGITS.finditer(work, *run.span()):
        gap = work[last : match.start()]
        made.append(_Group(*match.span(), digits_of(match[0]), gap))
        last = match.end()
    return made


def _has_sign(work: str, start: int, end: int) -> bool:
    """Tell whether a plus stands before a number, or a bracket it closes."""
    sign = work[max(0, start - 1) : start]
    return sign == "+" or (sign == "(" and ")" in work[start:end])


def _number(work: str, groups: list[_Group], is_cued: bool) -> tuple[str | None, int]:
    """Return the kind of the number that the groups begin with, and its groups.

    The kind is None for a number that stays; its groups are then passed over.
    """
    first = groups[0]
    kept = _help_number(groups)
    if kept:
        return None, kept
    has_plus = work[max(0, first.start - 1) : first.start] == "+"
    phone = _phone_abroad(groups, has_plus) or _phone(groups)
    if phone:
        return "phone", phone
    card = _CARD.match(work, first.start)
    if card:
        return "number", len(_DIGITS.findall(card[0]))
    if _is_long_number(work, first):
        return "number", 1
    phone = _short_phone(groups) if is_cued else 0
    return ("phone", phone) if phone else (None, 1)


def _help_number(groups: list[_Group]) -> int:
    """Return how many groups make up the number of a help service."""
    digits, best = "", 0
    for n, group in enumerate(groups, start=1):
        digits += group.digits
        best = n if digits in HELP_NUMBERS else best
    return best


def _taken(groups: list[_Group], least: int, most: int) -> int:
    """Return how many groups a number of so many digits takes, 0 for none."""
    n, total = 0, 0
    for group in groups:
        length = len(group.digits)
        is_full = total >= _ENOUGH[most] and _begins_anew(groups[n:])
        if is_full or total + length > most:
            break
        n, total = n + 1, total + length
    return n if total >= least else 0


def _begins_anew(groups: list[_Group]) -> bool:
    """Tell whether the groups look like another number, not the rest of one."""
    first = groups[0].digits
    return (first[0] == "0" and len(first) > 2) or _help_number(groups) > 0


def _phone_abroad(groups: list[_Group], has_plus: bool) -> int:
    if not has_plus and not groups[0].digits.startswith(("00", "358")):
        return 0
    n = _taken(groups, 8 if has_plus else 11, _MOST)
    return 0 if _is_round(groups[:n]) else n


def _phone(groups: list[_Group]) -> int:
    if not re.match("0[1-9]", groups[0].digits):
        return 0
    n = _taken(groups, _LEAST, _MOST_AT_HOME)
    return n if n and _is_at_home(groups[:n]) else 0


def _is_at_home(groups: list[_Group]) -> bool:
    """Tell a phone number from a date, hours or a row of small numbers."""
    first, rest = groups[0].digits, groups[1:]
    gaps = "".join(group.gap for group in rest)
    if _is_date(groups) or _are_hours(groups) or "/" in gaps:
        return False
    is_area = first in _AREAS and any(len(group.digits) > 2 for group in rest)
    return len(first) > 2 or (is_area and "." not in gaps)


def _is_date(groups: list[_Group]) -> bool:
    if len(groups) < 3 or len(groups[0].digits) > 2 or len(groups[1].digits) > 2:
        return False
    return groups[1].gap == groups[2].gap and groups[1].gap in (".", "/", "-")


def _are_hours(groups: list[_Group]) -> bool:
    """Tell '0830-1600' from a phone number."""
    hours = (group.digits for group in groups)
    return len(groups) == 2 and all(
        len(h) == 4 and int(h[:2]) < 25 and int(h[2:]) < 60 for h in hours
    )


def _is_round(groups: list[_Group]) -> bool:
    return len("".join(group.digits for group in groups).rstrip("0")) < 5


def _is_long_number(work: str, group: _Group) -> bool:
    """Tell whether digits in one row are a number of someone or something."""
    if len(group.digits) < _LEAST or group.digits.endswith("000"):
        return False
    is_decimal = re.search(r"\d[.,]$", work[max(0, group.start - 2) : group.start])
    return not is_decimal and not re.match(r",\d", work[group.end : group.end + 2])


def _short_phone(groups: list[_Group]) -> int:
    """Return how many groups make up a number after 'puh.' or 'my number is'."""
    n = _taken(groups, 6, _MOST_AT_HOME)
    return 0 if _is_date(groups) or _is_round(groups[:n]) else n
