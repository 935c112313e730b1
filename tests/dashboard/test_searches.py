"""The page of searches without hits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Count, Store
from dashboard import frame
from tests.dashboard import made_up
from tests.dashboard.test_app import everything, opened


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    monkeypatch.setattr(frame, "today", lambda: made_up.TODAY)
    return Store(tmp_path / "stats.db")


def searched(topic: str, outcome: str, n: int, *, days: int = 0) -> tuple[Count, int]:
    day = (made_up.TODAY - timedelta(days=days)).isoformat()
    return Count("searches", day, (topic, outcome, "fi")), n


def test_what_to_write_next_is_what_most_searches_missed(store: Store) -> None:
    store.add(
        [
            searched("sleep", "found", 300),
            searched("sleep", "nothing", 20),
            searched("exam_stress", "nothing", 61),
            searched("loneliness", "nothing", 2),
        ]
    )
    app = opened("searches", language="en")
    links = [node.proto.label for node in app.main if node.type == "page_link"]
    assert [label.rpartition(":")[2].strip() for label in links] == [
        "60 searches without a hit",
        "20 searches without a hit",
    ]
    assert app.metric[0].value.startswith("22")
    assert '"n": 2' not in everything(app)


def test_common_words_are_listed_once_many_chats_held_them(store: Store) -> None:
    days = [(made_up.TODAY - timedelta(days=n)).isoformat() for n in range(5)]
    store.add(
        [
            searched("sleep", "nothing", 40),
            *((Count("search_words", day, ("insurance", "fi")), 6) for day in days),
            (Count("search_words", days[0], ("loan", "fi")), 19),
        ]
    )
    words = [table.value for table in opened("searches").table if "Sana" in table.value]
    assert list(words[0]["Sana"]) == ["vakuutus"]
    assert list(words[0]["Keskusteluja"]) == ["30"]


def test_nothing_searched_yet_says_so(store: Store, tmp_path: Path) -> None:
    made_up.small(tmp_path / "stats.db")
    app = opened("searches")
    assert any("Yhdessäkään aiheessa" in text.value for text in app.markdown)
