"""Ways through a path: which steps are opened, and where people go from there.

Of each path one table is protected as a whole: from a step (row) to the next step, out
of the path, to the end of the chat, or to nowhere known. All that pages show of a path
comes from that table, so that no two of them give a hidden count away together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.disclosure import BESIDE, Cell, Protected, protect, share
from bot.model import START, Step, Topic

AWAY, STOPPED, REST = "away", "stopped", "rest"
ENDS: Final = (AWAY, STOPPED, REST)
"""What is no step of the path: another topic or reply, the end of the chat, and what
was not followed (a chat that goes on, words that were typed)."""

GOODBYES: Final = frozenset({"helped", "end"})
"""Choices that say that this was enough."""

MUCH_PERCENT: Final = 40
"""A step at which so many stop is worth reading."""

Edge = tuple[str, str]


@dataclass(frozen=True)
class Path:
    """How a path was used.

    Attributes:
        topic: What is written.
        table: From each step to each place it was, or could be, left for; the totals
            of the rows say how often a step was opened.
        back: Pairs of steps that lead back to where somebody came from.
    """

    topic: Topic
    table: Protected
    back: frozenset[Edge]

    @property
    def opened(self) -> Cell:
        """How often the path was begun."""
        return self.table.rows[f"{self.topic.id}.{START}"]

    def end(self, step: str, where: str) -> Cell:
        """Return how many left a step for one of ``ENDS``."""
        return self.table.cells[step, where]

    def ways(self, step: str) -> list[tuple[str, Cell]]:
        """Return the ways from a step to others of the path, the most used first."""
        row = self.table.row(step)
        steps = [(to, cell) for to, cell in row.items() if to not in ENDS]
        return sorted(steps, key=lambda way: (-(way[1].n or 0), way[0]))

    def turned_back(self, step: str) -> Cell:
        """Return how many went back from a step; hidden where a part of it is."""
        cells = [cell for to, cell in self.ways(step) if (step, to) in self.back]
        if any(cell.is_hidden for cell in cells):
            return BESIDE
        return Cell(sum(cell.n or 0 for cell in cells))

    def stop_share(self, step: str) -> int | None:
        """Return the share that stopped at a step, in per cents, where allowed."""
        return share(self.end(step, STOPPED), self.table.rows[step])

    def left_at(self) -> list[tuple[str, int]]:
        """Return the steps at which many stop, the worst first.

        A step that says goodbye is no such step: there it is the aim.
        """
        found = []
        for name, step in self.topic.steps.items():
            id = f"{self.topic.id}.{name}"
            part = self.stop_share(id)
            if part is not None and part >= MUCH_PERCENT and not says_goodbye(step):
                found.append((id, part))
        return sorted(found, key=lambda one: (-one[1], one[0]))


@dataclass(frozen=True)
class Counted:
    """Counts of all paths in a window, as the store has them."""

    steps: Mapping[str, int]
    edges: Mapping[Edge, int]
    stops: Mapping[str, int]

    def by_topic(self) -> dict[str, Counted]:
        """Return the same by the topic of the step people came from."""
        steps: dict[str, dict[str, int]] = defaultdict(dict)
        edges: dict[str, dict[Edge, int]] = defaultdict(dict)
        stops: dict[str, dict[str, int]] = defaultdict(dict)
        for step, n in self.steps.items():
            steps[topic_of(step)][step] = n
        for edge, n in self.edges.items():
            edges[topic_of(edge[0])][edge] = n
        for step, n in self.stops.items():
            stops[topic_of(step)][step] = n
        return {id: Counted(steps[id], edges[id], stops[id]) for id in steps}


def path(topic: Topic, counted: Counted, *, floor: int) -> Path:
    """Protect what is counted of one path.

    Args:
        counted: Of this topic alone.
        floor: The least count that may be shown.
    """
    written = set(_edges(topic))
    seen = {edge for edge in counted.edges if topic_of(edge[1]) == topic.id}
    steps = [f"{topic.id}.{name}" for name in topic.steps]
    # A step that was taken out of the path since keeps its counts to itself.
    inside = {edge for edge in written | seen if set(edge) <= set(steps)}
    counts: dict[Edge, int] = {edge: counted.edges.get(edge, 0) for edge in inside}
    for step in steps:
        counts |= _ends(step, counted, [edge for edge in inside if edge[0] == step])
    safe = protect(counts, floor=lambda *_: floor, totals=("rows",))
    back = frozenset(
        (a, b) for a, b in inside if (b, a) in written and (a, b) not in written
    )
    return Path(topic, safe, back)


def topic_of(step: str) -> str:
    """Return the topic of a full step id, "" for none."""
    return step.partition(".")[0]


def says_goodbye(step: Step) -> bool:
    """Tell whether the step offers to end here."""
    return any(choice.to in GOODBYES for choice in step.choices)


def _edges(topic: Topic) -> Iterator[Edge]:
    for name, step in topic.steps.items():
        for choice in step.choices:
            if topic_of(choice.to) == topic.id:
                yield f"{topic.id}.{name}", choice.to


def _ends(step: str, counted: Counted, inside: list[Edge]) -> dict[Edge, int]:
    away = sum(
        n for edge, n in counted.edges.items() if edge[0] == step and edge not in inside
    )
    stopped = counted.stops.get(step, 0)
    known = away + stopped + sum(counted.edges.get(edge, 0) for edge in inside)
    rest = max(0, counted.steps.get(step, 0) - known)
    return {(step, AWAY): away, (step, STOPPED): stopped, (step, REST): rest}
