"""Codes with a shape of their own: accounts, identity codes, plates, birth dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .found import Found, separate
from .words import BOOK, either, is_in

# --- accounts and identity codes --------------------------------------------------

_ACCOUNT: Final = re.compile(
    r"(?<!\w)(?:fi\d\d(?:[ \-]?\d){14}"
    r"|[a-z]{2}\d\d[ \-]?(?:\d{4}|[a-z]{4})(?:[ \-]?\d{4}){2,6}(?:[ \-]?\d{1,3})?)"
    r"(?!\w)",
    re.IGNORECASE,
)
_IDENTITY: Final = re.compile(
    r"(?<!\w)(?:(?P<day>\d{6})(?: ?[-+\u2010-\u2015\u2212] ?|[A-FU-Ya-fu-y])"
    r"(?P<individual>\d{3})(?P<control>[0-9A-Za-z])"
    r"|\d{6}(?:\d\d)?[-+](?!\d{0,5}000(?!\w))\d{2,8})(?!\w)"
)
_DAY_AND_MONTH: Final = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])")
# Control characters by remainder of day, month, year and individual number over 31.
# Temporary and test codes have individual numbers 900-999. Sources, read 2026-11-22:
# dvv.fi/hetu-uudistus and telp.fi/ajankohtaiset/henkilotunnukseen-uusia-valimerkkeja
# (signs of the century, in force since 2023-01-01); stdnum 1.11.7 src/fi/hetu.ts and
# kysy.fi/kysymys/sosiaaliturvatunnus (control, 900-999). Checked with the test persons
# of the Digital and Population Data Services Agency (dimarchi.net/test/new-ssn).
_CONTROL: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def find_accounts(work: str) -> Iterator[Found]:
    for match in _ACCOUNT.finditer(work):
        yield Found("account", *match.span())


def find_identity_codes(work: str) -> Iterator[Found]:
    """Find identity codes; with a wrong part they are numbers."""
    for match in _IDENTITY.finditer(work):
        kind = "identity_code" if _is_identity_code(match) else "number"
        yield Found(kind, *match.span())


def _is_identity_code(match: re.Match[str]) -> bool:
    if not _DAY_AND_MONTH.match(match["day"] or ""):
        return False
    remainder = int(match["day"] + match["individual"]) % len(_CONTROL)
    return match["control"].upper() == _CONTROL[remainder]


# --- car plates -------------------------------------------------------------------

_PLATE: Final = re.compile(r"(?<![\w\-])([A-ZÅÄÖ]{3})-\d{3}(?![\w\-])")
_PLATE_TOLD: Final = re.compile(
    rf"(?<!\w){either('plate_words')}(?: {either('is_words')})?[ :]{{1,2}}"
    r"(?P<plate>[a-zåäö]{2,3}[ \-]?\d{1,3})(?!\w)",
    re.IGNORECASE,
)


def find_plates(work: str) -> Iterator[Found]:
    plates = _PLATE.finditer(work)
    spans = [m.span() for m in plates if not is_in("not_plates", m[1].lower())]
    spans += [m.span("plate") for m in _PLATE_TOLD.finditer(work)]
    yield from separate("plate", spans)


# --- dates of birth ---------------------------------------------------------------

_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:19|20)\d\d"
_DAY_FIRST: Final = rf"{_DAY}(?:\.|st|nd|rd|th|:?[ae])? (?:of )?{either('months')}"
_MONTH_FIRST: Final = rf"{either('months')} {_DAY}(?:st|nd|rd|th)?"
_BORN: Final = re.compile(
    rf"(?<!\w){either('birth_words')}"
    rf"(?:[ :.,\-]{{1,3}}(?!{either('time_words')}\b)[^\W\d_]{{1,10}}){{0,4}}"
    r"[ :.,\-]{1,3}"
    rf"(?P<date>{_DAY}(?P<s>[./\-]) ?{_MONTH}(?:(?P=s) ?(?:(?:19|20)?\d\d))?"
    rf"|{_DAY_FIRST}(?:,? {_YEAR})?|{_MONTH_FIRST}(?:,? {_YEAR})?"
    rf"|{_DAY_AND_MONTH.pattern}\d\d)(?!\d)",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    rf"(?<![\d.])(?:{_DAY}(?P<s>[./\-]) ?{_MONTH}(?P=s) ?{_YEAR}"
    rf"|{_YEAR}-{_MONTH}-{_DAY}|{_DAY_FIRST},? {_YEAR})(?!\d)"
    rf"|(?<!\w){_MONTH_FIRST},? {_YEAR}(?!\d)",
    re.IGNORECASE,
)


def find_birth_dates(work: str) -> Iterator[Found]:
    """Find dates after 'born' and the like, and full dates of the users' years."""
    spans = [match.span("date") for match in _BORN.finditer(work)]
    spans += [m.span() for m in _DATE.finditer(work) if _year(m[0]) in BOOK.born]
    yield from separate("birth_date", spans)


def _year(day: str) -> int:
    return int(re.findall(r"\d{4}", day)[0])
