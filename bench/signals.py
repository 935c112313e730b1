"""Measure the weak signals: what share of planted rises is found, how many false.

    python -m bench.signals [--years 6] [--rises 200]

Counts are made up, with a week, a year, holidays and chance that is wider than pure
chance; no store is read or written. Prints tables; takes some minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from dashboard import signals
from dashboard.queries import Window

START: Final = date(2025, 1, 6)
N_TOPICS: Final = 62
N_DOMAINS: Final = 12
FLOOR, SENSITIVE_FLOOR = 5, 10
WEEKDAYS: Final = (1.1, 1.15, 1.1, 1.05, 0.9, 0.8, 0.9)
WEEKS_A_MONTH: Final = 52.1775 / 12
VOLUMES: Final = (8, 12, 20, 30, 50, 100)
QUIET: Final = ((150, 0.1), (800, 0.0), (800, 0.1), (800, 0.2), (3000, 0.1))
RISES: Final = (1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True)
class Made:
    """Counts by day, and the chats they belong to."""

    series: dict[str, dict[date, int]]
    sessions: dict[date, int]


def made_up(
    random: np.random.Generator,
    *,
    n_weeks: int,
    chats_a_week: float = 800,
    wobble: float = 0.1,
) -> Made:
    """Make up chats and topics without any rise of its own.

    Args:
        chats_a_week: In an ordinary week.
        wobble: How much a topic's share goes up and down from week to week beside
            pure chance (standard deviation of its logarithm).
    """
    days = [START + timedelta(days=n) for n in range(7 * n_weeks)]
    year = np.array([2 * np.pi * d.toordinal() / 365.25 for d in days])
    week = np.array([WEEKDAYS[d.weekday()] for d in days])
    lull = np.array([0.5 if (d.month, d.day) > (12, 22) else 1.0 for d in days])
    mean = chats_a_week / 7 * week * lull * (1 + 0.25 * np.cos(year))
    chats = random.poisson(mean * random.gamma(50, 1 / 50, len(days)))
    return Made(
        dict(_series(random, days, year, chats, n_weeks, wobble)),
        dict(zip(days, chats.tolist(), strict=True)),
    )


def _series(
    random: np.random.Generator,
    days: list[date],
    year: np.ndarray,
    chats: np.ndarray,
    n_weeks: int,
    wobble: float,
) -> Iterator[tuple[str, dict[date, int]]]:
    ranks = np.arange(1, N_TOPICS + 1)
    topics = 1.2 * ranks**-0.8 / (ranks**-0.8).sum()
    shares = {f"topic {n:02d}": one for n, one in enumerate(topics)}
    shares |= {f"domain {n:02d}": 0.03 / (n + 1) for n in range(N_DOMAINS)}
    for name, one in shares.items():
        season = np.exp(random.uniform(0, 0.3) * np.cos(year - random.uniform(0, 6)))
        weekly = np.repeat(np.exp(random.normal(0, wobble, n_weeks)), 7)
        counts = random.poisson(one * season * weekly * chats)
        yield name, dict(zip(days, counts.tolist(), strict=True))


def floor_of(name: str) -> int:
    """Return the least count that may be told."""
    return SENSITIVE_FLOOR if name.startswith("domain") else FLOOR


def false_alarms(seed: int, *, chats_a_week: float, wobble: float) -> tuple[int, int]:
    """Count false alarms over a quiet year, and the weeks that were watched.

    An alarm is a week and a series, however many of the week's looks tell it.
    """
    random = np.random.default_rng(seed)
    made = made_up(random, n_weeks=65, chats_a_week=chats_a_week, wobble=wobble)
    alarms: set[tuple[date, str]] = set()
    mondays = [START + timedelta(weeks=n) for n in range(13, 65)]
    for monday in mondays:
        for look, share in looks(monday):
            found = signals.rises(
                made.series, made.sessions, look, floor=floor_of, share=share
            )
            alarms |= {(monday, one.id) for one in found.signals}
    return len(alarms), len(mondays)


def looks(monday: date) -> Iterator[tuple[Window, float]]:
    """Yield all looks at a week as the dashboard takes them when opened daily."""
    for n_days in range(1, 7):
        until = monday + timedelta(days=n_days - 1)
        yield Window(monday, until), signals.FALSE_OF_DAY
    yield signals.last_week(monday + timedelta(weeks=1)), signals.FALSE_OF_WEEK


def is_found(seed: int, *, volume: float, times: float) -> bool:
    """Plant a rise in the last week of a topic, and tell whether it is found.

    Args:
        seed: Chooses the week of the year, too.
        volume: What the topic has in an ordinary week.
        times: How many times as much it has in the last week.
    """
    random = np.random.default_rng(seed)
    n_weeks = 52 + seed % 52
    made = made_up(random, n_weeks=n_weeks)
    chats = np.array(list(made.sessions.values()))
    share = volume / (chats.sum() / n_weeks)
    factor = np.exp(np.repeat(random.normal(0, 0.1, n_weeks), 7))
    factor[-7:] *= times
    counts = random.poisson(share * chats * factor)
    planted = dict(zip(made.sessions, counts.tolist(), strict=True))
    today = START + timedelta(weeks=n_weeks)
    found = signals.rises(
        made.series | {"topic 00": planted},
        made.sessions,
        signals.last_week(today),
        floor=floor_of,
    )
    return any(one.id == "topic 00" for one in found.signals)


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--years", type=int, default=6, help="quiet years")
    parser.add_argument("--rises", type=int, default=200, help="planted rises a cell")
    args = parser.parse_args()
    _tell("False alarms a month, 74 series, looked at daily for 52 weeks")
    for chats, wobble in QUIET:
        _tell(_quiet(args.years, chats_a_week=chats, wobble=wobble))
    _tell("Planted rises found in the week after, one to two years of history")
    _tell("usual a week  " + "".join(f"   x{times}" for times in RISES))
    for volume in VOLUMES:
        shares = [_share_found(args.rises, volume, times) for times in RISES]
        _tell(f"{volume:13d} " + "".join(f"{share:7.0%}" for share in shares))
    return 0


def _quiet(n_years: int, *, chats_a_week: float, wobble: float) -> str:
    n_alarms = n_weeks = 0
    for seed in range(n_years):
        alarms, weeks = false_alarms(seed, chats_a_week=chats_a_week, wobble=wobble)
        n_alarms, n_weeks = n_alarms + alarms, n_weeks + weeks
    rate = n_alarms / (n_weeks / WEEKS_A_MONTH)
    return (
        f"  {chats_a_week:5.0f} chats a week, wobble {wobble:.1f}: {rate:.2f} a month "
        f"({n_alarms} in {n_weeks} weeks)"
    )


def _share_found(n_rises: int, volume: float, times: float) -> float:
    found = [is_found(seed, volume=volume, times=times) for seed in range(n_rises)]
    return sum(found) / len(found)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
