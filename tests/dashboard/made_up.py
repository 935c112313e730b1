"""Stores with counts that nobody made, for tests only."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bot.store import Count, Store

TODAY = date(2026, 11, 22)
LEVELS = {"none": 80, "concern": 16, "elevated": 3, "high": 1, "acute": 1}
CATEGORIES = {"suicide": 5, "self_harm": 4, "violence": 3, "runaway": 1}
TOPICS = {"sleep": 9, "anxiety": 5, "exam_stress": 3, "loneliness": 2, "breakup": 1}
LANGUAGES = {"fi": 80, "sv": 12, "en": 8}
OUTCOMES = {"understood": 85, "unsure": 9, "out_of_scope": 6}
SERVICES = {"emergency_112": 2, "mieli_crisis_fi": 3, "sekasin_chat": 2}
# Steps of the topic of sleep, and where people go from them; "" is the end of the chat.
WAYS = {
    "sleep.start": {"sleep.ideas": 5, "sleep.awake_now": 3, "": 2},
    "sleep.ideas": {"sleep.phone": 4, "sleep.worries": 3, "sleep.start": 1, "": 2},
    "sleep.awake_now": {"sleep.get_up": 3, "": 7},
    "sleep.phone": {"sleep.plan_ready": 5, "sleep.ideas": 2, "": 3},
}
FEELINGS = {"worse": 1, "same": 4, "bit_better": 6, "better": 3}
SCORES = {"10": 5, "9": 4, "8": 4, "7": 3, "5": 2, "0": 1}
# Most leave 'did you get through?' unanswered.
TOLD = {"": 60, "reached": 15, "busy": 15, "closed": 5, "not_dared": 5}


def small(path: Path) -> None:
    """Write what one person trying the chat out would leave."""
    day = TODAY.isoformat()
    Store(path).add(
        [
            (Count("sessions", day, ("14", "fi")), 3),
            (Count("turns", day, ("14", "fi")), 12),
            (Count("levels", day, ("none", "fi")), 11),
            (Count("levels", day, ("acute", "fi")), 1),
            (Count("topics", day, ("sleep", "fi")), 2),
            (Count("understanding", day, ("understood", "fi")), 9),
            (Count("feedback", day, ("sleep", "up")), 1),
        ]
    )


def year(path: Path, *, per_day: int = 40, n_days: int = 364) -> None:
    """Write a year with its week and its evenings."""
    random = Random(7)
    counts: Counter[Count] = Counter()
    for offset in range(n_days):
        day = TODAY - timedelta(days=offset)
        _day(counts, random, day, per_day if day.weekday() < 5 else per_day // 2)
    Store(path).add(counts.items())


def _day(counts: Counter[Count], random: Random, day: date, n_sessions: int) -> None:
    def add(table: str, *keys: str, n: int = 1) -> None:
        counts[Count(table, day.isoformat(), keys)] += n

    def pick(weights: dict[str, int]) -> str:
        return random.choices(list(weights), list(weights.values()))[0]

    for _ in range(n_sessions):
        hour = f"{min(23, max(0, int(random.gauss(19, 4)))):02d}"
        language, topic, level = pick(LANGUAGES), pick(TOPICS), pick(LEVELS)
        is_calm = level in ("none", "concern")
        add("sessions", hour, language)
        add("turns", hour if is_calm else "", language, n=3)
        add("levels", level, language, n=3)
        add("topics", topic, language)
        add("understanding", pick(OUTCOMES), language, n=3)
        if random.random() < 0.3:
            add("feedback", topic, random.choice(["up", "up", "down"]))
        _walk(add, pick, f"{topic}.start", language)
        if is_calm and random.random() < 0.4:
            add("feeling", pick(FEELINGS), language)
            add("endings", pick({"helped": 7, "not_helped": 3}), language)
        if is_calm and random.random() < 0.1:
            add("nps", pick(SCORES), language)
        if random.random() < 0.2:
            add("searches", topic, pick({"found": 8, "nothing": 2}), language)
        if not is_calm:
            _alert(add, pick, level)


def _walk(add, pick, step: str, language: str) -> None:  # type: ignore[no-untyped-def]
    came_from = ""
    while step:
        add("steps", step, language)
        add("edges", came_from, step)
        came_from, step = step, pick(WAYS.get(step, {"": 1}))
    add("stops", came_from, language)


def _alert(add, pick, level: str) -> None:  # type: ignore[no-untyped-def]
    category = pick(CATEGORIES)
    add("domains", category, level)
    add("rules", f"{category}.some_rule")
    add("services", pick(SERVICES), "shown", n=3)
    add("services", pick(SERVICES), "opened")
    if told := pick(TOLD):
        add("services", pick(SERVICES), told)
    if category == "runaway":
        add("false_alarms", category)
        add("failures", "rasa")
