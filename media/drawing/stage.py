"""The stage: which parts there are, and how a moment of a script looks."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from media.drawing import figures, ink, room, signs, things
from media.motion import at, timeline
from media.script import Script

# Like a phone held upright; drawn at twice that and more.
WIDTH, HEIGHT = 360, 480
VIDEO = (720, 960)
POSTER = (480, 640)

KINDS: dict[str, Callable[..., str]] = {
    draw.__name__: draw
    for draw in (
        *(room.sky, room.disc, room.sun, room.hill, room.window, room.lamp),
        *(room.plant, room.table, room.chair, room.bed, room.blanket, room.door),
        *(things.phone, things.clock, things.cup, things.paper, things.pencil),
        *(things.notebook, things.books, things.book, things.bag, things.calendar),
        *(things.bars, things.lock),
        *(signs.bubble, signs.love, signs.tangle, signs.way, signs.drops),
        *(figures.mascot, figures.person),
    )
}
PLACE = {"at": (180, 240), "size": 1.0, "turn": 0.0, "layer": 0, "shown": 1.0}


def kind(name: str) -> str:
    """Return what a part called ``name`` is: ``person.friend`` is a person."""
    return name.partition(".")[0]


def defaults(name: str) -> dict[str, Any]:
    """Return every parameter of a part with its value when the script is silent."""
    own = inspect.signature(KINDS[kind(name)]).parameters
    behind = {"layer": -9} if kind(name) == "sky" else {}
    values = {key: one.default for key, one in own.items() if key != "t"}
    return {**PLACE, **behind, **values}


def draw(name: str, values: dict[str, Any], t: float) -> str:
    """Draw one part where it stands at this moment."""
    own = {key: value for key, value in values.items() if key not in PLACE}
    body = KINDS[kind(name)](t=t, **own)
    if kind(name) == "sky":
        return body
    place = {key: values[key] for key in ("at", "size", "turn", "shown")}
    return ink.group(body, **place)


def pictures(script: Script) -> Callable[[float], str]:
    """Return what draws the picture of a moment, given in seconds."""
    parts = timeline(script, defaults)

    def picture(seconds: float) -> str:
        now = ((name, at(keys, seconds)) for name, keys in parts.items())
        there = [(name, values) for name, values in now if values]
        there.sort(key=lambda item: item[1]["layer"])
        body = "".join(draw(name, values, seconds) for name, values in there)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
            f"{ink.DEFS}{body}</svg>"
        )

    return picture
