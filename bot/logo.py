"""A county's logo: a small picture that can do nothing but be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from bot.model import Words

MAX_BYTES = 40_000
TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
_PNG = b"\x89PNG\r\n\x1a\n"
_ACTIVE = frozenset(
    "script handler foreignobject iframe embed object audio video".split()
)
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)
_FETCHED = re.compile(r"@import|javascript:|url\((?!\s*['\"]?#)", re.IGNORECASE)


@dataclass(frozen=True)
class Logo:
    """The picture as it is served, and what it shows in words."""

    data: bytes
    media_type: str
    alt: Words


def problems(data: bytes, suffix: str) -> Iterator[str]:
    """Yield what is wrong with a picture and what to do, nothing for a good one."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1000:.1f} kB"
        yield f"has {size}: make it smaller, at most {MAX_BYTES // 1000} kB"
    elif suffix == ".png":
        if not data.startswith(_PNG):
            yield "is no PNG inside: export it again as PNG"
    else:
        yield from _problems_of_svg(data)


def _problems_of_svg(data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield "is not UTF-8: export it again as plain SVG"
        return
    # Before it is parsed: an entity can grow without end.
    if found := _DECLARED.search(text):
        yield f"holds {found[0]}: export it again as plain SVG, without that line"
        return
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        yield "is no SVG inside: export it again as plain SVG"
        return
    if root.tag != "{http://www.w3.org/2000/svg}svg" or "viewBox" not in root.attrib:
        yield "needs an outermost <svg> with a viewBox: export it again"
    for element in root.iter():
        yield from _problems_of(element)


def _problems_of(element: ElementTree.Element) -> Iterator[str]:
    name = _local(element.tag)
    if name in _ACTIVE:
        yield f"holds <{name}>: a logo is a still picture, take it out"
    if _FETCHED.search(element.text or ""):
        yield f"fetches something in <{name}>: put all of it into the file"
    for key, value in element.attrib.items():
        key = _local(key)
        leads_out = key in ("href", "src") and not value.strip().startswith("#")
        if key.startswith("on"):
            yield f"holds {key}=: a logo is a still picture, take it out"
        elif leads_out or _FETCHED.search(value) or value.endswith("href"):
            yield f"leads out of the file with {key}= in <{name}>: take it out"


def _local(name: str) -> str:
    return name.rpartition("}")[2].casefold()
