"""When made-up people come over a year, and what each of them comes for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.content import Content
from safety.hours import HELSINKI

NUMBERS = Path(__file__).with_name("year.yml")


@cache
def numbers() -> dict[str, Any]:
    """Return the numbers of the made-up year."""
    read: dict[str, Any] = yaml.safe_load(NUMBERS.read_text(encoding="utf-8"))
    return read


@dataclass(frozen=True)
class Visit:
    """One person who comes.

    Attributes:
        at: When, in Helsinki.
        begins: How the chat begins, a key of ``begins`` in the numbers.
        topic: What it is about.
        questions: Texts of a planted question that this person asks, or none.
        seed: Of everything that this person does.
    """

    at: datetime
    language: str
    is_easy: bool
    begins: str
    topic: str
    questions: tuple[str, ...]
    seed: str


def pick(random: Random, weights: Mapping[str, float]) -> str:
    """Draw a key by its weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def planted(*, last: date) -> list[dict[str, Any]]:
    """Return what is planted, each with its first and last day."""
    found = []
    for row in numbers()["planted"]:
        days = {name: row[f"{name}_days_ago"] for name in ("from", "to")}
        told = {key: value for key, value in row.items() if "days_ago" not in key}
        told |= {k: (last - timedelta(days=n)).isoformat() for k, n in days.items()}
        found.append(told)
    return found


def on(rows: Sequence[dict[str, Any]], what: str, day: date) -> list[dict[str, Any]]:
    """Return what of one kind is planted on a day."""
    known = (row for row in rows if row["what"] == what)
    return [row for row in known if row["from"] <= day.isoformat() <= row["to"]]


def visits(
    content: Content, *, last: date, n_days: int, per_day: float, seed: int
) -> Iterator[Visit]:
    """Yield everybody who comes, day after day.

    Args:
        last: The last day.
        per_day: Chats on a day of the whole run, in the mean.
    """
    random = Random(seed)
    days = [last - timedelta(days=n_days - 1 - n) for n in range(n_days)]
    weights = [_weight(day, n / n_days) for n, day in enumerate(days)]
    mean = sum(weights) / n_days
    rows = planted(last=last)
    for day, weight in zip(days, weights, strict=True):
        expected = per_day * weight / mean
        for number in range(_poisson(random, expected)):
            yield _visit(random, content, rows, day, f"{seed}:{day}:{number}")


def _weight(day: date, way: float) -> float:
    known = numbers()
    rhythm = float(known["weekdays"][day.weekday()] * known["months"][day.month])
    return rhythm * (1 + float(known["growth"] - 1) * way)


def _poisson(random: Random, mean: float) -> int:
    """Draw how many come; the sum of waiting times is what a day holds."""
    n, waited = 0, random.expovariate(1.0)
    while waited < mean:
        n += 1
        waited += random.expovariate(1.0)
    return n


def _visit(
    random: Random, content: Content, rows: list[dict[str, Any]], day: date, seed: str
) -> Visit:
    known = numbers()
    hour = random.choices(range(24), known["hours"])[0]
    language = pick(random, known["languages"])
    asked = on(rows, "question", day)
    asks = bool(asked) and random.random() < asked[0]["share"]
    return Visit(
        at=datetime(
            day.year, day.month, day.day, hour, random.randrange(60), tzinfo=HELSINKI
        ),
        language=language,
        is_easy=random.random() < known["easy_share"],
        begins="question" if asks else pick(random, known["begins"]),
        topic=pick(random, _topics(content, rows, day)),
        questions=tuple(asked[0]["texts"][language]) if asks else (),
        seed=seed,
    )


def _topics(
    content: Content, rows: list[dict[str, Any]], day: date
) -> dict[str, float]:
    """Return how often each topic comes up on a day."""
    known = numbers()
    weights: dict[str, float] = {}
    for area, share in known["areas"].items():
        inside = [topic.id for topic in content.topics.values() if topic.area == area]
        own = {id: known["popular"].get(id, 1.0) for id in inside}
        total = sum(own.values())
        weights |= {id: share * weight / total for id, weight in own.items()}
    for id, months in known["seasons"].items():
        weights[id] *= months.get(day.month, 1)
    for row in on(rows, "rise", day):
        weights[row["topic"]] *= row["factor"]
    return weights
