"""The shape of a file: two doors in the first step, somewhere to go, few buttons."""

from __future__ import annotations

from collections.abc import Iterator

from bot.lint.findings import INFO, WARNING, Finding
from bot.lint.limits import TABLE
from bot.lint.texts import kind, steps
from bot.marks import Document

BUTTONS_EASY = TABLE["fi", "easy"].buttons
DOORS = ("listen", "ideas")
STEPS_MIN = 5


def check_shape(document: Document) -> Iterator[Finding]:
    """Check that a topic offers listening and ideas, and has steps to walk (PL-T2)."""
    if kind(document) == "topic" and isinstance(document.get("steps"), dict):
        yield from _topic(document)


def check_buttons(document: Document) -> Iterator[Finding]:
    """Tell how many steps have more buttons than easy mode shows."""
    if kind(document) == "flow":
        return
    many = [
        name
        for keys, name in steps(document)
        if len(document.get(*keys, "choices") or ()) > BUTTONS_EASY
    ]
    if many:
        text = (
            f"{len(many)} steps have more than {BUTTONS_EASY} buttons, the limit of "
            f"easy mode: {', '.join(many[:3])} …"
        )
        name = document.path.stem
        yield Finding(document.name, 1, name, INFO, "answer buttons", text)


def _topic(document: Document) -> Iterator[Finding]:
    name = document.path.stem
    rows = document.get("steps", "start", "choices") or []
    targets = [row.get("to") for row in rows if isinstance(row, dict)]
    line = document.line("steps", "start")
    for door in DOORS:
        if door not in targets:
            text = f"no choice leads to {door!r}: the first step offers both doors"
            yield Finding(document.name, line, f"{name}.start", WARNING, "PL-T2", text)
    n_steps = len(document.get("steps"))
    if n_steps < STEPS_MIN:
        text = f"{n_steps} steps (at least {STEPS_MIN}): write more"
        yield Finding(document.name, line, name, WARNING, "steps", text)
