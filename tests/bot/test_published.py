"""All published tables together: nobody can work out a hidden count (STA-2).

``attacker.py`` takes every figure of every table as a sum that lies in a range, links
the tables that share sums, and looks for other whole counts that fit. A hidden figure
for which there are none would be given away.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from bot import disclosure
from bot.content import Content, load
from bot.export_stats import as_csv
from bot.report import tables as published
from bot.report.period import choose_period
from bot.report.values import KNOWN
from bot.store import (
    BUCKETS,
    FEELINGS,
    SCORES,
    SERVICE_OUTCOMES,
    SLOWER,
    TABLES,
    Count,
    Store,
    open_readonly,
)
from tests.bot import attacker

FIRST, END = date(2026, 1, 1), date(2026, 12, 31)
TODAY = date(2027, 1, 3)
N_TOPICS, N_SERVICES = 9, 5
ALERTS = {"none": 80, "concern": 15, "elevated": 3, "high": 1, "acute": 1}
HOURS = [f"{hour:02d}" for hour in range(24)]
# What a chat may leave beside its start: how often, and what its columns may hold.
TRACES = {
    "turns": (1, ("hour", "language")),
    "topics": (0.8, ("topic", "language")),
    "understanding": (1, ("understanding.outcome", "language")),
    "feedback": (0.2, ("topic", "thumb")),
    "searches": (0.2, ("topic", "searches.outcome", "language")),
    "feeling": (0.2, ("feeling", "language")),
    "nps": (0.1, ("score", "language")),
    "endings": (0.2, ("endings.outcome", "language")),
    "requests": (0.2, ("requests.what", "language")),
    "modes": (1, ("mode", "language")),
    "speed": (1, ("speed.what", "speed.bucket")),
    "failures": (0.03, ("part",)),
    "domains": (0.05, ("category", "level")),
    "false_alarms": (0.02, ("category",)),
    "services": (0.08, ("service", "services.outcome")),
}


@pytest.fixture(scope="module")
def content() -> Content:
    """Return the content with a few topics and services: the solver reads them all."""
    whole = load(Path("data"))
    topics = dict(list(whole.topics.items())[:N_TOPICS])
    services = dict(list(whole.services.services.items())[:N_SERVICES])
    few = replace(whole.services, services=services)
    return replace(whole, topics=topics, services=few)


Made = Counter[tuple[str, str, tuple[str, ...]]]


def made_up(seed: int, until: date, content: Content) -> Made:
    """Return the rows of a store of a small service: quiet months beside busy ones."""
    random = Random(seed)
    per_day = random.choice([0.3, 1, 3, 8])
    values = {
        **{name: list(known) for name, known in KNOWN.items()},
        "feeling": FEELINGS,
        "services.outcome": SERVICE_OUTCOMES,
        "speed.bucket": [*BUCKETS.values(), SLOWER],
        "level": list(ALERTS)[2:],
        "hour": HOURS,
        "topic": list(content.topics),
        "service": list(content.services.services),
        "score": SCORES,
    }
    rows: Made = Counter()
    day = FIRST
    while day <= until:
        for _ in range(int(random.expovariate(1 / (4 * per_day)))):
            _chat(rows, random, day.isoformat(), values)
        day += timedelta(days=1)
    return rows


def _chat(rows: Made, random: Random, day: str, values: dict) -> None:
    def one(column: str) -> str:
        known = values[column]
        return random.choices(known, [1 / (1 + n) ** 1.5 for n in range(len(known))])[0]

    rows["sessions", day, (random.choice(HOURS), one("language"))] += 1
    level = random.choices(list(ALERTS), list(ALERTS.values()))[0]
    rows["levels", day, (level, one("language"))] += 1
    for table, (chance, columns) in TRACES.items():
        if random.random() < chance:
            rows[table, day, tuple(one(column) for column in columns)] += 1


Tables = dict[str, list[dict[str, str]]]


def released(
    path: Path, rows: Made, content: Content, until: date
) -> tuple[Tables, dict[str, str]]:
    """Return the tables as a reader of the files has them, and the label of a month."""
    if not path.exists():
        Store(path).add([(Count(*key), n) for key, n in rows.items()])
    db = open_readonly(path)
    period = choose_period(db, None, until, TODAY)
    made = published.tables(db, period, content)
    db.conn.close()
    read = {name: list(read_back(as_csv(lines))) for name, lines in made.items()}
    labels = {m: label for q in period.quarters for m, label in q.names.items()}
    return read, labels


def read_back(data: bytes) -> csv.DictReader:
    return csv.DictReader(data.decode("utf-8-sig").splitlines())


def given_away(path: Path, rows: Made, content: Content) -> list[str]:
    tables, labels = released(path, rows, content, END)
    truth = attacker.true_counts(rows, TABLES, labels, content)
    figures = attacker.figures(tables, attacker.Floors(content))
    equal = attacker.links({part for one in figures for part in one.parts})
    assert attacker.disagreeing([*figures, *equal], truth) == []
    assert any(one.is_hidden for one in figures)
    return attacker.given_away(figures, equal, truth)


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_of_a_year_can_be_worked_out(
    tmp_path: Path, content: Content, seed: int
) -> None:
    rows = made_up(seed, END, content)
    assert given_away(tmp_path / "s.db", rows, content) == []


@pytest.mark.parametrize("seed", range(6, 10))
def test_releases_side_by_side_tell_no_more_than_the_later_one(
    tmp_path: Path, content: Content, seed: int
) -> None:
    """Months 1 to 6, and 1 to 7 or 1 to 9: what both tell, they tell alike."""
    path, rows = tmp_path / "s.db", made_up(seed, END, content)
    half, _ = released(path, rows, content, date(2026, 6, 30))
    longer, _ = released(path, rows, content, date(2026, 7, 31))
    longest, _ = released(path, rows, content, date(2026, 9, 30))
    assert longer == half
    for name, lines in half.items():
        assert longest[name][: len(lines)] == lines
        added = {line["quarter"] for line in longest[name][len(lines) :]}
        assert added == {"2026-Q3"}


def test_the_same_solver_finds_what_careless_hiding_gives_away(
    tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small counts alone hidden, nothing rounded: the sums tell them."""
    exact = replace(disclosure.rules(), round_to=1)
    for module in (disclosure, attacker):
        monkeypatch.setattr(module, "rules", lambda: exact)
    for step in ("hide_beside", "mend"):
        monkeypatch.setattr(disclosure._Table, step, lambda table: None)
    rows = made_up(2, END, content)
    assert given_away(tmp_path / "s.db", rows, content)


def test_a_hidden_total_is_not_told_by_the_other_totals() -> None:
    """28 to 32 in all, at most 17 and 7 of two: the third, under 5, would be 4."""
    rows = {"fi": (1, 0, 16), "sv": (0, 1, 6), "en": (0, 0, 4)}
    counts = {(one, str(n)): c for one, cs in rows.items() for n, c in enumerate(cs)}
    safe = disclosure.protect(counts, floor=lambda *_: 5)
    hidden = [one for one, total in safe.rows.items() if total.is_hidden]
    assert "en" in hidden
    assert len(hidden) > 1 or safe.total.is_hidden
