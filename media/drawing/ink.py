"""The colours, and the strokes and shapes that everything is drawn with."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from media.motion import Between

# The colours of the page (bot/web/static/tokens.css) and of its mascot, and shades.
INK = "#22302e"
PAPER = "#faf6ef"
WHITE = "#fffdf9"
SAND = "#e7ddcf"
SAND_DEEP = "#d3c2ab"
WOOD = "#b98a66"
WOOD_DEEP = "#9a6d4d"
TINT = "#dcece6"
MINT = "#a9d3c6"
SEA = "#4fa294"
SEA_DEEP = "#38806f"
TEAL = "#1d5f57"
PEACH = "#ffe4cd"
APRICOT = "#f2a873"
CLAY = "#d9844f"
ROSE = "#f0a48f"
SLATE = "#7d97a3"
SLATE_DEEP = "#5d7683"
LILAC = "#bda6c0"
LILAC_DEEP = "#9a82a0"
CHESTNUT = "#6f4c3b"
LIGHT = "#ffe2ad"
COLOURS = {
    name.lower(): value
    for name, value in globals().items()
    if isinstance(value, str) and re.fullmatch(r"#[0-9a-f]{6}", value)
}
DARKER = {
    "apricot": CLAY,
    "sea": SEA_DEEP,
    "teal": "#154a44",
    "slate": SLATE_DEEP,
    "lilac": LILAC_DEEP,
    "sand": SAND_DEEP,
    "wood": WOOD_DEEP,
    "peach": APRICOT,
    "rose": CLAY,
    "mint": SEA,
    "tint": MINT,
    "white": SAND,
    "paper": SAND,
}
DEFS = f"""<defs>
<radialGradient id="glow"><stop offset="0" stop-color="{LIGHT}" stop-opacity=".85"/>
<stop offset=".45" stop-color="{LIGHT}" stop-opacity=".32"/>
<stop offset="1" stop-color="{LIGHT}" stop-opacity="0"/></radialGradient>
<radialGradient id="halo"><stop offset="0" stop-color="#ffffff" stop-opacity=".5"/>
<stop offset="1" stop-color="#ffffff" stop-opacity="0"/></radialGradient>
<radialGradient id="shade"><stop offset="0" stop-color="#2b1c10" stop-opacity=".26"/>
<stop offset="1" stop-color="#2b1c10" stop-opacity="0"/></radialGradient>
</defs>"""
Point = Sequence[float]


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    """Draw a disc."""
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{max(r, 0):.2f}" fill="{fill}"'
        f' opacity="{opacity:.3f}"/>'
    )


def oval(
    x: float, y: float, rx: float, ry: float, fill: str, opacity: float = 1
) -> str:
    """Draw an ellipse."""
    return (
        f'<ellipse cx="{x:.2f}" cy="{y:.2f}" rx="{rx:.2f}" ry="{ry:.2f}"'
        f' fill="{fill}" opacity="{opacity:.3f}"/>'
    )


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    r: float,
    fill: str,
    opacity: float = 1,
) -> str:
    """Draw a rectangle with round corners."""
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}"'
        f' height="{max(height, 0):.2f}" rx="{r:.2f}" fill="{fill}"'
        f' opacity="{opacity:.3f}"/>'
    )


def shape(d: str, fill: str, opacity: float = 1) -> str:
    """Draw a filled path."""
    return f'<path d="{d}" fill="{fill}" opacity="{opacity:.3f}"/>'


def line(d: str, colour: str, width: float = 3, opacity: float = 1) -> str:
    """Draw a stroke with round ends."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.2f}"'
        f' stroke-linecap="round" stroke-linejoin="round" opacity="{opacity:.3f}"/>'
    )


def group(
    body: str, *, at: Point = (0, 0), size: float = 1, turn: float = 0, shown: float = 1
) -> str:
    """Place a drawing."""
    if shown <= 0.004:
        return ""
    faded = f' opacity="{shown:.3f}"' if shown < 0.999 else ""
    return (
        f'<g transform="translate({at[0]:.2f} {at[1]:.2f}) rotate({turn:.2f})'
        f' scale({size:.4f})"{faded}>{body}</g>'
    )


def shade(width: float, y: float = 0) -> str:
    """Lay a soft shadow on the ground."""
    disc = circle(0, 0, width, "url(#shade)")
    return f'<g transform="translate(0 {y}) scale(1 .13)">{disc}</g>'


def wave(t: float, seconds: float, phase: float = 0) -> float:
    """Go slowly from -1 to 1 and back."""
    return math.sin(2 * math.pi * (t / seconds + phase))


def bend(colour: str, share: float, other: str) -> str:
    """Mix two colours."""
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def tone_of(colour: str | Between) -> str:
    """Return a colour by its name, also on the way to another."""
    if isinstance(colour, Between):
        return bend(COLOURS[colour.old], colour.share, COLOURS[colour.new])
    return COLOURS[colour]


def blend(word: str | Between, draw: Callable[[str], str]) -> str:
    """Draw what a word stands for; on the way to another, both, one fading."""
    if isinstance(word, Between):
        old, new = draw(word.old), draw(word.new)
        return group(old, shown=1 - word.share) + group(new, shown=word.share)
    return draw(word)
