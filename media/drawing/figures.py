"""Those who are there: the two of the page, and people of their kin."""

from __future__ import annotations

import math
import re
from pathlib import Path

from media.drawing.ink import (
    COLOURS,
    DARKER,
    INK,
    Point,
    blend,
    circle,
    group,
    line,
    oval,
    shade,
    shape,
    wave,
)
from media.motion import Between

MASCOT = Path(__file__).resolve().parents[2] / "bot/web/static/mascot.svg"


def _moods() -> tuple[str, dict[str, str]]:
    """Take the two and their faces from the page's own drawing."""
    text = MASCOT.read_text(encoding="utf-8")
    pair = re.search(r'<g id="pair">(.*)</g></defs>', text, re.S)
    views = re.findall(r'<view id="(\w+)"', text)
    faces = re.findall(r'<use href="#pair"/>(.*?)</g>(?=<g transform|</svg>)', text)
    if not pair or len(views) != len(faces):
        raise ValueError(f"{MASCOT.name}: no pair, or not a face for each mood")
    return pair[1], dict(zip(views, faces, strict=True))


PAIR, FACES = _moods()


def mascot(*, t: float, mood: str | Between = "listen") -> str:
    """Draw the two who sit side by side, as on the page."""
    face = blend(mood, lambda word: _blinking(FACES[word], blink(t)))
    body = group(PAIR + face, at=(-61, -90))
    swell = 1 + 0.013 * wave(t, 5)
    return shade(60) + f'<g transform="scale({2 - swell:.4f} {swell:.4f})">{body}</g>'


def _blinking(face: str, closed: float) -> str:
    """Close the round eyes of a face of the two."""
    eye = r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/>'
    return re.sub(
        eye,
        lambda m: oval(
            float(m[1]),
            float(m[2]),
            float(m[3]),
            float(m[3]) * (1 - 0.85 * closed),
            INK,
        ),
        face,
    )


def blink(t: float) -> float:
    """Tell how far the eyes are closed: about every five seconds, softly."""
    share = (t % 5.3) - 4.7
    return math.sin(math.pi * share / 0.5) ** 2 if 0 < share < 0.5 else 0


BODY = "M-35 0C-40 -36 -28 -75 0 -75S37 -40 35 0C35 3 33 4 30 4H-30C-33 4 -35 3 -35 0z"
HAIR = {
    "none": "",
    "short": "M-31.5 -45C-31 -68 -17 -80 0 -80S32 -68 32 -45C24 -52 20 -60 10 -60"
    "C0 -52 -20 -56 -31.5 -45z",
    "long": "M-36 -24C-40 -60 -22 -81 0 -81S40 -60 36 -24C30 -22 28 -40 26 -52"
    "C12 -52 2 -58 -4 -64C-8 -56 -18 -50 -26 -50C-28 -40 -30 -22 -36 -24z",
    "bun": "M-31.5 -45C-31 -68 -17 -80 0 -80S32 -68 32 -45C25 -54 16 -62 0 -62"
    "S-24 -54 -31.5 -45zM-12 -85A12 12 0 1 1 12 -85A12 12 0 1 1 -12 -85z",
}


def person(
    *,
    t: float,
    colour: str = "apricot",
    hair: str = "none",
    hair_colour: str = "wood_deep",
    mood: str | Between = "calm",
    look: Point = (0, 0),
    reach: float = 0,
    hand: Point = (44, -34),
    glasses: float = 0,
    phase: float = 0,
) -> str:
    """Draw a person of the same kin as the two; ``look`` moves the eyes.

    With ``reach`` 1 an arm goes to ``hand``.
    """
    deep = DARKER[colour]
    x, y = look
    face = blend(mood, lambda word: _face(word, t + phase, x, y))
    swell = 1 + 0.012 * wave(t, 5, phase)
    side = 1 if hand[0] > 0 else -1
    arm = line(
        f"M{24 * side} -22Q{(24 * side + hand[0]) / 2:.1f} -12 "
        f"{hand[0]:.1f} {hand[1]:.1f}",
        deep,
        7.5,
        reach,
    )
    lenses = group(
        f'<g fill="none" stroke="{INK}" stroke-width="2" opacity=".75">'
        f'<circle cx="{-10 + x}" cy="{-44 + y}" r="8"/>'
        f'<circle cx="{10 + x}" cy="{-44 + y}" r="8"/></g>'
        + line(f"M{-2 + x} {-44 + y}h4", INK, 2, 0.75),
        shown=glasses,
    )
    return (
        shade(46)
        + f'<g transform="scale({2 - swell:.4f} {swell:.4f})">'
        + shape(BODY, COLOURS[colour])
        + circle(-18 + x, -35 + y, 4.5, "#d9694a", 0.3)
        + circle(18 + x, -35 + y, 4.5, "#d9694a", 0.3)
        + face
        + lenses
        + (shape(HAIR[hair], COLOURS[hair_colour]) if HAIR[hair] else "")
        + arm
        + "</g>"
    )


def _face(mood: str, t: float, x: float, y: float) -> str:
    """Draw eyes and mouth."""
    closed = blink(t) if mood in ("calm", "low", "serious", "talk") else 0
    height = 3.4 * (1 - 0.85 * closed)
    dots = oval(-10 + x, -44 + y, 3.4, height, INK) + oval(
        10 + x, -44 + y, 3.4, height, INK
    )
    arcs = line(f"M{-15 + x} {-42 + y}q5 -7 10 0M{5 + x} {-42 + y}q5 -7 10 0", INK, 2.8)
    lids = line(f"M{-15 + x} {-45 + y}q5 5 10 0M{5 + x} {-45 + y}q5 5 10 0", INK, 2.8)
    smile = line(f"M{-6 + x} {-34 + y}q6 5.5 12 0", INK, 2.8)
    if mood == "glad":
        return arcs + shape(f"M{-7 + x} {-36 + y}q7 11 14 0z", INK)
    if mood == "rest":
        return lids + smile
    if mood == "talk":
        mouth = 3.2 + 1.1 * wave(t, 1.6)
        return dots + oval(x, -32 + y, 4.6, mouth, INK)
    if mood == "low":
        brows = line(
            f"M{-15 + x} {-52 + y}q5 -3 8 -4M{15 + x} {-52 + y}q-5 -3 -8 -4", INK, 2.2
        )
        return dots + brows + line(f"M{-5 + x} {-31 + y}q5 -4 10 0", INK, 2.8)
    if mood == "serious":
        return dots + line(f"M{-5 + x} {-32 + y}h10", INK, 2.8)
    return dots + smile
