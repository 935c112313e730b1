"""The tables that may be published, each protected, in the order they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlite_utils import Database

from bot.content import Content
from bot.counts import Counts, counts
from bot.disclosure import Cell, Place, Protected, protect, rules, share
from bot.report.period import Period, Quarter
from bot.report.values import floor_of, told_as, values_of

ALL = "all"
NOT_SHOWN = "not shown"
FEWER_THAN = "fewer than {n}"

Row = dict[str, str]
"""One line of a table, by the name of its column."""
Table = Callable[[Database, Quarter, Content], Iterable[Row]]


def by_period(
    table: str, column: str, *, fixed: Collection[str] = (), months: bool = True
) -> Table:
    """Make a table of one column of the store by month.

    Args:
        months: Without it the quarter is not parted: months would be thin.
        fixed: Which sums another table shows too: "rows" (of the quarter),
            "columns" (of the months).
    """

    def rows(db: Database, period: Quarter, content: Content) -> Iterator[Row]:
        sums: dict[Place, int] = defaultdict(int)
        labels = period.labels if months else [period.name]
        for (day, value), n in _ask(db, table, ("day", column), period).items():
            label = period.name_of(day) if months else period.name
            sums[told_as(table, column, value, content), label] += n
        kinds = values_of(table, column, content, (value for value, _ in sums))
        places = ((kind, label) for kind in kinds for label in labels)
        full = {place: sums.get(place, 0) for place in places}
        floor = _floors(table, column, content)
        safe = protect(full, floor=lambda kind, _: floor(kind), fixed=fixed)
        yield _row({"period": ALL, column: ALL}, safe.total)
        if _is_all_hidden(safe):
            return
        for name in labels:
            yield _row({"period": name, column: ALL}, safe.columns[name])
        for kind in kinds:
            yield _row({"period": ALL, column: kind}, safe.rows[kind])
            for name in labels:
                yield _row({"period": name, column: kind}, safe.cells[kind, name])

    return rows


def two_way(
    table: str,
    row: str,
    column: str,
    *,
    fixed: Collection[str] = (),
    sums: bool = False,
) -> Table:
    """Make a table of two columns of the store over the quarter.

    Args:
        fixed: Which sums another table shows too: "rows", "columns".
        sums: Show the sums of the columns too.
    """

    def rows(db: Database, period: Quarter, content: Content) -> Iterator[Row]:
        full = _crossed(db, table, (row, column), period, content)
        kinds, others = _sides(full)
        floor = _floors(table, row, content)
        safe = protect(full, floor=lambda one, _: floor(one), fixed=fixed)
        yield _row({row: ALL, column: ALL}, safe.total)
        if _is_all_hidden(safe):
            return
        for two in others if sums else ():
            yield _row({row: ALL, column: two}, safe.columns[two], safe.total)
        for one in kinds:
            yield from _line(row, column, one, others, safe)

    return rows


def lines(table: str, row: str, column: str) -> Table:
    """Make a table whose rows count different things and are never added up."""

    def rows(db: Database, period: Quarter, content: Content) -> Iterator[Row]:
        full = _crossed(db, table, (row, column), period, content)
        kinds, others = _sides(full)
        floor = _floors(table, row, content)
        for one in kinds:
            own = {(one, two): full[one, two] for two in others}
            safe = protect(own, floor=lambda one, _: floor(one), totals=("rows",))
            if _is_all_hidden(safe):
                yield _row({row: one, column: ALL}, safe.rows[one])
            else:
                yield from _line(row, column, one, others, safe)

    return rows


def hours(db: Database, period: Quarter, content: Content) -> Iterator[Row]:
    """Return chats by weekday and the hour they began."""
    found = _ask(db, "sessions", ("day", "hour"), period)
    sums = {(str(d), f"{h:02d}"): 0 for d in range(1, 8) for h in range(24)}
    for (day, hour), n in found.items():
        if hour:
            sums[str(date.fromisoformat(day).isoweekday()), hour] += n
    safe = protect(sums, floor=lambda *_: rules().floor, totals=("all",))
    for (weekday, hour), cell in safe.cells.items():
        yield _row({"weekday": weekday, "hour": hour}, cell)


# Sums that two tables show are "fixed" in both: neither relies on the other's hiding.
TABLES: dict[str, Table] = {
    "chats_by_month": by_period("sessions", "language"),
    "messages_by_month": by_period("turns", "language", fixed=("columns",)),
    "chats_by_hour": hours,
    "topics": two_way("topics", "topic", "language", sums=True),
    "levels_by_month": by_period("levels", "level", fixed=("columns",)),
    "domains": by_period("domains", "category", months=False),
    "helplines": two_way("services", "service", "outcome", sums=True),
    "false_alarms": by_period("false_alarms", "category", months=False),
    "understanding": two_way("understanding", "language", "outcome", sums=True),
    "feedback": two_way("feedback", "topic", "thumb", sums=True),
    "failures": by_period("failures", "part", months=False),
    "searches_by_language": two_way(
        "searches", "language", "outcome", fixed=("columns",), sums=True
    ),
    "searches_by_topic": two_way("searches", "topic", "outcome", fixed=("columns",)),
    "feeling": two_way("feeling", "language", "feeling", sums=True),
    "nps": two_way("nps", "language", "score", sums=True),
    "endings": two_way("endings", "language", "outcome", sums=True),
    "requests": lines("requests", "what", "language"),
    "modes": two_way("modes", "language", "mode", sums=True),
    "speed": lines("speed", "what", "bucket"),
}


def tables(db: Database, period: Period, content: Content) -> dict[str, list[Row]]:
    """Return every table, each quarter protected on its own, named in its rows."""
    return {
        name: [
            {"quarter": one.name, **row}
            for one in period.quarters
            for row in make(db, one, content)
        ]
        for name, make in TABLES.items()
    }


def _ask(db: Database, table: str, by: tuple[str, ...], period: Quarter) -> Counts:
    return counts(db, table, by=by, since=period.since, until=period.until)


def _crossed(
    db: Database,
    table: str,
    by: tuple[str, str],
    period: Quarter,
    content: Content,
) -> dict[Place, int]:
    """Count by two columns, 0 where a pair never came together."""
    found: dict[Place, int] = defaultdict(int)
    for (one, two), n in _ask(db, table, by, period).items():
        told = told_as(table, by[0], one, content), told_as(table, by[1], two, content)
        found[told] += n
    kinds = values_of(table, by[0], content, (one for one, _ in found))
    others = values_of(table, by[1], content, (two for _, two in found))
    return {(one, two): found.get((one, two), 0) for one in kinds for two in others}


def _sides(full: Mapping[Place, int]) -> tuple[list[str], list[str]]:
    return (
        list(dict.fromkeys(one for one, _ in full)),
        list(dict.fromkeys(two for _, two in full)),
    )


def _floors(table: str, column: str, content: Content) -> Callable[[str], int]:
    def floor(value: str) -> int:
        return floor_of(table, column, value, content)

    return floor


def _is_all_hidden(safe: Protected) -> bool:
    return all(cell.is_hidden for cell in safe.cells.values())


def _line(
    row: str, column: str, one: str, others: Sequence[str], safe: Protected
) -> Iterator[Row]:
    """Yield a row's sum, then its cells with their shares of it."""
    whole = safe.rows[one]
    yield _row({row: one, column: ALL}, whole)
    for two in others:
        yield _row({row: one, column: two}, safe.cells[one, two], whole)


def _row(keys: Row, cell: Cell, whole: Cell | None = None) -> Row:
    row = {**keys, "count": _words(cell)}
    if whole is not None:
        part = share(cell, whole)
        row["percent"] = NOT_SHOWN if part is None else str(part)
    return row


def _words(cell: Cell) -> str:
    if cell.n is not None:
        return str(cell.n)
    return NOT_SHOWN if cell.below is None else FEWER_THAN.format(n=cell.below)
