"""Shares and scores, how sure they are, and when they are not shown."""

from __future__ import annotations

import pytest

from bot.disclosure import BESIDE, Cell
from bot.intervals import (
    DETRACTOR,
    PASSIVE,
    PROMOTER,
    group_of,
    net_promoters,
    share_of,
)
from bot.store import SCORES


def test_a_share_has_wilsons_interval() -> None:
    # 20 of 50: 0.276 to 0.538 (Newcombe 1998, method 3).
    assert share_of(Cell(20), Cell(50)) == pytest.approx((40, 27.6, 53.8, 50), abs=0.05)
    assert share_of(Cell(0), Cell(30)) == pytest.approx((0, 0, 11.4, 30), abs=0.05)


@pytest.mark.parametrize(
    ("part", "whole"),
    [(Cell(20), Cell(25)), (BESIDE, Cell(50)), (Cell(20), Cell(None, 5))],
)
def test_no_share_of_a_few_or_of_what_is_hidden(part: Cell, whole: Cell) -> None:
    assert share_of(part, whole) is None


def test_rounding_never_makes_a_share_of_more_than_all_or_less_than_none() -> None:
    all_of_it, none = share_of(Cell(35), Cell(30)), share_of(Cell(-5), Cell(30))
    assert all_of_it == pytest.approx((100, 88.6, 100, 30), abs=0.05)
    assert none is not None and none.value == 0


def test_the_score_is_promoters_less_detractors() -> None:
    groups = {PROMOTER: Cell(60), PASSIVE: Cell(30), DETRACTOR: Cell(30)}
    found = net_promoters(groups)
    assert found is not None
    assert (found.value, found.n) == (pytest.approx(25), 120)
    # The standard error is 100 * sqrt((0.75 - 0.25 ** 2) / 120), about 7.6.
    assert (round(found.low), round(found.high)) == (10, 40)


@pytest.mark.parametrize(
    "groups",
    [
        {PROMOTER: Cell(60), PASSIVE: Cell(20), DETRACTOR: Cell(15)},
        {PROMOTER: Cell(90), PASSIVE: Cell(90), DETRACTOR: BESIDE},
        {},
    ],
)
def test_no_score_of_fewer_than_a_hundred(groups: dict[str, Cell]) -> None:
    assert net_promoters(groups) is None


def test_every_answer_is_in_one_group() -> None:
    groups = [group_of(score) for score in SCORES]
    assert groups == [DETRACTOR] * 7 + [PASSIVE] * 2 + [PROMOTER] * 2
