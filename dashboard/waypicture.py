"""The ways through a path as a picture, in Graphviz's DOT; drawn by the browser."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping
from typing import Final

from bot.disclosure import Cell
from bot.model import START
from dashboard.ways import MUCH_PERCENT, STOPPED, Edge, Path, says_goodbye
from dashboard.words import Words

LINE_CHARACTERS: Final = 24
THIN_PT, THICK_PT = 1.0, 6.0
# Of Okabe and Ito's colours; both stand out 3:1 from white and from black.
BLUE, VERMILION = "#0072B2", "#D55E00"
DASHED: Final = "dashed"


def dot(words: Words, path: Path, titles: Mapping[str, str], *, ink: str) -> str:
    """Return the picture: thicker arrows are walked more, dashed ones lead back.

    Only ways whose count is shown are in it.

    Args:
        titles: What each step is called, by its full id.
        ink: The colour of writing in the reader's theme.
    """
    walked = ways(path)
    most = max(walked.values(), default=1)
    ends = {step for edge in walked for step in edge}
    steps = [step for step in titles if step in ends | {f"{path.topic.id}.{START}"}]
    lines = [
        'rankdir=TB bgcolor="transparent" nodesep=0.25 ranksep=0.4',
        'node [shape=box style=rounded fontname="sans-serif" fontsize=13 '
        f'fontcolor="{ink}" color="{BLUE}" margin="0.14,0.08"]',
        f'edge [fontname="sans-serif" fontsize=13 fontcolor="{ink}" color="{BLUE}"]',
        *(_node(words, path, step, titles[step]) for step in steps),
        *(_edge(words, path, edge, n, most) for edge, n in walked.items()),
    ]
    return "digraph {\n" + "\n".join(lines) + "\n}"


def ways(path: Path) -> dict[Edge, int]:
    """Return the ways that may be drawn, with their counts."""
    return {
        edge: cell.n
        for edge, cell in path.table.cells.items()
        if edge[1] in path.table.rows and cell.n
    }


def _node(words: Words, path: Path, step: str, title: str) -> str:
    name = "<BR/>".join(html.escape(t) for t in textwrap.wrap(title, LINE_CHARACTERS))
    told = [words("paths.n_opened", n=words.cell(path.table.rows[step]))]
    stopped = path.end(step, STOPPED)
    if stopped.n:
        told.append(words("paths.n_stopped", n=words.cell(stopped)))
    small = "<BR/>".join(map(html.escape, told))
    label = f'<B>{name}</B><BR/><FONT POINT-SIZE="11">{small}</FONT>'
    looks = f' color="{VERMILION}" penwidth=3' if _is_left(path, step) else ""
    return f'"{step}" [label=<{label}>{looks}]'


def _is_left(path: Path, step: str) -> bool:
    part = path.stop_share(step)
    written = path.topic.steps[step.partition(".")[2]]
    return part is not None and part >= MUCH_PERCENT and not says_goodbye(written)


def _edge(words: Words, path: Path, edge: Edge, n: int, most: int) -> str:
    width = THIN_PT + (THICK_PT - THIN_PT) * n / most
    back = f" style={DASHED}" if edge in path.back else ""
    label = words.cell(Cell(n))
    return f'"{edge[0]}" -> "{edge[1]}" [label=" {label}" penwidth={width:.1f}{back}]'
