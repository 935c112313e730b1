"""Between the queries and the drawing: missing days, groups of days, small counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.disclosure import Cell, Protected, protect, rules
from dashboard.queries import Window

DAY, WEEK, FOUR_WEEKS = "day", "week", "four_weeks"
STEPS = {DAY: 1, WEEK: 7, FOUR_WEEKS: 28}
"""Length of a step in days."""

WEEKS = (4, 12, 52)
"""Lengths of window one may choose: whole four weeks, so that steps fill them."""

DAYS_AT_MOST = 84
"""A longer window is not drawn day by day: the bars would be too thin to see."""

HIDDEN_AT_MOST = 1 / 3
"""Above this share of hidden bars the next longer step is taken (STA-1)."""

HOUR_BLOCKS = (1, 3, 6)


@dataclass(frozen=True)
class Series:
    """One count over time: its step, its bars by their first day, and its total."""

    step: str
    cells: Mapping[date, Cell]
    total: Cell


def window(today: date, *, weeks: int) -> Window:
    """Return the last whole weeks and the current one, ``weeks`` together.

    Windows begin on Mondays: one that could be moved day by day would show, by the
    difference, what a single day holds.
    """
    monday = today - timedelta(days=today.weekday())
    return Window(monday - timedelta(weeks=weeks - 1), today)


def before(window: Window) -> Window:
    """Return the same days in the period before, as many of them."""
    n_weeks = (window.until - window.since).days // 7 + 1
    back = timedelta(weeks=n_weeks)
    return Window(window.since - back, window.until - back)


def change(now: Cell, then: Cell) -> int | None:
    """Return the change in per cents, or None where it may not be shown.

    It is worked out from the counts that are shown, so it tells no more than they do.
    """
    least = rules().share_of_at_least
    if now.n is None or then.n is None or min(now.n, then.n) < least:
        return None
    return round(100 * (now.n - then.n) / then.n)


def days(in_window: Window) -> Iterator[date]:
    """Yield each day of a window."""
    for offset in range((in_window.until - in_window.since).days + 1):
        yield in_window.since + timedelta(days=offset)


def grouped(
    counts: Mapping[date, int], in_window: Window, step: str
) -> dict[date, int]:
    """Add up days by step from the first day of the window; missing days count 0."""
    sums: dict[date, int] = defaultdict(int)
    for day in days(in_window):
        offset = (day - in_window.since).days % STEPS[step]
        sums[day - timedelta(days=offset)] += counts.get(day, 0)
    return dict(sums)


def over_time(counts: Mapping[date, int], in_window: Window, *, floor: int) -> Series:
    """Return a count over time in the shortest step that is not mostly hidden."""
    return together({"": counts}, in_window, floor=lambda _: floor)[""]


def together(
    rows: Mapping[str, Mapping[date, int]],
    in_window: Window,
    *,
    floor: Callable[[str], int],
) -> dict[str, Series]:
    """Return several counts over time, all in the same step."""
    length = (in_window.until - in_window.since).days + 1
    steps = [step for step in STEPS if step != DAY or length <= DAYS_AT_MOST]
    for step in steps:
        sums = {key: grouped(counts, in_window, step) for key, counts in rows.items()}
        safe = protect(
            {(k, d.isoformat()): n for k, row in sums.items() for d, n in row.items()},
            floor=lambda row, _: floor(row),
            totals=("rows",),
        )
        if hidden_share(safe, sums) <= HIDDEN_AT_MOST:
            break
    return {
        key: Series(
            step,
            {date.fromisoformat(day): cell for day, cell in safe.row(key).items()},
            safe.rows[key],
        )
        for key in rows
    }


def hidden_share(safe: Protected, sums: Mapping[str, Mapping[date, int]]) -> float:
    """Return how many of the bars that are not 0 are hidden, 0 to 1."""
    busy = [
        safe.cells[key, day.isoformat()].is_hidden
        for key, row in sums.items()
        for day, n in row.items()
        if n
    ]
    return sum(busy) / len(busy) if busy else 0


@dataclass(frozen=True)
class Parts:
    """The parts of a whole, largest first, and the whole."""

    cells: Mapping[str, Cell]
    total: Cell


def one_way(counts: Mapping[str, int], *, floor: Callable[[str], int]) -> Parts:
    """Protect the parts of one whole."""
    safe = protect(
        {("", key): n for key, n in counts.items()},
        floor=lambda _, key: floor(key),
        totals=("rows",),
    )
    order = sorted(counts, key=lambda key: (-(safe.cells["", key].n or 0), key))
    return Parts({key: safe.cells["", key] for key in order}, safe.total)


def by_groups(
    counts: Mapping[str, int],
    group_of: Mapping[str, str],
    *,
    floor: Callable[[str], int],
) -> Protected:
    """Protect the parts of several wholes; rows are the groups."""
    return protect(
        {(group_of[key], key): n for key, n in counts.items()},
        floor=lambda _, key: floor(key),
        totals=("rows",),
    )


@dataclass(frozen=True)
class Hours:
    """Counts by weekday and first hour of a block of 1, 3 or 6 hours."""

    block: int
    cells: Mapping[tuple[int, int], Cell]
    total: Cell


def hours(counts: Mapping[tuple[int, int], int], *, floor: int) -> Hours:
    """Protect counts by weekday and hour, in the shortest blocks not mostly hidden."""
    for block in HOUR_BLOCKS:
        sums = {(d, h): 0 for d in range(7) for h in range(0, 24, block)}
        for (day, hour), n in counts.items():
            sums[day, hour // block * block] += n
        safe = protect(
            {(str(d), f"{h:02d}"): n for (d, h), n in sums.items()},
            floor=lambda _row, _column: floor,
            totals=("all",),
        )
        cells = {(d, h): safe.cells[str(d), f"{h:02d}"] for d, h in sums}
        busy = [cells[place].is_hidden for place, n in sums.items() if n]
        if sum(busy) <= HIDDEN_AT_MOST * len(busy):
            break
    return Hours(block, cells, safe.total)
