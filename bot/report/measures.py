"""The measures of quality, worked out from the published counts and nothing else.

So a measure and its interval tell no more than the tables beside them do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.disclosure import BESIDE, Cell
from bot.intervals import WEIGHT, Estimate, net_promoters, share_of
from bot.model import LANGUAGES
from bot.report.tables import ALL, Row
from bot.report.values import ALERT, FAST, NOT_REACHED

GAP_POINTS: Final = 10
"""A gap between languages above this is a defect."""

NOT_KEYS = ("quarter", "count", "percent")

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Measure:
    """One measure, overall and by language.

    Attributes:
        unit: "percent", "points" (-100 to 100) or "per_1000".
        whole: None where too few answered.
        by_language: Empty where the store does not keep the language.
    """

    id: str
    unit: str
    whole: Estimate | None
    by_language: Mapping[str, Estimate | None]

    @property
    def gap(self) -> float | None:
        """The gap between the languages that may be shown; None below two."""
        values = [one.value for one in self.by_language.values() if one]
        return max(values) - min(values) if len(values) > 1 else None


def measures(made: Tables) -> list[Measure]:
    """Return the measures that the tables can answer, in their order."""
    read = Reader(made)
    return [
        _share(read, "helpful", "feedback", ("thumb", ("up",)), by_language=False),
        _share(read, "feeling", "feeling", ("feeling", ("better",))),
        _nps(read),
        _share(
            read, "no_hit", "understanding", ("outcome", ("unsure", "out_of_scope"))
        ),
        _share(read, "understood", "understanding", ("outcome", ("understood",))),
        _share(
            read, "no_hit_searches", "searches_by_language", ("outcome", ("nothing",))
        ),
        _share(read, "self_solved", "endings", ("outcome", ("helped",))),
        _by_language("containment", read.containment, LANGUAGES),
        _by_language("route", lambda one: read.route(one, ""), LANGUAGES),
        _by_language("route_l2", lambda one: read.route(one, "l2_"), LANGUAGES),
        Measure("got_through", "percent", read.got_through(), {}),
        Measure("alerts", "per_1000", read.alerts(), {}),
        Measure("card_fast", "percent", read.fast("card"), {}),
    ]


class Reader:
    """The counts of the tables, as they may be shown."""

    def __init__(self, made: Tables) -> None:
        self._cells: dict[str, dict[str, dict[frozenset[tuple[str, str]], Cell]]] = {}
        for name, rows in made.items():
            quarters = self._cells.setdefault(name, {})
            for row in rows:
                cells = quarters.setdefault(row["quarter"], {})
                cells[_key(row)] = _cell(row["count"])

    def cell(self, table: str, **keys: str) -> Cell:
        """Return a count by the columns of its table, added up over the quarters.

        Hidden where a quarter hides it or does not have it.
        """
        found = self.cells(table, **keys)
        return found[0] if len(found) == 1 else plus(found)

    def cells(self, table: str, **keys: str) -> list[Cell]:
        """Return a count of each quarter."""
        key = frozenset(keys.items())
        return [cells.get(key, BESIDE) for cells in self._cells[table].values()]

    def month(self, table: str, label: str, **keys: str) -> Cell:
        """Return a count of a month, or of a quarter whose months are thin."""
        key = frozenset({"period": label, **keys}.items())
        quarters = self._cells[table].values()
        return next((cells[key] for cells in quarters if key in cells), BESIDE)

    def containment(self, language: str) -> Estimate | None:
        """Return calm chats without a request for a person, of all calm chats."""
        chats = self.cell("chats_by_month", period=ALL, language=language)
        danger = self._requests("l2_chats", language)
        asked = self._requests("person", language)
        if chats.n is None or danger.n is None or asked.n is None:
            return None
        calm = chats.n - danger.n
        return share_of(Cell(calm - asked.n), Cell(calm))

    def route(self, language: str, kind: str) -> Estimate | None:
        """Return chats that opened a contact, of those that were offered one."""
        opened = self._requests(f"{kind}contact_opened", language)
        return share_of(opened, self._requests(f"{kind}contact_offered", language))

    def got_through(self) -> Estimate | None:
        """Return those who got through, of those who told what came of it."""
        told = [self._helplines(one) for one in ("reached", NOT_REACHED)]
        return share_of(told[0], plus(told))

    def alerts(self) -> Estimate | None:
        """Return messages at elevated or above, per 1,000."""
        one = share_of(self._level(ALERT), self._level(ALL))
        return one and Estimate(one.value * 10, one.low * 10, one.high * 10, one.n)

    def fast(self, what: str) -> Estimate | None:
        """Return how many cards or turns came within 50 ms."""
        found = self.cell("speed", what=what, bucket=FAST)
        return share_of(found, self.cell("speed", what=what, bucket=ALL))

    def nps(self, language: str) -> Estimate | None:
        """Return promoters less detractors, in points."""
        cells = {one: self.cell("nps", language=language, score=one) for one in WEIGHT}
        return net_promoters(cells)

    def _requests(self, what: str, language: str) -> Cell:
        return self.cell("requests", what=what, language=language)

    def _helplines(self, outcome: str) -> Cell:
        return self.cell("helplines", service=ALL, outcome=outcome)

    def _level(self, level: str) -> Cell:
        return self.cell("levels_by_month", period=ALL, level=level)


def plus(cells: Sequence[Cell]) -> Cell:
    """Add up counts; hidden where one of them is."""
    counts = [cell.n for cell in cells]
    shown = [n for n in counts if n is not None]
    return Cell(sum(shown)) if len(shown) == len(counts) else BESIDE


def _share(
    read: Reader,
    id: str,
    table: str,
    part: tuple[str, Sequence[str]],
    *,
    by_language: bool = True,
) -> Measure:
    """Make a measure of one table: some values of a column, of all."""
    column, values = part
    row = "language" if by_language else "topic"

    def one(key: str) -> Estimate | None:
        found = [read.cell(table, **{row: key, column: value}) for value in values]
        return share_of(plus(found), read.cell(table, **{row: key, column: ALL}))

    return _by_language(id, one, LANGUAGES if by_language else ())


def _nps(read: Reader) -> Measure:
    found = _by_language("nps", read.nps, LANGUAGES)
    return Measure(found.id, "points", found.whole, found.by_language)


def _by_language(id: str, one, languages: Sequence[str]) -> Measure:  # type: ignore[no-untyped-def]
    return Measure(id, "percent", one(ALL), {key: one(key) for key in languages})


def _key(row: Row) -> frozenset[tuple[str, str]]:
    return frozenset((k, v) for k, v in row.items() if k not in NOT_KEYS)


def _cell(words: str) -> Cell:
    if words.isdigit():
        return Cell(int(words))
    return Cell(None, int(words.split()[-1])) if words[-1].isdigit() else BESIDE
