"""Things to hold, to read and to measure time with."""

from __future__ import annotations

import math

from media.drawing.ink import (
    APRICOT,
    CLAY,
    COLOURS,
    INK,
    MINT,
    PEACH,
    ROSE,
    SAND,
    SAND_DEEP,
    SEA,
    SEA_DEEP,
    SLATE,
    TEAL,
    WHITE,
    bend,
    box,
    circle,
    group,
    line,
    shade,
    shape,
    wave,
)


def phone(
    *,
    t: float,
    lit: float = 1,
    lines: float = 0,
    call: float = 0,
    ring: float = 0,
) -> str:
    """Draw a phone, 84 by 156; ``lines`` are messages on it, ``ring`` a call."""
    screen = bend("#31423f", lit, "#f3f8f5")
    rows = ((-26, -52, 40, MINT), (-12, -26, 44, PEACH), (-28, 0, 48, MINT))
    messages = "".join(
        group(box(x, y, width, 18, 9, colour), shown=min(1, max(0, lines - i)))
        for i, (x, y, width, colour) in enumerate(rows)
    )
    waves = "".join(
        line(
            f"M{side * 54} -16A30 30 0 0 {1 if side > 0 else 0} {side * 54} 16",
            SEA,
            5,
            ring * (0.55 + 0.25 * wave(t, 2.4)),
        )
        + line(
            f"M{side * 66} -28A48 48 0 0 {1 if side > 0 else 0} {side * 66} 28",
            SEA,
            5,
            ring * (0.4 + 0.25 * wave(t, 2.4, -0.15)),
        )
        for side in (-1, 1)
    )
    sign = group(
        circle(0, 0, 21, SEA) + group(handset(t=t, colour="white"), size=0.3),
        shown=max(call, ring),
        at=(0, -6),
    )
    return (
        waves
        + box(-42, -78, 84, 156, 16, INK)
        + box(-36, -70, 72, 140, 10, screen)
        + messages
        + sign
        + box(-12, 58, 24, 4, 2, bend("#4b5f5b", lit, "#b9c9c4"))
    )


def handset(*, t: float, colour: str = "teal") -> str:
    """Draw the sign of a call: a receiver, 100 wide."""
    return group(
        shape(
            "M-46 -18C-46 -30 -36 -36 -28 -30L-18 -22C-12 -17 -13 -10 -18 -5"
            "C-12 8 -4 15 6 19C11 13 18 12 24 17L33 25C40 31 36 42 25 44"
            "C-8 48 -46 14 -46 -18z",
            COLOURS[colour],
        ),
        at=(4, -6),
    )


def clock(*, t: float, hour: float = 22) -> str:
    """Draw a wall clock; ``hour`` may run."""

    def hand(turns: float, length: float, width: float) -> str:
        angle = 2 * math.pi * turns
        x, y = length * math.sin(angle), -length * math.cos(angle)
        return line(f"M0 0L{x:.2f} {y:.2f}", INK, width)

    ticks = "".join(
        circle(34 * math.sin(a), -34 * math.cos(a), 2.3, SAND_DEEP)
        for a in (math.pi / 6 * i for i in range(12))
    )
    return (
        circle(0, 3, 47, "#2b1c10", 0.08)
        + circle(0, 0, 46, TEAL)
        + circle(0, 0, 40, WHITE)
        + ticks
        + hand(hour / 12, 18, 5)
        + hand(hour, 27, 3.6)
        + circle(0, 0, 4, CLAY)
    )


def cup(*, t: float) -> str:
    """Draw a cup with steam."""
    steam = "".join(
        line(
            f"M{x} -48C{x - 6 + 3 * wave(t, 4, i / 3):.2f} -58 "
            f"{x + 6 + 3 * wave(t, 4, i / 3):.2f} -66 {x} -76",
            WHITE,
            4,
            0.65 + 0.15 * wave(t, 4, i / 3),
        )
        for i, x in enumerate((-9, 9))
    )
    return (
        steam
        + shade(34)
        + line("M22 -32C40 -34 40 -10 20 -12", CLAY, 7)
        + shape("M-26 -40H26L22 -8Q20 0 12 0H-12Q-20 0 -22 -8z", APRICOT)
    )


def paper(*, t: float, lines: float = 0, width: float = 104, high: float = 132) -> str:
    """Draw a sheet; ``lines`` of writing grow on it."""
    left, top = -width / 2, -high / 2
    lengths = (0.8, 0.62, 0.74, 0.5, 0.68)
    rows = "".join(
        line(
            f"M{left + 14} {top + 26 + 22 * i}h{(width - 28) * part * share:.2f}",
            SEA_DEEP if i else TEAL,
            5,
        )
        for i, part in enumerate(lengths)
        if (share := min(1, max(0, lines - i))) > 0.02
    )
    return (
        box(left + 3, top + 6, width, high, 10, "#2b1c10", 0.1)
        + box(left, top, width, high, 10, WHITE)
        + rows
    )


def pencil(*, t: float) -> str:
    """Draw a pencil whose tip is at the origin."""
    return group(
        shape("M0 0L-7 -16H7z", PEACH)
        + shape("M0 0L-2.6 -6H2.6z", INK)
        + box(-7, -70, 14, 56, 2, APRICOT)
        + box(-7, -78, 14, 12, 4, ROSE),
        turn=32,
    )


def notebook(*, t: float, done: float = 0, blocks: float = 4) -> str:
    """Draw an open page with blocks, of which the first ``done`` are filled."""
    colours = (APRICOT, SEA, APRICOT, SEA)
    rows = ""
    for i in range(4):
        there = min(1, max(0, blocks - i))
        full = min(1, max(0, done - i))
        y = -78 + 42 * i
        tone = colours[i]
        body = (
            box(-58, y, 92, 30, 10, bend(tone, 0.62, WHITE))
            + box(-58, y, 92 * full, 30, 10 if full > 0.25 else 4, tone)
            + circle(52, y + 15, 11, bend("#f0e8db", full, TEAL))
            + group(line("M-4.500 0L-1 4L5 -4", WHITE, 3), at=(52, y + 15), shown=full)
        )
        rows += group(body, shown=there, at=(0, 8 * (1 - there)))
    return (
        box(-78, -94, 162, 196, 16, "#2b1c10", 0.1)
        + box(-82, -102, 164, 196, 16, WHITE)
        + box(-82, -102, 14, 196, 7, TEAL)
        + group(rows, at=(8, 0))
    )


def books(*, t: float) -> str:
    """Draw a pile of books."""
    return (
        shade(62)
        + box(-54, -22, 108, 22, 6, TEAL)
        + box(-44, -42, 92, 20, 6, APRICOT)
        + box(-50, -60, 88, 18, 6, SLATE)
        + box(-46, -17, 92, 5, 2, WHITE, 0.75)
        + box(-38, -37, 80, 4, 2, WHITE, 0.75)
    )


def book(*, t: float, closed: float = 0) -> str:
    """Draw a book that lies open, or is closed."""
    opened = (
        shape("M0 -2C-14 -12 -44 -12 -70 -5V36C-44 28 -14 28 0 38z", TEAL)
        + shape("M0 -2C14 -12 44 -12 70 -5V36C44 28 14 28 0 38z", TEAL)
        + shape("M0 -6C-14 -16 -42 -16 -66 -9V30C-42 22 -14 22 0 32z", WHITE)
        + shape("M0 -6C14 -16 42 -16 66 -9V30C42 22 14 22 0 32z", "#f6f0e6")
        + line("M12 -1C24 -6 40 -6 54 -2M12 10C24 5 40 5 54 9", SAND_DEEP, 3)
        + line("M-12 -1C-24 -6 -40 -6 -54 -2M-12 10C-24 5 -40 5 -54 9", SAND, 3)
    )
    shut = (
        box(-36, -46, 76, 96, 8, SAND)
        + box(-38, -50, 74, 96, 8, TEAL)
        + box(-38, -50, 13, 96, 5, "#154a44")
        + box(-14, -30, 38, 20, 8, MINT)
    )
    return group(opened, shown=1 - closed) + group(
        shut, shown=closed, size=0.8 + 0.2 * closed
    )


def bag(*, t: float) -> str:
    """Draw a backpack."""
    return (
        shade(52)
        + line("M-16 -104C-16 -122 16 -122 16 -104", SEA_DEEP, 7)
        + box(-44, -106, 88, 106, 30, SEA)
        + box(-32, -48, 64, 40, 12, SEA_DEEP)
        + line("M-22 -34H22", MINT, 4, 0.8)
        + line("M-44 -74C-20 -62 20 -62 44 -74", SEA_DEEP, 5)
    )


def calendar(*, t: float, mark: float = 0) -> str:
    """Draw a sheet of days, one with a ring round it."""
    days = "".join(
        box(-46 + 24 * column, -22 + 22 * row, 15, 13, 4, SAND)
        for row in range(3)
        for column in range(4)
    )
    return (
        box(-60, -56, 124, 120, 14, "#2b1c10", 0.1)
        + box(-62, -60, 124, 120, 14, WHITE)
        + shape("M-62 -46Q-62 -60 -48 -60H48Q62 -60 62 -46V-36H-62z", CLAY)
        + days
        + group(circle(9.5, 6.5, 15, CLAY) + circle(9.5, 6.5, 11.5, WHITE), shown=mark)
        + group(box(2, 0, 15, 13, 4, APRICOT), shown=mark)
    )


def bars(*, t: float, drawn: float = 1) -> str:
    """Draw counts: five columns that grow."""
    return box(-92, -2, 184, 6, 3, SAND_DEEP) + "".join(
        box(-84 + 36 * i, -high * share, 24, high * share, 6, colour)
        for i, (high, colour) in enumerate(
            ((46, MINT), (92, SEA), (66, APRICOT), (112, TEAL), (58, PEACH))
        )
        if (share := min(1, max(0, drawn * 2 - i * 0.25))) > 0.05
    )


def lock(*, t: float, closed: float = 1) -> str:
    """Draw a padlock."""
    lift = 12 * (1 - closed)
    return (
        line(f"M-20 {-8 - lift}V{-26 - lift}A20 20 0 0 1 20 {-26 - lift}V-6", TEAL, 9)
        + box(-34, -10, 68, 56, 14, SEA)
        + circle(0, 14, 7, TEAL)
        + line("M0 16V28", TEAL, 6)
    )
