"""Weak signals: planted rises are found, noise is not taken for one.

The long measure, with figures, is ``python -m bench.signals``.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from dashboard import signals
from dashboard.queries import Window
from dashboard.signals import rises

MONDAY = date(2026, 11, 16)
WEEK = Window(MONDAY, MONDAY + timedelta(days=6))
N_WEEKS, N_SERIES = 52, 60
Days = dict[date, int]


def days(n_weeks: int = N_WEEKS) -> list[date]:
    """Return the days of so many weeks up to the week that is looked at."""
    first = MONDAY - timedelta(weeks=n_weeks - 1)
    return [first + timedelta(days=n) for n in range(7 * n_weeks)]


def chance(random: np.random.Generator, a_day: float, n_weeks: int = N_WEEKS) -> Days:
    counts = random.poisson(a_day, 7 * n_weeks)
    return dict(zip(days(n_weeks), counts.tolist(), strict=True))


def steady(a_day: int) -> Days:
    """Return a series without chance, one more or less every other week."""
    return {day: a_day + day.isocalendar().week % 2 for day in days()}


def quiet(seed: int, a_day: float = 5) -> tuple[dict[str, Days], Days]:
    """Return series in which nothing rose, and the chats they belong to."""
    random = np.random.default_rng(seed)
    series = {f"t{n}": chance(random, a_day) for n in range(N_SERIES)}
    return series, chance(random, 100)


def planted(series: Days, times: float) -> Days:
    last = {day: round(series[day] * times) for day in days()[-7:]}
    return series | last


def look(series: dict[str, Days], sessions: Days, *, floor: int = 5) -> list[str]:
    found = rises(series, sessions, WEEK, floor=lambda _: floor)
    return [one.id for one in found.signals]


@pytest.mark.parametrize(("a_day", "times"), [(2, 3.5), (5, 2.5), (10, 2)])
def test_a_planted_rise_is_found_among_sixty_series(a_day: float, times: float) -> None:
    found = 0
    for seed in range(10):
        series, sessions = quiet(seed, a_day)
        series["t7"] = planted(series["t7"], times)
        found += "t7" in look(series, sessions)
    assert found >= 9


def test_noise_raises_at_most_one_alarm_a_month() -> None:
    n_alarms = sum(len(look(*quiet(seed))) for seed in range(13))
    assert n_alarms <= 3


def test_more_chats_alone_are_no_rise_of_a_topic() -> None:
    sleep, sessions = steady(20), dict.fromkeys(days(), 100)
    assert look({"sleep": planted(sleep, 2)}, planted(sessions, 2)) == []
    assert look({"sleep": planted(sleep, 2)}, sessions) == ["sleep"]


def test_what_comes_every_year_at_this_time_is_no_rise() -> None:
    wave = [1 + 0.8 * np.cos(2 * np.pi * n / 365.25) for n in range(7 * N_WEEKS)]
    random = np.random.default_rng(3)
    counts = random.poisson(20 * np.array(wave[::-1]))
    seasonal = {"exams": dict(zip(days(), counts.tolist(), strict=True))}
    sessions = dict.fromkeys(days(), 100)
    assert look(seasonal, sessions) == []
    assert look({"exams": planted(seasonal["exams"], 2)}, sessions) == ["exams"]


def test_a_count_under_the_floor_is_never_told() -> None:
    sparse = {day: int(n % 21 == 0) for n, day in enumerate(days()[:-7])}
    risen = sparse | dict.fromkeys(days()[-3:], 3)
    sessions = dict.fromkeys(days(), 100)
    assert look({"rare": risen}, sessions, floor=9) == ["rare"]
    assert look({"rare": risen}, sessions, floor=10) == []


@pytest.mark.parametrize(("n_weeks", "n_watched"), [(8, 0), (9, 1)])
def test_nothing_is_said_before_there_are_eight_weeks_of_history(
    n_weeks: int, n_watched: int
) -> None:
    random = np.random.default_rng(5)
    series = {"t": chance(random, 5, n_weeks)}
    found = rises(series, chance(random, 100, n_weeks), WEEK, floor=lambda _: 5)
    assert found.n_watched == n_watched


def test_a_topic_that_is_new_is_no_rise() -> None:
    new = dict.fromkeys(days(), 0) | dict.fromkeys(days()[-14:], 9)
    assert look({"new": new}, dict.fromkeys(days(), 100)) == []


def test_an_interval_holds_the_planted_rise_in_whole_tens() -> None:
    series, sessions = quiet(2, 20)
    series["t0"] = planted(steady(20), 2)
    found = rises(series, sessions, WEEK, floor=lambda _: 5).signals
    one = next(one for one in found if one.id == "t0")
    assert one.low <= 100 <= one.high
    assert one.low % 10 == one.high % 10 == 0
    assert one.low > 0


def test_the_days_of_a_running_week_are_held_against_the_same_weekdays() -> None:
    """A topic of weekends is no rise on a Saturday, though the week was silent."""
    weekend = {day: n if day.weekday() > 4 else 0 for day, n in steady(40).items()}
    sessions = dict.fromkeys(days(), 100)
    running = Window(MONDAY, MONDAY + timedelta(days=5))
    found = rises({"weekend": weekend}, sessions, running, floor=lambda _: 5)
    assert (found.n_watched, found.signals) == (1, ())


@pytest.mark.parametrize("weekday", range(7))
def test_the_weeks_that_are_looked_at(weekday: int) -> None:
    today = MONDAY + timedelta(days=7 + weekday)
    assert signals.last_week(today) == WEEK
    running = signals.this_week(today)
    assert (running is None) is (weekday == 0)
    if running:
        assert running.until == today - timedelta(days=1)


def test_no_series_give_no_signals() -> None:
    assert rises({}, {}, WEEK, floor=lambda _: 5) == signals.Found((), 0)
