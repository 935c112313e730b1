"""Counts are written in batches in which nobody's way can be followed."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.counts import counts
from bot.store import Store, open_readonly
from bot.web.counters import CHATS_TOGETHER, Counters

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stats.db"


def chat(counters: Counters) -> None:
    counters.session("fi", now=NOW)
    counters.step(None, "sleep.start", "fi", now=NOW)
    counters.step("sleep.start", "sleep.ideas", "fi", now=NOW)
    counters.over("sleep.ideas", "default", "fi", now=NOW)


def written(path: Path, table: str) -> int:
    db = open_readonly(path)
    try:
        return counts(db, table, by=()).get((), 0)
    finally:
        db.conn.close()


def test_steps_wait_for_many_chats(path: Path) -> None:
    counters = Counters(Store(path))
    for _ in range(CHATS_TOGETHER - 1):
        chat(counters)
        counters.write()
    assert written(path, "sessions") == CHATS_TOGETHER - 1
    assert written(path, "steps") == written(path, "edges") == 0
    assert written(path, "stops") == 0

    chat(counters)
    counters.write()
    assert written(path, "steps") == 2 * CHATS_TOGETHER
    assert written(path, "stops") == CHATS_TOGETHER

    chat(counters)
    counters.write()
    assert written(path, "edges") == 2 * CHATS_TOGETHER


def test_the_end_of_the_process_loses_none(path: Path) -> None:
    counters = Counters(Store(path))
    chat(counters)
    counters.write(everything=True)
    assert written(path, "edges") == 2
