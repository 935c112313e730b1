"""Small counts stay hidden, also from people who calculate."""

from __future__ import annotations

import itertools
from collections import defaultdict
from random import Random

import pytest

from bot.disclosure import (
    BESIDE,
    UNKNOWN,
    Cell,
    Protected,
    Sum,
    bounds,
    merged_months,
    protect,
    quarter_of,
    rules,
    share,
)

ROWS, COLUMNS = ("a", "b", "c"), ("x", "y", "z")


def five(row: str, column: str) -> int:
    return 5


def in_rows(*rows: tuple[int, ...]) -> dict[tuple[str, str], int]:
    return {
        (ROWS[r], COLUMNS[c]): n
        for r, row in enumerate(rows)
        for c, n in enumerate(row)
    }


def made_up(seed: int) -> dict[tuple[str, str], int]:
    """Return a table of one to three rows, thin or thick."""
    random = Random(seed)
    most = random.choice([6, 12, 25, 60])
    rows = [
        tuple(max(0, random.randint(-2, most)) for _ in COLUMNS)
        for _ in range(random.randint(1, 3))
    ]
    return in_rows(*rows)


SEEDS = range(0, 400, 10)


# --- what is hidden -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (998, 1000)]
)
def test_counts_are_rounded_to_five(n: int, shown: int) -> None:
    assert protect({("a", "x"): n}, floor=five).cells["a", "x"] == Cell(shown)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_small_counts_are_hidden(n: int) -> None:
    safe = protect({("a", "x"): n}, floor=five)
    assert safe.cells["a", "x"] == Cell(None, below=5)
    assert safe.total == Cell(None, below=5)


def test_a_zero_is_shown_only_in_a_row_that_reaches_its_floor() -> None:
    safe = protect(in_rows((30, 0, 40), (0, 0, 3), (50, 60, 70)), floor=five)
    assert safe.cells["a", "y"] == Cell(0)
    assert safe.row("b") == {c: Cell(None, below=5) for c in COLUMNS}


def test_a_total_of_zero_reads_like_a_small_one() -> None:
    for rows in [(0, 0, 0), (0, 0, 3)]:
        safe = protect(in_rows(rows), floor=five, totals=("rows",))
        assert safe.rows["a"] == safe.total == Cell(None, below=5)
    assert protect({}, floor=lambda *_: 10).total == Cell(None, below=10)


def test_one_hidden_count_takes_the_next_smallest_with_it() -> None:
    safe = protect(in_rows((3, 20, 40)), floor=five, totals=("rows",))
    assert safe.row("a") == {"x": Cell(None, below=5), "y": BESIDE, "z": Cell(40)}


def test_two_counts_of_four_do_not_show_by_their_total() -> None:
    safe = protect(in_rows((4, 4, 0), (20, 30, 40)), floor=five)
    assert safe.rows["a"] == BESIDE


def test_little_is_not_broken_down_two_ways() -> None:
    safe = protect(in_rows((5, 0, 1), (0, 1, 5)), floor=five)
    assert set(safe.cells.values()) == {BESIDE}
    assert safe.total == Cell(10)


def test_a_total_that_another_table_shows_hides_more() -> None:
    counts = in_rows((4, 20, 0), (30, 30, 30), (25, 25, 25))
    safe = protect(counts, floor=five, fixed=("rows",), totals=("columns",))
    assert sum(cell.is_hidden for cell in safe.row("a").values()) >= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_no_small_count_is_ever_shown(seed: int) -> None:
    for counts in map(made_up, range(seed, seed + 10)):
        check_shown(counts)


def check_shown(counts: dict[tuple[str, str], int]) -> None:
    safe = protect(counts, floor=lambda row, _: 10 if row == "b" else 5)
    for (row, column), cell in safe.cells.items():
        least = 10 if row == "b" else 5
        if 0 < counts[row, column] < least:
            assert cell.is_hidden
        if cell.below is not None:
            assert counts[row, column] < cell.below
        if cell.n is not None:
            assert abs(cell.n - counts[row, column]) <= 2


# --- what can be worked out -----------------------------------------------------------


def published(safe: Protected) -> list[Sum]:
    """Return all that a reader of the table has."""

    def range_of(cell: Cell) -> tuple[float, float]:
        if cell.n is not None:
            return rules().range_of(cell.n, 5)
        return UNKNOWN if cell.below is None else (0, cell.below - 1)

    sums = [Sum((place,), range_of(cell)) for place, cell in safe.cells.items()]
    for row, cell in safe.rows.items():
        places = tuple(p for p in safe.cells if p[0] == row)
        sums.append(Sum(places, range_of(cell)))
    for column, cell in safe.columns.items():
        places = tuple(p for p in safe.cells if p[1] == column)
        sums.append(Sum(places, range_of(cell)))
    sums.append(Sum(tuple(safe.cells), range_of(safe.total)))
    return sums


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_count_can_be_worked_out(seed: int) -> None:
    for counts in map(made_up, range(seed, seed + 10)):
        check_hidden(counts)


def check_hidden(counts: dict[tuple[str, str], int]) -> None:
    safe = protect(counts, floor=five)
    found = bounds(published(safe))
    for place, cell in safe.cells.items():
        low, high = found[place]
        assert low <= counts[place] <= high
        assert not cell.is_hidden or low < high


def test_not_even_by_who_knows_these_rules() -> None:
    """Each hidden count of each small table has another table that looks the same."""
    places = list(itertools.product("ab", "xy"))
    looks = defaultdict(list)
    for values in itertools.product(range(9), repeat=4):
        safe = protect(dict(zip(places, values, strict=True)), floor=five)
        shown = [*safe.cells.values(), *safe.rows.values(), *safe.columns.values()]
        looks[(*shown, safe.total)].append(values)
    for shown, alike in looks.items():
        if max(max(values) for values in alike) > 6:
            continue  # tables beyond those tried here look the same too
        for cell, *found in zip(shown[:4], *alike, strict=True):
            assert not cell.is_hidden or len(set(found)) > 1


def test_bounds_find_what_is_given_away() -> None:
    sums = [
        Sum(("mon", "tue"), (12, 12)),
        Sum(("mon",), (9, 9)),
        Sum(("tue",), (0, 4)),
    ]
    assert bounds(sums)["tue"] == (3, 3)


def test_bounds_join_tables() -> None:
    by_language = [Sum(("fi", "sv"), (20, 20)), Sum(("fi",), (18, 19))]
    by_day = [Sum(("sv", "sv2"), (1, 1)), Sum(("sv2",), (0, 0))]
    assert bounds([*by_language, *by_day])["fi"] == (19, 19)


# --- shares, months, lists ------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (Cell(10), Cell(40), 25),
        (Cell(0), Cell(30), 0),
        (Cell(10), Cell(25), None),
        (Cell(None, 5), Cell(40), None),
        (Cell(10), BESIDE, None),
        (Cell(45), Cell(40), 100),
    ],
)
def test_shares_need_a_whole_of_thirty(
    part: Cell, whole: Cell, percent: int | None
) -> None:
    assert share(part, whole) == percent


def test_thin_months_take_their_quarter_with_them() -> None:
    months = {"2026-07": 300, "2026-10": 120, "2026-11": 99, "2026-12": 500}
    assert merged_months(months) == {"2026-Q4"}


@pytest.mark.parametrize(
    ("month", "quarter"),
    [("2026-01", "2026-Q1"), ("2026-03", "2026-Q1"), ("2026-12", "2026-Q4")],
)
def test_quarters(month: str, quarter: str) -> None:
    assert quarter_of(month) == quarter


@pytest.mark.parametrize(
    ("named", "floor"),
    [
        ({}, 5),
        ({"level": "concern"}, 5),
        ({"level": "elevated"}, 10),
        ({"level": "acute"}, 10),
        ({"topic": "sleep"}, 5),
        ({"topic": "substance_use"}, 10),
        ({"topic": "sleep", "also_sensitive": {"sleep"}}, 10),
        ({"table": "rules"}, 10),
    ],
)
def test_sensitive_matters_have_a_higher_floor(named: dict, floor: int) -> None:
    assert rules().floor_of(**named) == floor
