"""Keep counts from showing one person: for the dashboard and for export-stats.

Small counts are hidden, then others beside them until no hidden count can be worked out
from what is shown; what is shown is rounded. All here is pure (STA-1 to STA-3).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from pathlib import Path

import yaml

RULES_FILE = Path(__file__).resolve().parents[1] / "data" / "disclosure.yml"

Key = str
Place = tuple[Key, Key]
"""A row and a column."""

Range = tuple[float, float]
"""The least and the most a count can be, for a reader who knows the rules."""

UNKNOWN: Range = (0, inf)


@dataclass(frozen=True)
class Rules:
    """The figures and lists of ``data/disclosure.yml``."""

    floor: int
    sensitive_floor: int
    round_to: int
    share_of_at_least: int
    month_sessions: int
    levels: frozenset[str]
    tables: frozenset[str]
    topics: frozenset[str]
    what: frozenset[str]

    def floor_of(
        self,
        *,
        table: str = "",
        level: str = "",
        topic: str = "",
        what: str = "",
        also_sensitive: Collection[str] = (),
    ) -> int:
        """Return the least count that may be shown.

        Args:
            what: What is counted, in a table of several things.
            also_sensitive: Ids of topics that are marked in their own file.
        """
        is_sensitive = (
            table in self.tables
            or level in self.levels
            or topic in self.topics
            or what in self.what
            or topic in also_sensitive
        )
        return self.sensitive_floor if is_sensitive else self.floor

    def rounded(self, n: int) -> int:
        """Return ``n`` to the nearest multiple; never 0 for what is not 0."""
        return (n + self.round_to // 2) // self.round_to * self.round_to

    def range_of(self, shown: int, floor: int) -> Range:
        """Return what a shown, rounded count can really be."""
        if shown == 0:
            return (0, 0)
        slack = self.round_to // 2
        return (max(floor, shown - slack), shown + slack)


@cache
def rules(path: Path = RULES_FILE) -> Rules:
    """Load the rules."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    lists = {key: frozenset(ids) for key, ids in data.pop("sensitive").items()}
    return Rules(**{**data, **lists})


@dataclass(frozen=True)
class Cell:
    """A count as it may be shown.

    Attributes:
        n: The rounded count; None when it is hidden.
        below: The hidden count is smaller than this. None when it is hidden only so
            that another one cannot be worked out.
    """

    n: int | None
    below: int | None = None

    @property
    def is_hidden(self) -> bool:
        """Tell whether the count is hidden."""
        return self.n is None


BESIDE = Cell(None)
"""Hidden for the sake of another count."""


@dataclass(frozen=True)
class Protected:
    """A table as it may be shown; totals are rounded on their own."""

    cells: Mapping[Place, Cell]
    rows: Mapping[Key, Cell]
    columns: Mapping[Key, Cell]
    total: Cell

    def row(self, key: Key) -> dict[Key, Cell]:
        """Return one row by column."""
        return {column: c for (row, column), c in self.cells.items() if row == key}


def protect(
    counts: Mapping[Place, int],
    *,
    floor: Callable[[Key, Key], int],
    totals: Collection[str] = ("rows", "columns"),
    fixed: Collection[str] = (),
    by: Rules | None = None,
) -> Protected:
    """Hide and round the counts of a table.

    Zeros are hidden too in a row whose total is under its floor.

    Args:
        counts: By row and column; a place left out does not exist (it is no 0).
        floor: The least count that may be shown at a row and column; asked for
            ("", "") where there are no counts at all.
        totals: Which totals are shown: "rows", "columns"; "all" for the total of all
            alone, which is shown with either too. The others come back hidden.
        fixed: Which totals another table shows as well: "rows", "columns". They are
            treated as if a reader knew them exactly, which can only hide more.
    """
    table = _Table(counts, floor, frozenset(totals), frozenset(fixed), by or rules())
    table.hide_small()
    if not table.hide_all_of_few():
        table.hide_beside()
        table.mend()
    return table.result()


def share(part: Cell, whole: Cell, *, by: Rules | None = None) -> int | None:
    """Return a share in whole per cents, or None when it may not be shown."""
    least = (by or rules()).share_of_at_least
    if part.n is None or whole.n is None or whole.n < least:
        return None
    return min(100, round(100 * part.n / whole.n))


def merged_months(sessions: Mapping[str, int], *, by: Rules | None = None) -> set[str]:
    """Return the quarters ("2026-Q4") to publish whole, as a month in them is thin.

    Args:
        sessions: Sessions by month ("2026-11"), each month of the period.
    """
    least = (by or rules()).month_sessions
    return {quarter_of(month) for month, n in sessions.items() if n < least}


def quarter_of(month: str) -> str:
    """Return the quarter of a month: "2026-11" is in "2026-Q4"."""
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


# --- the check over several tables ----------------------------------------------


@dataclass(frozen=True)
class Sum:
    """One published figure: the counts it adds up, and what it can really be."""

    parts: tuple[object, ...]
    range: Range


def bounds(sums: Iterable[Sum], *, rounds: int = 200) -> dict[object, Range]:
    """Return the least and the most each count can be, given all published sums.

    Works over any number of tables: name the same count by the same part. Ranges are
    narrowed sum by sum until nothing changes, so a range may be wider than the truth
    (for one two-way table ``protect`` itself is exact).
    """
    known = list(sums)
    ranges: dict[object, Range] = defaultdict(lambda: UNKNOWN)
    for _ in range(rounds):
        before = dict(ranges)
        for one in known:
            _narrow(one, ranges)
        if dict(ranges) == before:
            break
    return dict(ranges)


def _narrow(one: Sum, ranges: dict[object, Range]) -> None:
    least = sum(ranges[part][0] for part in one.parts)
    most = sum(ranges[part][1] for part in one.parts)
    for part in one.parts:
        low, high = ranges[part]
        others_most = most - high if most < inf else _sum_but(part, one.parts, ranges)
        new = (
            max(low, one.range[0] - others_most),
            min(high, one.range[1] - (least - low)),
        )
        ranges[part] = new
        least += new[0] - low
        most = most - high + new[1] if most < inf else inf


def _sum_but(
    part: object, parts: Sequence[object], ranges: Mapping[object, Range]
) -> float:
    return sum(ranges[other][1] for other in parts if other != part)


# --- one two-way table ------------------------------------------------------------

_HUB, _SUM = ("hub",), ("sum",)
_FEW = 3
"""A table of fewer counts than this many floors is not broken down two ways."""

_Node = tuple[str, ...]
_Edge = tuple[_Node, _Node]
_Way = tuple[_Node, _Edge]
"""The next node, and the edge that leads to it."""


@dataclass
class _Table:
    counts: Mapping[Place, int]
    floor: Callable[[Key, Key], int]
    totals: frozenset[str]
    fixed: frozenset[str]
    by: Rules
    places: dict[_Edge, Place] = field(default_factory=dict)
    truth: dict[_Edge, int] = field(default_factory=dict)
    floors: dict[_Edge, int] = field(default_factory=dict)
    hidden: dict[_Edge, Cell] = field(default_factory=dict)
    open_rows: set[_Node] = field(default_factory=set)

    def __post_init__(self) -> None:
        truth: dict[_Edge, int] = defaultdict(int)
        floors: dict[_Edge, int] = defaultdict(lambda: self.by.floor)
        for (row, column), n in self.counts.items():
            cell = (("row", row), ("column", column))
            self.places[cell] = (row, column)
            least = self.floor(row, column)
            for edge in (cell, *_margins(cell)):
                truth[edge] += n
                floors[edge] = max(floors[edge], least)
        truth.setdefault((_SUM, _HUB), 0)
        self.truth, self.floors = dict(truth), dict(floors)
        if not self.counts:
            self.floors[_SUM, _HUB] = self.floor("", "")

    def hide_small(self) -> None:
        """Hide counts under the floor, zeros of thin rows, totals not shown."""
        for edge, n in self.truth.items():
            least = self.floors[edge]
            if 0 < n < least:
                self.hidden[edge] = Cell(None, least)
            if not self._is_published(edge):
                self.hidden[edge] = BESIDE
        for edge in self.places:
            row_total = (_HUB, edge[0])
            if self.truth[row_total] < self.floors[row_total]:
                self.open_rows.add(edge[0])
                if not self.truth[edge]:
                    self.hidden[edge] = Cell(None, self.floors[edge])
        self._hide_zero_totals()

    def _hide_zero_totals(self) -> None:
        """Let a total of 0 read like a small one where its zeros are hidden."""
        thin = {edge[1] for edge in self.places if edge in self.hidden}
        for edge, n in self.truth.items():
            is_thin = edge[0] == _HUB or edge == (_SUM, _HUB) or edge[0] in thin
            if not n and is_thin and edge not in self.places | self.hidden:
                self.hidden[edge] = Cell(None, self.floors[edge])

    def hide_all_of_few(self) -> bool:
        """Break nothing down both ways when there is little: which cells are hidden
        would then tell who knows these rules what they are.
        """
        rows = {edge[0] for edge in self.places}
        columns = {edge[1] for edge in self.places}
        is_two_way = len(rows) > 1 and len(columns) > 1
        total = (_SUM, _HUB)
        if not is_two_way or self.truth[total] >= _FEW * self.floors[total]:
            return False
        self.open_rows |= rows
        self.hidden |= dict.fromkeys(self.truth.keys() - {total}, BESIDE)
        return True

    def hide_beside(self) -> None:
        """Hide a second count in a group where only one is hidden."""
        changed = True
        while changed:
            groups = (*self._groups("row"), *self._groups("column"))
            changed = sum(self._hide_second(*group) for group in groups) > 0
        for total, group in groups:
            # Two counts under 5 with a total of 8 would be 4 and 4.
            if len(group) > 1 and all(edge in self.hidden for edge in group):
                self._hide_edge(total)

    def mend(self) -> None:
        """Hide more until each hidden count can be another one as well."""
        while solved := self._solved():
            # Each step hides something more, so this ends.
            if not sum(self._loosen(edge) for edge in solved):
                break
            self.hide_beside()

    def result(self) -> Protected:
        def shown(edge: _Edge) -> Cell:
            return self.hidden.get(edge) or Cell(self.by.rounded(self.truth[edge]))

        rows = {e[1][1]: shown(e) for e in self.truth if e[0] == _HUB}
        columns = {e[0][1]: shown(e) for e in self.truth if e[1] == _SUM}
        cells = {place: shown(edge) for edge, place in self.places.items()}
        return Protected(cells, rows, columns, shown((_SUM, _HUB)))

    def _is_published(self, edge: _Edge) -> bool:
        if edge == (_SUM, _HUB):
            return bool(self.totals)
        if edge in self.places:
            return True
        return ("rows" if edge[0] == _HUB else "columns") in self.totals

    def _is_fixed(self, edge: _Edge) -> bool:
        if edge in self.places or edge == (_SUM, _HUB):
            return False
        return ("rows" if edge[0] == _HUB else "columns") in self.fixed

    def _groups(self, kind: str) -> list[tuple[_Edge, list[_Edge]]]:
        groups: dict[_Edge, list[_Edge]] = defaultdict(list)
        for edge in self.places:
            row_total, column_total, _ = _margins(edge)
            groups[row_total if kind == "row" else column_total].append(edge)
        return list(groups.items())

    def _hide_second(self, total: _Edge, group: list[_Edge]) -> bool:
        n_hidden = sum(edge in self.hidden for edge in group)
        is_open = total in self.hidden and not self._is_fixed(total)
        if n_hidden != 1 or is_open:
            return False
        return self._hide_next(group) or self._hide_edge(total)

    def _hide_next(self, group: Iterable[_Edge]) -> bool:
        shown = [e for e in group if e not in self.hidden and self.truth[e]]
        if not shown:
            return False
        return self._hide_edge(min(shown, key=lambda e: (self.truth[e], e)))

    def _hide_edge(self, edge: _Edge) -> bool:
        if edge in self.hidden or self._is_fixed(edge):
            return False
        self.hidden[edge] = BESIDE
        return True

    def _loosen(self, edge: _Edge) -> bool:
        return (
            self._loosen_cell(edge) if edge in self.places else self._loosen_total(edge)
        )

    def _loosen_total(self, total: _Edge) -> bool:
        place = 0 if total[0] == _HUB else 1
        beside = [
            e for e in self.truth if e not in self.places and e[place] == total[place]
        ]
        return self._hide_next(beside) or self._hide_edge((_SUM, _HUB))

    def _loosen_cell(self, edge: _Edge) -> bool:
        row_total, column_total, total = _margins(edge)
        row = [e for e in self.places if e[0] == edge[0]]
        column = [e for e in self.places if e[1] == edge[1]]
        return (
            self._hide_next(row)
            or self._hide_next(column)
            or self._hide_edge(row_total)
            or self._hide_edge(column_total)
            or self._hide_edge(total)
            or self._blank(row)
        )

    def _blank(self, row: list[_Edge]) -> bool:
        """Say nothing at all about a row, not even which counts are small."""
        if all(self.hidden.get(edge) == BESIDE for edge in row):
            return False
        self.open_rows.add(row[0][0])
        self.hidden |= dict.fromkeys(row, BESIDE)
        return True

    def _range(self, edge: _Edge) -> Range:
        n = self.truth[edge]
        if self._is_fixed(edge):
            return (n, n)
        cell = self.hidden.get(edge)
        if cell is None:
            return self.by.range_of(self.by.rounded(n), self.floors[edge])
        if cell.below is None:
            is_open = edge not in self.places or edge[0] in self.open_rows
            return UNKNOWN if is_open else (self.floors[edge], inf)
        # Where zeros are shown, a hidden count is at least 1.
        has_zeros = edge in self.places and edge[0] not in self.open_rows
        return (1 if has_zeros else 0, cell.below - 1)

    def _solved(self) -> list[_Edge]:
        """Return what is hidden, but for which all that is shown leaves one count.

        Totals too: one of 4 is told by the other totals and the total of all.

        The table is a flow from the hub over rows and columns back to it. A cell can be
        another number exactly when there is a way round for one more, or one less.
        """
        ways = self._ways()
        hidden = [edge for edge in self.hidden if self._is_published(edge)]
        return [edge for edge in hidden if self._is_pinned(edge, ways)]

    def _is_pinned(self, edge: _Edge, ways: Mapping[_Node, Sequence[_Way]]) -> bool:
        low, high = self._range(edge)
        n = self.truth[edge]
        more = n < high and _has_way(ways, edge[1], edge[0], but=edge)
        less = n > low and _has_way(ways, edge[0], edge[1], but=edge)
        return not more and not less

    def _ways(self) -> dict[_Node, list[_Way]]:
        """Return where one more, or one less, of a count may go on from each node."""
        ways: dict[_Node, list[_Way]] = defaultdict(list)
        for edge, n in self.truth.items():
            low, high = self._range(edge)
            if n < high:
                ways[edge[0]].append((edge[1], edge))
            if n > low:
                ways[edge[1]].append((edge[0], edge))
        return ways


def _has_way(
    ways: Mapping[_Node, Sequence[_Way]], start: _Node, end: _Node, *, but: _Edge
) -> bool:
    seen, queue = {start}, deque([start])
    while queue:
        for other, edge in ways.get(queue.popleft(), ()):
            if edge == but or other in seen:
                continue
            if other == end:
                return True
            seen.add(other)
            queue.append(other)
    return False


def _margins(cell: _Edge) -> tuple[_Edge, _Edge, _Edge]:
    """Return the edges of a cell's row total, column total and total of all."""
    row, column = cell
    return (_HUB, row), (column, _SUM), (_SUM, _HUB)
