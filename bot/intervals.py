"""How sure a share or a score is, worked out from the counts that are shown.

Nothing else goes in, so that an interval tells no more than its counts do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from bot.disclosure import Cell, rules

NPS_AT_LEAST: Final = 100
"""Answers that a score needs (requirements, section 6)."""

PROMOTER, PASSIVE, DETRACTOR = "promoter", "passive", "detractor"
WEIGHT: Final = {PROMOTER: 100, PASSIVE: 0, DETRACTOR: -100}
PROMOTES_FROM, PASSIVE_FROM = 9, 7


class Estimate(NamedTuple):
    """A figure and its 95 % interval, in its unit, and how many it is made of."""

    value: float
    low: float
    high: float
    n: int


def share_of(part: Cell, whole: Cell) -> Estimate | None:
    """Return a share in per cents with Wilson's interval, where it may be shown.

    Rounded counts may make a part greater than its whole, or a difference of two less
    than nothing: the share then is all of it, or none.
    """
    if part.n is None or whole.n is None or whole.n < rules().share_of_at_least:
        return None
    hits = min(max(part.n, 0), whole.n)
    low, high = proportion_confint(hits, whole.n, method="wilson")
    return Estimate(100 * hits / whole.n, 100 * low, 100 * high, whole.n)


def net_promoters(groups: Mapping[str, Cell]) -> Estimate | None:
    """Return promoters less detractors in points, -100 to 100, with its interval.

    Args:
        groups: Answers by ``PROMOTER``, ``PASSIVE`` and ``DETRACTOR``.

    Returns:
        None with fewer than ``NPS_AT_LEAST`` answers, or where a group is hidden.
    """
    counts = [groups.get(group, Cell(0)).n for group in WEIGHT]
    shown = [n for n in counts if n is not None]
    if len(shown) < len(counts) or sum(shown) < NPS_AT_LEAST:
        return None
    answers = DescrStatsW(list(WEIGHT.values()), weights=shown)
    low, high = answers.zconfint_mean()
    return Estimate(float(answers.mean), max(-100, low), min(100, high), sum(shown))


def group_of(score: str) -> str:
    """Return the group of an answer from 0 to 10."""
    if int(score) >= PROMOTES_FROM:
        return PROMOTER
    return PASSIVE if int(score) >= PASSIVE_FROM else DETRACTOR
