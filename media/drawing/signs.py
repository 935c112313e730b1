"""Signs: speech, hearing, worry, a way."""

from __future__ import annotations

import math

from media.drawing.ink import (
    COLOURS,
    SEA_DEEP,
    WHITE,
    box,
    circle,
    group,
    line,
    oval,
    shape,
    wave,
)


def bubble(
    *,
    t: float,
    colour: str = "white",
    side: float = -1,
    inside: str = "lines",
    width: float = 116,
    high: float = 72,
) -> str:
    """Draw a speech shape; ``side`` is where its tail is, ``inside`` what it holds."""
    x, y = width / 2, high / 2
    tail = (
        f"M{side * (x - 42):.1f} {y - 4}L{side * (x - 14):.1f} {y + 20}"
        f"L{side * (x - 14):.1f} {y - 10}z"
    )
    tone = COLOURS[colour]
    ink = WHITE if colour in ("teal", "sea", "slate") else SEA_DEEP
    held = {
        "lines": line(f"M{-x + 22} -9H{x - 26}M{-x + 22} 11H{x - 48}", ink, 6, 0.8),
        "short": line(f"M{-x + 22} 0H{x - 46}", ink, 6, 0.8),
        "dots": waiting(t),
        "heart": love(t=t, colour="clay"),
        "tangle": group(tangle(t=t, colour="sea_deep"), size=0.72),
        "ear": listening(ink),
        "none": "",
        "check": line("M-15 0L-4 11L17 -12", ink, 7),
        "people": group(people(WHITE if ink == WHITE else SEA_DEEP), at=(0, 4)),
    }
    return (
        box(-x + 2, -y + 6, width, high, 26, "#2b1c10", 0.08)
        + shape(tail, tone)
        + box(-x, -y, width, high, 26, tone)
        + held[inside]
    )


def waiting(t: float) -> str:
    """Draw three dots, one after the other a little larger."""
    return "".join(
        circle(x, 0, 4.4 + 0.9 * wave(t, 2.4, -i * 0.18), SEA_DEEP, 0.8)
        for i, x in enumerate((-15, 0, 15))
    )


def listening(colour: str) -> str:
    """Draw waves that arrive: somebody hears."""
    return (
        circle(-16, 0, 6, colour)
        + line("M-2 -10A14 14 0 0 1 -2 10", colour, 5)
        + line("M10 -18A26 26 0 0 1 10 18", colour, 5)
    )


def people(colour: str) -> str:
    """Draw two small persons as a sign."""
    return "".join(
        circle(x, -12, 8, colour)
        + shape(f"M{x - 14} 14C{x - 14} -4 {x + 14} -4 {x + 14} 14z", colour)
        for x in (-17, 17)
    )


def love(*, t: float, colour: str = "rose") -> str:
    """Draw a heart that breathes."""
    return group(
        shape(
            "M0 16C-20 2 -20 -16 -9 -16C-3 -16 0 -12 0 -8C0 -12 3 -16 9 -16"
            "C20 -16 20 2 0 16z",
            COLOURS[colour],
        ),
        size=1 + 0.04 * wave(t, 3),
    )


def tangle(*, t: float, loose: float = 0, colour: str = "clay") -> str:
    """Draw a thread in a knot, which comes loose to one calm wave."""
    points = []
    for i in range(121):
        s = i / 120
        a = 2 * math.pi * 4 * s
        r = 23 + 9 * math.sin(a * 0.62 + 0.2 * wave(t, 6))
        knot = (r * math.cos(a) + 7 * math.sin(2.3 * a), r * math.sin(a * 1.13))
        calm = (-52 + 104 * s, 6 * math.sin(2 * math.pi * 1.5 * s + t * 0.5))
        points.append([k + (c - k) * loose for k, c in zip(knot, calm, strict=True)])
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return line(d, COLOURS[colour], 4.5)


def way(*, t: float, drawn: float = 1) -> str:
    """Draw a path of stepping stones that winds away; ``drawn`` of them are there."""
    places = (
        (-18, -4, 40),
        (34, -48, 34),
        (-8, -86, 28),
        (28, -116, 22),
        (4, -140, 17),
    )
    return "".join(
        group(
            oval(0, 3, width, width * 0.36, "#2b1c10", 0.08)
            + oval(0, 0, width, width * 0.34, WHITE),
            at=(x, y),
            shown=min(1, max(0, drawn * len(places) - i)),
        )
        for i, (x, y, width) in enumerate(places)
    )


def drops(*, t: float, colour: str = "mint", gone: float = 0) -> str:
    """Draw what is left of words when they go: dots that rise and fade."""
    out = ""
    for i in range(16):
        x = -46 + (i * 37) % 93
        y = -18 + (i * 23) % 41 - gone * (50 + (i * 29) % 60)
        out += circle(x, y, (5.5 - 3.5 * gone) * (0.7 + (i % 3) * 0.2), COLOURS[colour])
    return group(out, shown=1 - gone)
