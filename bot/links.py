"""Follow the choices: every target exists, every step is reached and leads on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.model import BUILT_IN, Choice, Step

Report = Callable[[str, str, object, str], None]
"""Called with the step's name, an id, the value found and the remedy."""


@dataclass(frozen=True)
class Owner:
    """A file with steps: a topic, a crisis flow, or the replies.

    ``entries`` are the steps one may come to from outside.
    """

    id: str
    steps: Mapping[str, Step]
    entries: Collection[str]


def check(owner: Owner, known: Collection[str], report: Report) -> None:
    """Check the links of one file.

    Args:
        known: Full ids of the steps of other files that this one may lead to.
    """
    own = {step.id for step in owner.steps.values()}
    for name, step in owner.steps.items():
        for target in unknown_targets(step, own | set(known)):
            remedy = "leads nowhere: write a step that exists, or a built-in target"
            report(name, step.id, target, remedy)
    reached = reachable(owner)
    for name, step in owner.steps.items():
        if name not in reached:
            remedy = "no choice leads here: link to it, or take it out"
            report(name, step.id, None, remedy)
    for name in dead_ends(owner):
        remedy = "every way from here comes back here: add a choice that leads on"
        report(name, owner.steps[name].id, None, remedy)


def unknown_targets(step: Step, known: Collection[str]) -> Iterator[str]:
    """Yield the targets of a step that do not exist."""
    for choice in step.choices:
        if choice.to not in BUILT_IN and choice.to not in known:
            yield choice.to


def reachable(owner: Owner) -> set[str]:
    """Return the names of the steps that one can come to."""
    reached: set[str] = set()
    waiting = [name for name in owner.entries if name in owner.steps]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [n for n in _next(owner, name) if n in owner.steps]
    return reached


def dead_ends(owner: Owner) -> Iterator[str]:
    """Yield the names of steps with choices from which no way leads out."""
    out = {
        name
        for name, step in owner.steps.items()
        if not step.choices or any(_leads_out(owner, c) for c in step.choices)
    }
    grown = True
    while grown:
        more = {n for n in owner.steps if n not in out and out & set(_next(owner, n))}
        out |= more
        grown = bool(more)
    yield from (name for name in owner.steps if name not in out)


def _next(owner: Owner, name: str) -> Iterator[str]:
    for choice in owner.steps[name].choices:
        file, _, step = choice.to.partition(".")
        if file == owner.id and step:
            yield step


def _leads_out(owner: Owner, choice: Choice) -> bool:
    return choice.to in BUILT_IN or not choice.to.startswith(f"{owner.id}.")
