"""What rose: the weak signals of the store, kept for some minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import streamlit as st

from bot.store import open_readonly
from dashboard import queries, signals
from dashboard.frame import KEPT_S, Page, store
from dashboard.queries import Window
from safety import Level

ALERT_LEVELS = tuple(level.label for level in Level if level >= Level.ELEVATED)
TOPIC, DOMAIN = "topic", "domain"


@dataclass(frozen=True)
class Rise:
    """A topic or a domain that rose.

    Attributes:
        kind: ``TOPIC`` or ``DOMAIN``.
        is_early: Seen in a week that still runs.
    """

    kind: str
    id: str
    low: int
    high: int
    is_early: bool


@dataclass(frozen=True)
class Risen:
    """All rises, the surest first, and whether there was enough to judge by.

    Attributes:
        looked_at: The last week that is over.
        n_watched: How many topics and domains had enough history.
    """

    rises: tuple[Rise, ...]
    looked_at: Window
    n_watched: int


def risen(page: Page, day: date) -> Risen:
    """Return what rose in the week before a day, or in the days since.

    Args:
        day: The day it is; in a simulated store its last one.
    """
    floors = {
        (TOPIC, id): page.floor(topic=id)
        for id in queries.by(page.db, "topics", "topic", Window(date.min, day))
    }
    return _risen(store(), day, tuple(floors.items()), page.floor(table="domains"))


@st.cache_data(ttl=KEPT_S, max_entries=20, show_spinner=False)
def _risen(
    path: Path,
    day: date,
    floors: tuple[tuple[tuple[str, str], int], ...],
    floor: int,
) -> Risen:
    db = open_readonly(path)
    try:
        back = Window(day - timedelta(weeks=signals.WEEKS_BACK + 2), day)
        topics = queries.per_day(db, "topics", "topic", back)
        alerts = queries.alerts_by_day(db, ALERT_LEVELS, back)
        sessions = queries.by_day(db, "sessions", back)
    finally:
        db.conn.close()
    series = {f"{TOPIC} {id}": days for id, days in topics.items()}
    series |= {f"{DOMAIN} {id}": days for id, days in alerts.items() if id != "none"}
    of = {" ".join(key): n for key, n in floors}

    def look(window: Window, share: float) -> signals.Found:
        return signals.rises(
            series,
            sessions,
            window,
            floor=lambda key: of.get(key, floor),
            share=share,
        )

    week = signals.last_week(day)
    over = look(week, signals.FALSE_OF_WEEK)
    running = signals.this_week(day)
    early = look(running, signals.FALSE_OF_DAY) if running else None
    found = [_rise(one, is_early=False) for one in over.signals]
    if early:
        found += [_rise(one, is_early=True) for one in early.signals]
    return Risen(tuple(found), week, over.n_watched)


def _rise(signal: signals.Signal, *, is_early: bool) -> Rise:
    kind, _, id = signal.id.partition(" ")
    return Rise(kind, id, signal.low, signal.high, is_early)
