"""Weak signals: what came up clearly more than its own history explains.

A week's count is compared with the counts of the same weekdays in earlier weeks by a
quasi-Poisson regression (statsmodels): in proportion to the chats of those days, with
the season of the year where there is nearly a year to learn it from. Many series are
watched, so false discoveries are held down over all of them together. What comes out is
an interval, never a count. ``bench/signals.py`` measures what is found and what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, floor, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, norm, poisson, t
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.multitest import multipletests

from dashboard.queries import Window

WEEKS_AT_LEAST: Final = 8
"""With less history of its own, nothing is said about a series."""

WEEKS_FOR_SEASON: Final = 40
"""With less, the season cannot be told from a change, and is left out."""

WEEKS_BACK: Final = 104
"""Older weeks say little about how people write today."""

FALSE_OF_WEEK: Final = 0.15
"""False ones at most among the signals of a week that is over, and so in a quiet week
the chance of any. Lower misses more, higher cries wolf: ``bench/signals.py`` measures
both, and less than one false alarm a month was found at this."""

FALSE_OF_DAY: Final = 0.01
"""The same at each of the up to six looks at a week that still runs."""

LEAST_RISE: Final = 0.2
"""A rise that may be smaller than this is not worth anybody's morning."""

STEP_PERCENT: Final = 10
"""Intervals are told in tens of per cents: finer figures would feign precision."""

YEAR_DAYS: Final = 365.25
Floats = NDArray[np.float64]
Counts = Mapping[date, int]


@dataclass(frozen=True)
class Signal:
    """A series that rose.

    Attributes:
        low: Lower end of the rise in per cent (95 % interval), in whole tens.
        high: Upper end.
        p: How likely so much is without a rise.
    """

    id: str
    low: int
    high: int
    p: float


@dataclass(frozen=True)
class Found:
    """What a look at all series found.

    Attributes:
        signals: The rises, the surest first.
        n_watched: How many series had enough history to be looked at.
    """

    signals: tuple[Signal, ...]
    n_watched: int


def rises(
    series: Mapping[str, Counts],
    sessions: Counts,
    look: Window,
    *,
    floor: Callable[[str], int],
    share: float = FALSE_OF_WEEK,
) -> Found:
    """Look which series rose in a week, or in its days so far.

    Args:
        series: Counts by day of each topic or domain.
        sessions: Chats by day: what the counts are held against.
        look: The days to look at: a Monday and days after it in the same week.
        floor: Counts under this are never told, whatever they rose from.
        share: Expected share of false ones among the signals.
    """
    weeks = _Weeks.of(sessions, look)
    looked = {id: _look(id, days, weeks, floor(id)) for id, days in series.items()}
    known = {id: one for id, one in looked.items() if one is not None}
    if not known:
        return Found((), 0)
    ps = [one.p for one in known.values()]
    is_rise, *_ = multipletests(ps, alpha=share, method="fdr_bh")
    found = [one for one, yes in zip(known.values(), is_rise, strict=True) if yes]
    kept = [one for one in found if one.low >= 100 * LEAST_RISE]
    return Found(tuple(sorted(kept, key=lambda one: (one.p, one.id))), len(known))


def last_week(today: date) -> Window:
    """Return the last week that is over."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Window(monday, monday + timedelta(days=6))


def this_week(today: date) -> Window | None:
    """Return the days of this week that are over; none on a Monday."""
    monday = today - timedelta(days=today.weekday())
    return Window(monday, today - timedelta(days=1)) if today > monday else None


@dataclass(frozen=True)
class _Weeks:
    """The same weekdays in each week, oldest first; the last week is looked at."""

    days: tuple[tuple[date, ...], ...]
    chats: Floats

    @classmethod
    def of(cls, sessions: Counts, look: Window) -> _Weeks:
        first = min((day for day, n in sessions.items() if n), default=look.since)
        n_days = (look.until - look.since).days + 1
        n_weeks = min(WEEKS_BACK, (look.since - first).days // 7)
        days = tuple(
            tuple(
                look.since - timedelta(weeks=back) + timedelta(days=day)
                for day in range(n_days)
            )
            for back in range(n_weeks, -1, -1)
        )
        # A week without a chat that began in it may hold a topic all the same.
        chats = np.maximum([_sum(sessions, week) for week in days], 1.0)
        return cls(days, chats)

    def season(self) -> Floats:
        """Return the place of each week in the year as a wave."""
        turn = [2 * np.pi * w[0].toordinal() / YEAR_DAYS for w in self.days]
        return np.column_stack([np.cos(turn), np.sin(turn)])


def _sum(counts: Counts, days: Sequence[date]) -> int:
    return sum(counts.get(day, 0) for day in days)


def _look(id: str, counts: Counts, weeks: _Weeks, least: int) -> Signal | None:
    """Hold the last week against those before it; None where history is short."""
    n = np.array([_sum(counts, week) for week in weeks.days], dtype=float)
    begun = np.flatnonzero(n[:-1])
    # A topic that is new, or new to people, has no 'usual' yet.
    if not len(begun) or len(n) - 1 - begun[0] < WEEKS_AT_LEAST:
        return None
    start = int(begun[0])
    expected, spread = _expect(n[start:], weeks.chats[start:], weeks.season()[start:])
    seen = n[-1]
    if seen < least:
        return Signal(id, 0, 0, 1.0)
    low, high = _interval(seen, expected, spread)
    return Signal(id, low, high, _p(seen, expected, spread))


@dataclass(frozen=True)
class _Spread:
    """How far counts lie from what is expected.

    Attributes:
        weeks: Variance of a week's count, in multiples of its mean; 1 is pure chance.
        line: Standard error of the logarithm of what is expected.
        n_free: Degrees of freedom behind ``weeks``: a short history knows it badly.
    """

    weeks: float
    line: float
    n_free: int


def _expect(n: Floats, chats: Floats, season: Floats) -> tuple[float, _Spread]:
    """Return what the last week should hold, learned from all weeks before it."""
    columns = [np.ones((len(n), 1))]
    if len(n) > WEEKS_FOR_SEASON:
        columns.append(season)
    x, offset = np.hstack(columns), np.log(chats)
    fit = GLM(n[:-1], x[:-1], family=Poisson(), offset=offset[:-1]).fit(scale=1)
    # Less than chance cannot be: a low figure is luck of a short history.
    weeks = max(1.0, float(fit.pearson_chi2 / fit.df_resid))
    expected = float(np.exp(x[-1] @ fit.params + offset[-1]))
    line = sqrt(weeks * float(x[-1] @ fit.cov_params() @ x[-1]))
    return expected, _Spread(weeks, line, int(fit.df_resid))


def _p(seen: float, expected: float, spread: _Spread) -> float:
    """Return how likely at least so many are without a rise.

    A negative binomial tail, read by Student's t, as the spread is an estimate.
    """
    variance = spread.weeks * expected + (expected * spread.line) ** 2
    if variance <= expected * (1 + 1e-9):
        tail = poisson.sf(seen - 1, expected)
    else:
        size = expected**2 / (variance - expected)
        tail = nbinom.sf(seen - 1, size, expected / variance)
    return float(t.sf(norm.isf(tail), spread.n_free))


def _interval(seen: float, expected: float, spread: _Spread) -> tuple[int, int]:
    """Return the rise in per cent, its 95 % interval widened to whole tens."""
    error = float(t.ppf(0.975, spread.n_free)) * sqrt(
        spread.weeks / seen + spread.line**2
    )
    middle = log(seen / expected)
    low, high = (100 * (exp(middle + way * error) - 1) for way in (-1, 1))
    return (
        floor(low / STEP_PERCENT) * STEP_PERCENT,
        -floor(-high / STEP_PERCENT) * STEP_PERCENT,
    )
