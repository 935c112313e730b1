"""Somebody with all published tables, a solver, and the rules of what is hidden.

Every published figure is a sum of unknown counts that lies in a range. A hidden figure
is given away when all counts that agree with every range give it the same value.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bot.content import Content
from bot.disclosure import quarter_of, rules
from bot.report.tables import ALL
from bot.report.values import GROUPS, floor_of

Unknown = tuple[str, ...]
"""A count: its store table, its quarter, its two keys, the table it is told in."""
Row = Mapping[str, str]

MONTHLY = {
    "chats_by_month": ("sessions", "language"),
    "messages_by_month": ("turns", "language"),
    "levels_by_month": ("levels", "level"),
    "domains": ("domains", "category"),
    "false_alarms": ("false_alarms", "category"),
    "failures": ("failures", "part"),
}
TWO_WAY = {
    "chats_by_hour": ("sessions", "weekday", "hour"),
    "topics": ("topics", "topic", "language"),
    "helplines": ("services", "service", "outcome"),
    "understanding": ("understanding", "language", "outcome"),
    "feedback": ("feedback", "topic", "thumb"),
    "searches_by_language": ("searches", "language", "outcome"),
    "searches_by_topic": ("searches", "topic", "outcome"),
    "feeling": ("feeling", "language", "feeling"),
    "nps": ("nps", "language", "score"),
    "endings": ("endings", "language", "outcome"),
    "requests": ("requests", "what", "language"),
    "modes": ("modes", "language", "mode"),
    "speed": ("speed", "what", "bucket"),
}
WHOLE = ("domains", "false_alarms", "failures")
"""Told by the quarter, not by its months."""
BOX = 3
"""How far from the truth other counts are looked for: farther only finds more."""
BESIDE = 0.02
"""How hard the others are pushed beside the one that is tried."""


@dataclass(frozen=True)
class Figure:
    """A published figure: the counts it adds up and what it can really be."""

    name: str
    parts: tuple[Unknown, ...]
    low: float
    high: float
    is_hidden: bool
    minus: frozenset[Unknown] = frozenset()

    @property
    def signs(self) -> list[int]:
        """1 for each part that is added, -1 for one that is taken away."""
        return [-1 if part in self.minus else 1 for part in self.parts]


@dataclass(frozen=True)
class Floors:
    """What a reader of the README knows: which figures have the higher floor."""

    content: Content

    def of(self, table: str, column: str, value: str, values: Iterable[str]) -> int:
        """Return the floor of a row; of a sum the highest of its rows."""
        if value == ALL:
            return max(self.of(table, column, one, ()) for one in values)
        return floor_of(table, column, value, self.content)


def figures(tables: Mapping[str, Sequence[Row]], floors: Floors) -> list[Figure]:
    """Return every figure of a release."""
    found: list[Figure] = []
    for name, rows in tables.items():
        quarters: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            quarters[row["quarter"]].append(row)
        for quarter, own in quarters.items():
            figures_of = _monthly if name in MONTHLY else _two_way
            found += figures_of(name, quarter, own, floors)
    return [one for one in found if one.parts]


def links(parts: Iterable[Unknown]) -> list[Figure]:
    """Return what must be equal, as differences: sums that two tables share."""
    by_key: dict[tuple[str, ...], dict[str, set[Unknown]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for part in parts:
        for key, side in _shared(part):
            by_key[key][side].add(part)
    return [
        Figure(
            " ".join(key),
            (*sides["+"], *sides["-"]),
            0,
            0,
            is_hidden=False,
            minus=frozenset(sides["-"]),
        )
        for key, sides in by_key.items()
        if len(sides) == 2
    ]


def _shared(part: Unknown) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the sums that a count is in, and on which side."""
    table, quarter, one, two, kind = part
    side = "+" if kind in MONTHLY else "-"
    if table == "sessions":
        yield ("chats", quarter), side
    if table in ("turns", "levels"):
        yield ("messages", quarter, two), "+" if table == "turns" else "-"
    if table == "searches":
        yield ("searches", quarter, two), "+" if kind == "searches_by_topic" else "-"


def _monthly(
    name: str, quarter: str, rows: Sequence[Row], floors: Floors
) -> Iterator[Figure]:
    table, column = MONTHLY[name]
    return _figures(name, quarter, rows, floors, (table, column, "period"))


def _two_way(
    name: str, quarter: str, rows: Sequence[Row], floors: Floors
) -> Iterator[Figure]:
    return _figures(name, quarter, rows, floors, TWO_WAY[name])


def _figures(
    name: str,
    quarter: str,
    rows: Sequence[Row],
    floors: Floors,
    columns: tuple[str, str, str],
) -> Iterator[Figure]:
    table, one, two = columns
    kinds = [key for key in dict.fromkeys(row[one] for row in rows) if key != ALL]
    others = [key for key in dict.fromkeys(row[two] for row in rows) if key != ALL]
    known = _Known(rows, one, two, floors, table)
    for row in rows:
        down = kinds if row[one] == ALL else [row[one]]
        across = others if row[two] == ALL else [row[two]]
        parts = tuple((table, quarter, a, b, name) for a in down for b in across)
        yield known.figure(f"{name} {quarter} {row[one]} {row[two]}", row, parts)


class _Known:
    """What the words of a table say about the counts behind them."""

    def __init__(
        self, rows: Sequence[Row], row: str, column: str, floors: Floors, table: str
    ) -> None:
        self.row, self.column, self.floors, self.table = row, column, floors, table
        self.values = [one for one in dict.fromkeys(r[row] for r in rows) if one != ALL]
        self.cells: dict[str, list[str]] = defaultdict(list)
        self.sums: dict[str, str] = {}
        for r in rows:
            if r[column] == ALL:
                self.sums[r[row]] = r["count"]
            else:
                self.cells[r[row]].append(r["count"])

    def figure(self, name: str, row: Row, parts: tuple[Unknown, ...]) -> Figure:
        words = row["count"]
        is_hidden = not words.isdigit()
        return Figure(name, parts, *self._range(row, words), is_hidden)

    def _range(self, row: Row, words: str) -> tuple[float, float]:
        key = row[self.row]
        floor = self.floors.of(self.table, self.row, key, self.values or [""])
        if words.isdigit():
            return rules().range_of(int(words), floor)
        is_sum = ALL in (key, row[self.column])
        if words.startswith("fewer than "):
            zeros = is_sum or self._hides_zeros(key)
            return (0 if zeros else 1, int(words.split()[-1]) - 1)
        is_blank = is_sum or set(self.cells[key]) == {"not shown"}
        return (0 if is_blank else floor, math.inf)

    def _hides_zeros(self, key: str) -> bool:
        """Tell whether a row may be too thin for its zeros to be shown."""
        if any(words.isdigit() for words in self.cells[key]):
            return False
        return not self.sums.get(key, "fewer").isdigit()


# --- solving --------------------------------------------------------------------------


def given_away(
    found: Sequence[Figure], equal: Sequence[Figure], truth: Mapping[Unknown, int]
) -> list[str]:
    """Return the hidden figures that no other counts give another value."""
    return [
        name
        for part in _apart([*found, *equal])
        for name in _System(part, truth).given_away()
    ]


def disagreeing(found: Iterable[Figure], truth: Mapping[Unknown, int]) -> list[str]:
    """Return the figures that the truth does not fit: none, or this file errs."""
    return [one.name for one in found if not one.low <= _sum(one, truth) <= one.high]


def _sum(one: Figure, truth: Mapping[Unknown, int]) -> int:
    signed = zip(one.parts, one.signs, strict=True)
    return sum(sign * truth.get(part, 0) for part, sign in signed)


def _apart(found: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Part the figures where nothing links them: smaller systems solve faster."""
    place = {part: n for n, part in enumerate({p for one in found for p in one.parts})}
    rows = [place[one.parts[0]] for one in found for _ in one.parts]
    columns = [place[part] for one in found for part in one.parts]
    links_of = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(place),) * 2)
    _, group = connected_components(links_of, directed=False)
    parts: dict[int, list[Figure]] = defaultdict(list)
    for one in found:
        parts[group[place[one.parts[0]]]].append(one)
    yield from parts.values()


class _System:
    """What is known together, around the true counts."""

    def __init__(self, found: Sequence[Figure], truth: Mapping[Unknown, int]) -> None:
        parts = dict.fromkeys(part for one in found for part in one.parts)
        place = {part: n for n, part in enumerate(parts)}
        self.x = np.array([truth.get(part, 0) for part in parts], dtype=float)
        self.hidden = [one for one in found if one.is_hidden]
        self.all = _matrix(found, place)
        self.low = np.array([one.low for one in found])
        self.high = np.array([one.high for one in found])
        self.of_hidden = _matrix(self.hidden, place)

    def given_away(self) -> list[str]:
        """Push what is hidden away from the truth, one by one, up and then down.

        Whatever moves once is free for good: other counts were found that fit too.
        The others are pushed a little at random beside it, so most move together.
        """
        random = np.random.default_rng(1)
        base = self.of_hidden @ self.x
        stuck = np.ones(len(self.hidden), dtype=bool)
        for n in range(len(self.hidden)):
            for sign in (-1.0, 1.0):
                if stuck[n]:
                    weights = BESIDE * stuck * random.choice([-1.0, 1.0], len(stuck))
                    weights[n] = sign
                    stuck &= self.of_hidden @ self._other(weights) == base
        return [self.hidden[n].name for n in np.flatnonzero(stuck)]

    def _other(self, weights: np.ndarray) -> np.ndarray:
        """Return whole counts that fit all that is known, other than the truth.

        Args:
            weights: By hidden figure: negative pushes it up, positive down.
        """
        found = milp(
            self.of_hidden.T @ weights,
            constraints=LinearConstraint(self.all, self.low, self.high),
            bounds=(np.maximum(0, self.x - BOX), self.x + BOX),
            integrality=np.ones(len(self.x)),
        )
        if found.x is None:
            return self.x
        other = np.round(found.x)
        sums = self.all @ other
        return other if ((self.low <= sums) & (sums <= self.high)).all() else self.x


def _matrix(found: Sequence[Figure], place: Mapping[Unknown, int]) -> csr_array:
    entries = [
        (n, place[part], sign)
        for n, one in enumerate(found)
        for part, sign in zip(one.parts, one.signs, strict=True)
    ]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array(
        (np.array(values, dtype=float), (rows, columns)), shape=(len(found), len(place))
    )


def true_counts(
    rows: Mapping[tuple[str, str, tuple[str, ...]], int],
    columns: Mapping[str, tuple[str, ...]],
    labels: Mapping[str, str],
    content: Content,
) -> dict[Unknown, int]:
    """Return the unknown counts.

    Args:
        rows: Those of the store, by table, day and keys.
        columns: Those of each table of the store.
        labels: What each month of the release is published as.
    """
    specs = [(name, (*own, "period")) for name, own in MONTHLY.items()]
    found: dict[Unknown, int] = defaultdict(int)
    for (table, day, keys), n in rows.items():
        if day[:7] not in labels:
            continue
        named = {
            name: GROUPS.get(f"{table}.{name}", _same)(value, content)
            for name, value in zip(columns[table], keys, strict=True)
        }
        quarter = quarter_of(day[:7])
        named["weekday"] = str(date.fromisoformat(day).isoweekday())
        for name, (own, one, two) in (*specs, *TWO_WAY.items()):
            if own == table:
                named["period"] = quarter if name in WHOLE else labels[day[:7]]
                found[table, quarter, named[one], named[two], name] += n
    return found


def _same(value: str, content: Content) -> str:
    return value
