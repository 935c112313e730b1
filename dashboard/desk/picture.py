"""A path as a picture: its steps as boxes, its choices as arrows, in Graphviz's DOT.

Colours are never alone: a way in has a thick border, a link elsewhere a dashed one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.content import Content
from bot.model import BUILT_IN, ENTRIES, Choice, Step
from dashboard.desk.names import titles
from dashboard.desk.script import step_name
from dashboard.words import Words

STEP: Final = "step"
WAY_IN: Final = "way_in"
ELSEWHERE: Final = "elsewhere"

LINE_CHARACTERS = 18
LABEL_CHARACTERS = 12
# Okabe and Ito's blue and vermilion; both stand out 3:1 from white and from black.
BLUE, VERMILION = "#0072B2", "#D55E00"
CARD, ACUTE = "card", "_acute"
OPENINGS = ("open_elevated", "open_high", "open_acute")


@dataclass(frozen=True)
class Node:
    """A box.

    Attributes:
        ends: Buttons that belong to every path ("Back"): written inside the box.
    """

    id: str
    title: str
    kind: str = STEP
    ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """An arrow; a dotted one is no button, the bot goes on by itself."""

    source: str
    target: str
    label: str
    is_dotted: bool = False


@dataclass(frozen=True)
class Picture:
    """Boxes and arrows, in the order of the file."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def picture(words: Words, content: Content, steps: Mapping[str, Step]) -> Picture:
    """Return the picture of one unit, in the language of ``words``."""
    named = titles(words, steps)
    nodes = {
        step.id: Node(step.id, named[step.id], _kind(name), _ends(words, step))
        for name, step in steps.items()
    }
    edges: dict[tuple[str, str], list[str]] = {}
    for step in steps.values():
        for choice in step.choices:
            if choice.to in BUILT_IN:
                continue
            label = choice.label[words.language]
            edges.setdefault((step.id, choice.to), []).append(label)
            if choice.to not in nodes:
                nodes[choice.to] = _elsewhere(words, content, choice)
    drawn = [Edge(*pair, " / ".join(labels)) for pair, labels in edges.items()]
    return Picture(tuple(nodes.values()), (*drawn, *_after_the_card(words, steps)))


def around(whole: Picture, at: str) -> Picture:
    """Return one step, what leads to it, and where it leads."""
    edges = tuple(e for e in whole.edges if at in (e.source, e.target))
    near = {at} | {end for e in edges for end in (e.source, e.target)}
    return Picture(tuple(n for n in whole.nodes if n.id in near), edges)


def dot(shown: Picture, *, ink: str) -> str:
    """Return a picture in Graphviz's language.

    Args:
        ink: The colour of writing in the reader's theme.
    """
    head = (
        'rankdir=LR bgcolor="transparent" '
        'nodesep=0.22 ranksep=0.3 fontname="sans-serif"',
        f'node [shape=box style="rounded" fontname="sans-serif" fontsize=13 '
        f'fontcolor="{ink}" color="{ink}" margin="0.14,0.08"]',
        f'edge [fontname="sans-serif" fontsize=13 fontcolor="{ink}" color="{BLUE}" '
        f"arrowsize=0.8]",
    )
    rows = [*head, *map(_node, shown.nodes), *map(_edge, shown.edges)]
    return "digraph {\n" + "\n".join(rows) + "\n}"


def _kind(name: str) -> str:
    is_way_in = name in ENTRIES or name.startswith(("card", "open_"))
    return WAY_IN if is_way_in else STEP


def _ends(words: Words, step: Step) -> tuple[str, ...]:
    labels = (c.label[words.language] for c in step.choices if c.to in BUILT_IN)
    return tuple(dict.fromkeys(labels))


def _elsewhere(words: Words, content: Content, choice: Choice) -> Node:
    """Return the box of a step of another unit, named by that unit."""
    return Node(choice.to, step_name(words, content, choice.to, {}), ELSEWHERE)


def _after_the_card(words: Words, steps: Mapping[str, Step]) -> Iterator[Edge]:
    """Yield what no button leads to: what follows the sentence of the help card."""
    owner = next(iter(steps.values())).id.partition(".")[0] if steps else ""
    for name in OPENINGS:
        card = CARD + ACUTE if name.endswith(ACUTE) else CARD
        if name in steps and card in steps:
            level = words.of("levels", name.removeprefix("open_"))
            yield Edge(f"{owner}.{card}", f"{owner}.{name}", level, is_dotted=True)


def _node(node: Node) -> str:
    rows = textwrap.wrap(node.title, LINE_CHARACTERS)
    if node.ends:
        rows += textwrap.wrap(f"({' · '.join(node.ends)})", LINE_CHARACTERS)
    looks = {
        WAY_IN: f'penwidth=3 color="{VERMILION}"',
        ELSEWHERE: 'style="rounded,dashed"',
        STEP: "",
    }[node.kind]
    return f'{_quoted(node.id)} [label="{_lines(rows)}" {looks}]'


def _edge(edge: Edge) -> str:
    label = _lines(textwrap.wrap(edge.label, LABEL_CHARACTERS))
    looks = " style=dotted" if edge.is_dotted else ""
    ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
    return f'{ends} [label="{label}"{looks}]'


def _lines(rows: Iterable[str]) -> str:
    return "\\n".join(map(_escaped, rows))


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
