"""How sure a share or a score is, worked out from the counts that are shown.

Nothing else goes in, so that an interval tells no more than its counts do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from bot.disclosure import Cell, share

NPS_AT_LEAST: Final = 100
"""Answers that a score needs (requirements, section 6)."""

PROMOTER, PASSIVE, DETRACTOR = "promoter", "passive", "detractor"
WEIGHT: Final = {PROMOTER: 100, PASSIVE: 0, DETRACTOR: -100}
PROMOTES_FROM, PASSIVE_FROM = 9, 7


class Estimate(NamedTuple):
    """A figure and its 95 % interval, in per cents or points of a score, with its n."""

    value: int
    low: int
    high: int
    n: int


def share_of(part: Cell, whole: Cell) -> Estimate | None:
    """Return a share with Wilson's interval, or None where it may not be shown."""
    value = share(part, whole)
    if value is None or part.n is None or whole.n is None:
        return None
    low, high = proportion_confint(min(part.n, whole.n), whole.n, method="wilson")
    return Estimate(value, round(100 * low), round(100 * high), whole.n)


def net_promoters(groups: Mapping[str, Cell]) -> Estimate | None:
    """Return promoters less detractors in points, -100 to 100, with its interval.

    Args:
        groups: Answers by ``PROMOTER``, ``PASSIVE`` and ``DETRACTOR``.

    Returns:
        None with fewer than ``NPS_AT_LEAST`` answers, or where a group is hidden.
    """
    counts = {group: groups.get(group, Cell(0)).n for group in WEIGHT}
    shown = [n for n in counts.values() if n is not None]
    n = sum(shown)
    if len(shown) < len(counts) or n < NPS_AT_LEAST:
        return None
    answers = DescrStatsW(list(WEIGHT.values()), weights=shown)
    low, high = answers.zconfint_mean()
    return Estimate(
        round(answers.mean), max(-100, round(low)), min(100, round(high)), n
    )


def group_of(score: str) -> str:
    """Return the group of an answer from 0 to 10."""
    if int(score) >= PROMOTES_FROM:
        return PROMOTER
    return PASSIVE if int(score) >= PASSIVE_FROM else DETRACTOR
