"""What stays readable: numbers, links, names and addresses of help services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..service_data import Service, load_services
from .found import KEPT, Found
from .words import BOOK

_BETWEEN: Final = " \t\u00a0\u2007\u2009\u202f.\\-\u2010-\u2015\u2212/()"
RUN: Final = re.compile(rf"\d+(?:[{_BETWEEN}]{{1,3}}\d+)*")
"""Digits and what people write between those of one number."""
_ABROAD: Final = ("358", "3580", "00358", "003580")
_SERVICES: Final = tuple(load_services().services.values())


def digits_of(text: str) -> str:
    """Return the digits of a text, of whatever script, as 0 to 9."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def bare_link(url: str) -> str:
    """Return an address without scheme and 'www.'."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.lower()).rstrip("/")


def find_kept(work: str) -> Iterator[Found]:
    """Find names and addresses of services that would look like someone's own."""
    for match in _PHRASES.finditer(work):
        yield Found(KEPT, *match.span())


def _shown(service: Service) -> Iterator[str]:
    """Yield every text of a service that may hold a number."""
    mappings = [service.names, service.description, service.cost, service.queue_note]
    for texts in [*mappings, *(channel.note for channel in service.channels)]:
        yield from (texts or {}).values()
    for channel in service.channels:
        yield from filter(None, (channel.tel, channel.display))


def _dialled(number: str) -> set[str]:
    """Return a number as dialled in Finland and from abroad."""
    at_home = re.sub("^358", "0", number)
    if not at_home.startswith("0"):
        return {at_home}
    return {at_home, *(prefix + at_home[1:] for prefix in _ABROAD)}


def _help_numbers() -> frozenset[str]:
    texts = [*BOOK.kept_numbers, *(t for s in _SERVICES for t in _shown(s))]
    found = {digits_of(run) for text in texts for run in RUN.findall(text)}
    return frozenset(n for number in found if len(number) > 2 for n in _dialled(number))


def _help_links() -> frozenset[str]:
    """Return addresses and bare hosts of the services."""
    urls = [u for s in _SERVICES for u in (s.url, *(c.url for c in s.channels)) if u]
    links = {bare_link(url) for url in urls}
    return frozenset(links | {link.split("/")[0] for link in links})


HELP_NUMBERS: Final = _help_numbers()
HELP_LINKS: Final = _help_links()
_PHRASES: Final = re.compile(
    "|".join(
        re.escape(phrase)
        for phrase in (*BOOK.kept_phrases, *(s.address for s in _SERVICES if s.address))
    )
)
