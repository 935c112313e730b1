"""Count what happened, without anybody in it.

Counts are added up in memory and written in batches, shuffled, and the steps of paths
only once many chats are in the batch: neither the order of rows nor two copies of the
file side by side show one person's way.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import Counter as Metric

from bot.store import BUCKETS, SLOWER, Count, Store, StoreError
from safety import Assessment, Level, SessionState
from safety.hours import HELSINKI

PATHS = frozenset({"steps", "edges", "stops"})
CHATS_TOGETHER = 10
"""The steps of so many chats are written together, or at the end of the process."""

TURNS = Metric("rinnalla_turns_total", "Messages read", ["language"])
ALERTS = Metric("rinnalla_help_cards_total", "Help cards shown", ["reason"])
FAILURES = Metric("rinnalla_failures_total", "Turns answered without a part", ["part"])
REFUSALS = Metric("rinnalla_refusals_total", "Messages refused kindly", ["code"])
UNWRITTEN = Metric("rinnalla_counts_unwritten_total", "Batches the store refused")


class Counters:
    """Everything that may be counted; nothing else may."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._pending: Counter[Count] = Counter()
        self._n_chats = 0
        self._lock = threading.Lock()

    def session(self, language: str, *, now: datetime) -> None:
        """Count the start of a chat."""
        self._n_chats += 1
        self._add(Count("sessions", _day(now), (_hour(now), language)))

    def turn(self, language: str, reading: Assessment | None, *, now: datetime) -> None:
        """Count a message; from elevated up without the hour (PRI-4)."""
        TURNS.labels(language).inc()
        if reading is None:
            ALERTS.labels("failure").inc()
            self._add(Count("failures", _day(now), ("detector",)))
            return
        is_calm = reading.level < Level.ELEVATED
        hour = _hour(now) if is_calm else ""
        self._add(Count("turns", _day(now), (hour, language)))
        self._add(Count("levels", _day(now), (reading.message_level.label, language)))
        if reading.check:
            self._add(Count("checks", _day(now), (language,)))

    def alert(self, reading: Assessment, services: list[str], *, now: datetime) -> None:
        """Count a help card: its domains, rules and services, by the day."""
        ALERTS.labels("danger").inc()
        level, day = reading.level.label, _day(now)
        for category in reading.message_categories or ("none",):
            self._add(Count("domains", day, (category, level)))
        for rule in reading.rules:
            self._add(Count("rules", day, (rule,)))
        for service in services:
            self._add(Count("services", day, (service, "shown")))

    def service(self, service: str, outcome: str, *, now: datetime) -> None:
        """Count that a contact was shown or opened, or what became of it."""
        self._add(Count("services", _day(now), (service, outcome)))

    def false_alarm(self, state: SessionState, *, now: datetime) -> None:
        """Count 'you misunderstood me', by the domain that had been heard."""
        for category in state.categories or ("none",):
            self._add(Count("false_alarms", _day(now), (category,)))

    def step(
        self, came_from: str | None, to: str, language: str, *, now: datetime
    ) -> None:
        """Count a step that was opened, and the way to it."""
        day = _day(now)
        self._add(Count("steps", day, (to, language)))
        if to.endswith(".start"):
            self._add(Count("topics", day, (to.partition(".")[0], language)))
        self._add(Count("edges", day, (came_from or "", to)))

    def understood(self, language: str, intent: str, *, now: datetime) -> None:
        """Count whether a message was understood."""
        outcome = {"nlu_fallback": "unsure", "out_of_scope": "out_of_scope"}
        what = outcome.get(intent, "understood")
        self._add(Count("understanding", _day(now), (what, language)))

    def searched(
        self, language: str, topic: str, is_found: bool, *, now: datetime
    ) -> None:
        """Count a search: what it was nearest to, and whether that was near."""
        outcome = "found" if is_found else "nothing"
        self._add(Count("searches", _day(now), (topic, outcome, language)))

    def missed(self, language: str, words: Iterable[str], *, now: datetime) -> None:
        """Count the common words of a search that found nothing; once a chat."""
        for word in words:
            self._add(Count("search_words", _day(now), (word, language)))

    def feedback(self, topic: str, thumb: str, *, now: datetime) -> None:
        """Count a thumb for a topic."""
        self._add(Count("feedback", _day(now), (topic, thumb)))

    def request(self, what: str, language: str, *, now: datetime) -> None:
        """Count a chat in which a person or a contact was asked for or offered."""
        self._add(Count("requests", _day(now), (what, language)))

    def farewell(
        self, question: str, answer: str, language: str, *, now: datetime
    ) -> None:
        """Count an answer that was given on leaving."""
        table = {"ending": "endings"}.get(question, question)
        self._add(Count(table, _day(now), (answer, language)))

    def over(
        self, step: str | None, mode: str, language: str, *, now: datetime
    ) -> None:
        """Count a chat that is over: the step it was at, unless None, and its mode."""
        if step is not None:
            self._add(Count("stops", _day(now), (step, language)))
        self._add(Count("modes", _day(now), (mode, language)))

    def speed(self, what: str, seconds: float, *, now: datetime) -> None:
        """Count how long a message waited for its card or its turn."""
        self._add(Count("speed", _day(now), (what, _bucket(seconds * 1000))))

    def refused(self, language: str, code: str, *, now: datetime) -> None:
        """Count a message that was refused kindly."""
        REFUSALS.labels(code).inc()
        self._add(Count("refusals", _day(now), (code, language)))

    def failed(self, part: str, *, now: datetime) -> None:
        """Count a turn that had to do without a part."""
        FAILURES.labels(part).inc()
        self._add(Count("failures", _day(now), (part,)))

    def write(self, *, everything: bool = False) -> None:
        """Write what was counted; what the store refuses stays for the next time.

        Args:
            everything: The steps of few chats, too: the process ends.
        """
        if self._store is None:
            return
        if batch := self._batch(everything or self._n_chats >= CHATS_TOGETHER):
            self._write(self._store, batch)
        try:
            self._store.tidy()
        except StoreError:
            UNWRITTEN.inc()

    def _batch(self, has_paths: bool) -> Counter[Count]:
        """Take what may be written now."""
        with self._lock:
            taken = Counter(
                {
                    count: n
                    for count, n in self._pending.items()
                    if has_paths or count.table not in PATHS
                }
            )
            self._pending -= taken
            self._n_chats = 0 if has_paths else self._n_chats
        return taken

    def _write(self, store: Store, batch: Counter[Count]) -> None:
        rows = list(batch.items())
        random.SystemRandom().shuffle(rows)
        try:
            store.add(rows)
        except StoreError:
            UNWRITTEN.inc()
            with self._lock:
                self._pending += batch

    def _add(self, count: Count) -> None:
        with self._lock:
            self._pending[count] += 1


def _bucket(ms: float) -> str:
    return next((name for most, name in BUCKETS.items() if ms <= most), SLOWER)


def _day(now: datetime) -> str:
    return now.astimezone(HELSINKI).date().isoformat()


def _hour(now: datetime) -> str:
    return f"{now.astimezone(HELSINKI).hour:02d}"
