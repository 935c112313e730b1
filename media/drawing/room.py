"""Grounds, and what stands in a room."""

from __future__ import annotations

from media.drawing.ink import (
    APRICOT,
    CLAY,
    COLOURS,
    DARKER,
    LIGHT,
    PEACH,
    SEA,
    SEA_DEEP,
    SLATE,
    SLATE_DEEP,
    WHITE,
    WOOD,
    WOOD_DEEP,
    bend,
    box,
    circle,
    group,
    line,
    shade,
    shape,
    tone_of,
    wave,
)
from media.motion import Between

# Top and foot of the ground behind, and the floor.
SKIES = {
    "paper": ("#fdfaf5", "#f6ecdf", "#ecdfcd"),
    "peach": ("#fff4e8", "#ffe6d0", "#f0d3b6"),
    "mint": ("#f1f7f3", "#dfeee8", "#c9ddd3"),
    "dusk": ("#7aa3a0", "#f3c9a5", "#a98f7c"),
    "evening": ("#3f6f6d", "#6d8f87", "#3a5c59"),
    "night": ("#173f3c", "#2a5b56", "#143531"),
    "morning": ("#d8ebe6", "#ffe3c8", "#e6cfb4"),
}


def sky(*, t: float, tone: str | Between = "paper", floor: float = 372) -> str:
    """Draw the ground behind everything and the floor."""
    word = tone if isinstance(tone, Between) else Between(tone, tone, 1)
    top, foot, ground = (
        bend(a, word.share, b)
        for a, b in zip(SKIES[word.old], SKIES[word.new], strict=True)
    )
    return (
        '<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{foot}"/>'
        "</linearGradient></defs>"
        + box(-180, -240, 720, floor + 240, 0, "url(#sky)")
        + box(-180, floor, 720, 480, 0, ground)
    )


def disc(
    *, t: float, colour: str | Between = "white", r: float = 120, alpha: float = 0.6
) -> str:
    """Draw the large calm circle that carries a picture."""
    breath = 1 + 0.012 * wave(t, 6)
    return circle(0, 0, r * breath, tone_of(colour), alpha)


def moon(*, t: float) -> str:
    """Draw a crescent in a soft light."""
    return circle(0, 0, 74 + 3 * wave(t, 7), "url(#glow)", 0.55) + shape(
        "M10 -29A30 30 0 1 0 29 12A24 24 0 0 1 10 -29z", LIGHT
    )


def stars(*, t: float) -> str:
    """Draw a few stars that breathe slowly."""
    places = ((-120, -30), (-66, 22), (-20, -44), (52, 30), (84, -22), (134, 16))
    return "".join(
        circle(x, y, 2.1 + 0.5 * wave(t, 6, i / 5), LIGHT, 0.75)
        for i, (x, y) in enumerate(places)
    )


def sun(*, t: float) -> str:
    """Draw the morning sun."""
    return circle(0, 0, 104 + 3 * wave(t, 7), "url(#glow)", 0.9) + circle(
        0, 0, 38, "#f7c188"
    )


def hill(
    *, t: float, colour: str = "mint", width: float = 300, high: float = 90
) -> str:
    """Draw a round hill."""
    return shape(
        f"M{-width} 0C{-width * 0.55} 0 {-width * 0.4} {-high} 0 {-high}"
        f"S{width * 0.55} 0 {width} 0z",
        COLOURS[colour],
    )


def window(*, t: float, night: float = 1) -> str:
    """Draw a window, 104 by 128; ``night`` is 0 by day."""
    pane = bend("#cfe6e2", night, "#173f3c")
    frame = bend("#fffdf9", night * 0.5, "#b9aa98")
    moonlight = group(moon(t=t), at=(20, -22), size=0.62, shown=night)
    daylight = group(circle(0, 0, 15, "#f7c188"), at=(18, -20), shown=1 - night)
    dots = group(stars(t=t), at=(-6, 12), size=0.3, shown=night)
    return (
        box(-58, -70, 116, 140, 12, frame)
        + box(-49, -61, 98, 122, 7, pane)
        + moonlight
        + daylight
        + dots
        + box(-2.5, -61, 5, 122, 0, frame)
        + box(-49, -2.5, 98, 5, 0, frame)
        + box(-66, 66, 132, 10, 5, frame)
    )


def lamp(*, t: float, lit: float = 1, high: float = 60) -> str:
    """Draw a lamp on a foot; ``lit`` from 0 to 1."""
    glow = circle(0, -high, 128 + 2 * wave(t, 5), "url(#glow)", 0.95 * lit)
    hood = bend("#b9a48c", lit, "#ffd79a")
    return (
        glow
        + line(f"M0 {-high + 6}V-4", WOOD_DEEP, 5)
        + box(-18, -7, 36, 8, 4, WOOD_DEEP)
        + shape(
            f"M-17 {-high - 22}H17L30 {-high + 16}Q0 {-high + 22} -30 {-high + 16}z",
            hood,
        )
    )


def plant(*, t: float) -> str:
    """Draw a pot with leaves that move a little."""
    leaves = "".join(
        group(
            shape("M0 0C-13 -18 -11 -44 0 -58C11 -44 13 -18 0 0z", colour),
            turn=angle + 1.6 * wave(t, 5, i / 4),
            at=(0, -28),
        )
        for i, (angle, colour) in enumerate(
            ((-38, SEA), (36, SEA), (-14, SEA_DEEP), (13, SEA_DEEP))
        )
    )
    return (
        shade(34)
        + leaves
        + shape("M-20 -34H20L15 -2Q14 0 12 0H-12Q-14 0 -15 -2z", CLAY)
        + box(-23, -38, 46, 10, 4, APRICOT)
    )


def table(*, t: float, width: float = 150, high: float = 66) -> str:
    """Draw a table."""
    half = width / 2
    return (
        shade(half * 1.1)
        + line(f"M{-half + 18} {-high + 6}V-3M{half - 18} {-high + 6}V-3", WOOD_DEEP, 8)
        + box(-half, -high, width, 12, 6, WOOD)
    )


def chair(*, t: float, colour: str = "slate") -> str:
    """Draw an armchair seen from the front."""
    tone, deep = COLOURS[colour], DARKER[colour]
    return (
        shade(64)
        + line("M-34 -8V-2M34 -8V-2", WOOD_DEEP, 8)
        + box(-44, -112, 88, 90, 26, tone)
        + box(-54, -66, 24, 58, 12, deep)
        + box(30, -66, 24, 58, 12, deep)
        + box(-36, -46, 72, 38, 12, bend(tone, 0.35, deep))
    )


def bed(*, t: float, width: float = 270) -> str:
    """Draw head and pillow of a bed seen from its foot; ``blanket`` goes over it."""
    half = width / 2
    return (
        box(-half, -168, width, 200, 42, WOOD)
        + box(-half + 14, -154, width - 28, 180, 32, bend(WOOD, 0.25, PEACH))
        + box(-half + 24, -104, width - 48, 130, 46, WHITE)
        + box(-half + 24, -40, width - 48, 80, 20, "#efe6da")
    )


def blanket(*, t: float, width: float = 290, up: float = 1) -> str:
    """Draw the blanket of a bed, which breathes; ``up`` is how far it reaches."""
    half = width / 2
    top = -62 * up - 2.2 * wave(t, 5.2)
    return (
        shape(
            f"M{-half} 150V{top + 26}C{-half + 4} {top - 4} {-half * 0.4} {top - 10} 0 "
            f"{top - 6}S{half - 4} {top - 4} {half} {top + 26}V150z",
            SLATE,
        )
        + line(
            f"M{-half + 8} {top + 34}C{-half * 0.6} {top + 20} {-half * 0.3} "
            f"{top + 18} 0 {top + 20}S{half * 0.8} {top + 22} {half - 8} {top + 34}",
            SLATE_DEEP,
            4,
            0.7,
        )
        + "".join(
            circle(x, top + y, 5, bend(SLATE, 0.35, WHITE))
            for x, y in (
                *((-96, 66), (-40, 54), (20, 60), (82, 56)),
                *((-68, 104), (-8, 98), (52, 102), (108, 98)),
            )
        )
    )


def door(*, t: float, open: float = 0, colour: str = "sea") -> str:
    """Draw a door with its feet at the origin; light stands behind it."""
    width = 92 * (1 - 0.72 * open)
    slant = 12 * open
    return (
        box(-58, -204, 116, 206, 12, WOOD)
        + box(-48, -194, 96, 194, 6, LIGHT)
        + circle(0, -90, 58, "url(#halo)", open)
        + shape(
            f"M-46 -192L{-46 + width} {-192 + slant}V{slant}L-46 0z", COLOURS[colour]
        )
        + shape(
            f"M-34 -176L{-46 + width * 0.86} {-176 + slant}V{-104 + slant}L-34 -104z",
            DARKER[colour],
            0.5,
        )
        + circle(-46 + width - 11, -92 + slant * 0.6, 5.5, LIGHT)
    )
