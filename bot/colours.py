"""Colours of the page, and whether everybody can tell them apart (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).resolve().parent / "web" / "static" / "tokens.css"
LIGHT, DARK = "light", "dark"
MODES = (LIGHT, DARK)
Shades = Mapping[str, str]
"""Colours such as ``#1d5f57`` by token, ``main_strong`` for ``--main-strong``."""

TEXT, LINE = 4.5, 3.0
"""Least contrast of words (1.4.3) and of borders, switches and focus (1.4.11)."""

PAIRS = (
    ("on_main", "main", TEXT),
    ("main_strong", "ground", TEXT),
    ("main_strong", "surface", TEXT),
    ("main_strong", "main_tint", TEXT),
    ("ink", "main_tint", TEXT),
    ("ink", "ground", TEXT),
    ("ink", "surface", TEXT),
    ("ink_quiet", "ground", TEXT),
    ("ink_quiet", "surface", TEXT),
    ("open", "surface", TEXT),
    ("shut", "surface", TEXT),
    ("warn", "ground", TEXT),
    ("warn", "surface", TEXT),
    ("main", "ground", LINE),
    ("main", "surface", LINE),
    ("main", "main_tint", LINE),
    ("edge", "ground", LINE),
    ("edge", "surface", LINE),
    ("help_edge", "ground", LINE),
    ("focus", "ground", LINE),
    ("focus", "surface", LINE),
)
"""What stands on what in the style sheets, as far as a county can change it."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DARK_BLOCK = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Clash:
    """Two colours that are too near each other; ``ratio`` is under ``limit``."""

    front: str
    back: str
    ratio: float
    limit: float


def is_colour(value: object) -> bool:
    """Tell whether a value is written as ``#`` and six hexadecimal digits."""
    return isinstance(value, str) and bool(_COLOUR.fullmatch(value))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    Source: WCAG 2.2, definition of contrast ratio.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def clashes(own: Shades, mode: str) -> Iterator[Clash]:
    """Yield the pairs that a county's colours make too hard to see, in one mode."""
    shades = {**standard()[mode], **own}
    for front, back, limit in PAIRS:
        ratio = contrast(shades[front], shades[back])
        if {front, back} & own.keys() and ratio < limit:
            yield Clash(front, back, ratio, limit)


@cache
def standard() -> Mapping[str, Shades]:
    """Return the colours of ``tokens.css`` in each mode."""
    light, _, rest = TOKENS.read_text(encoding="utf-8").partition(_DARK_BLOCK)
    shades = _shades(light)
    return {LIGHT: shades, DARK: {**shades, **_shades(rest.partition("@media")[0])}}


def _shades(css: str) -> dict[str, str]:
    found = re.findall(rf"--([a-z-]+):\s*({_COLOUR.pattern});", css)
    return {name.replace("-", "_"): colour for name, colour in found}
