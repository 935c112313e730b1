"""Made-up chats: through the real edge, at made-up moments, never among real counts."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import flow, run
from bot import settings as config
from bot.content import Content, load
from bot.counts import counts, first_and_last_day
from bot.run import StartError
from bot.settings import Settings
from bot.simulate import house, main, phrases
from bot.simulate.main import SimulationError, prepare
from bot.simulate.talk import Talk
from bot.simulate.understudy import Understudy
from bot.simulate.year import Visit, numbers, planted, visits
from bot.store import (
    FEELINGS,
    HELSINKI,
    SCORES,
    SERVICE_OUTCOMES,
    TABLES,
    Count,
    Store,
    is_simulated,
    open_readonly,
)
from bot.web.counters import Counters
from bot.web.session import Sessions
from bot.web.turn import Edge

LAST = date(2026, 11, 22)
EVENING = datetime(2026, 3, 8, 21, 30, tzinfo=HELSINKI)


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@pytest.fixture(scope="module")
def said(content: Content) -> phrases.Phrases:
    return phrases.load(content)


@pytest.fixture
def edge(content: Content, tmp_path: Path) -> Edge:
    return Edge(
        content=content,
        rasa=Understudy(content, seed=1),
        sessions=Sessions(),
        counters=Counters(Store(tmp_path / "stats.db", simulated=True)),
        secret="s" * 40,
    )


def visit(**changes: Any) -> Visit:
    known = Visit(EVENING, "fi", False, "topic_in_words", "sleep", (), "seed")
    return replace(known, **changes)


# --- the year -------------------------------------------------------------------


def test_all_that_the_numbers_name_is_there(content: Content) -> None:
    known = numbers()
    topics = {*known["popular"], *known["seasons"]}
    for row in known["planted"]:
        topics |= {row["topic"]} if "topic" in row else set()
        assert "service" not in row or content.services.is_visible(row["service"])
        assert "step" not in row or flow.find_step(content, row["step"])
    assert topics <= set(content.topics)
    assert set(known["small"]) <= set(content.intents)
    assert set(known["areas"]) == {topic.area for topic in content.topics.values()}
    assert set(known["feelings"]) == set(FEELINGS)
    assert set(known["outcomes"]) == set(SERVICE_OUTCOMES[2:])
    assert len(known["scores"]) == len(SCORES)
    assert (len(known["hours"]), len(known["weekdays"])) == (24, 7)
    assert list(known["months"]) == list(range(1, 13))


@pytest.fixture(scope="module")
def year(content: Content) -> list[Visit]:
    return list(visits(content, last=LAST, n_days=365, per_day=12, seed=1))


def test_the_year_has_its_days_its_chats_and_its_languages(year: list[Visit]) -> None:
    days = Counter(one.at.date() for one in year)
    assert (min(days), max(days)) == (date(2025, 11, 23), LAST)
    assert 12 * 365 * 0.95 < len(year) < 12 * 365 * 1.05
    languages = Counter(one.language for one in year)
    assert [name for name, _ in languages.most_common()] == ["fi", "sv", "en"]


def test_evenings_and_school_terms_are_busier(year: list[Visit]) -> None:
    hours = Counter(one.at.hour for one in year)
    months = Counter(one.at.month for one in year)
    assert hours[21] > 3 * hours[9] > 3 * hours[5]
    assert months[9] > 1.4 * months[7]


def test_the_same_seed_gives_the_same_year(content: Content, year: list[Visit]) -> None:
    again = list(visits(content, last=LAST, n_days=365, per_day=12, seed=1))
    assert again == year
    assert list(visits(content, last=LAST, n_days=9, per_day=12, seed=2)) != year[:100]


def test_planted_rises_are_in_the_visits(year: list[Visit]) -> None:
    rises = [row for row in planted(last=LAST) if row["what"] == "rise"]
    assert len(rises) == 3
    for row in rises:
        inside = [
            one for one in year if row["from"] <= one.at.date().isoformat() <= row["to"]
        ]
        share = sum(one.topic == row["topic"] for one in inside) / len(inside)
        usual = sum(one.topic == row["topic"] for one in year) / len(year)
        assert share > 1.5 * usual, row


# --- the chats ------------------------------------------------------------------


def hold(edge: Edge, said: phrases.Phrases, *people: Visit) -> None:
    async def all_of_them() -> None:
        rows = planted(last=EVENING.date())
        for one in people:
            await Talk(edge, one, said, rows).run()

    asyncio.run(all_of_them())
    edge.counters.write(everything=True)


@pytest.mark.parametrize("begins", sorted(numbers()["begins"]))
def test_every_beginning_leads_to_an_end(
    edge: Edge, said: phrases.Phrases, tmp_path: Path, begins: str
) -> None:
    people = [visit(begins=begins, seed=f"{begins}{n}") for n in range(6)]
    hold(edge, said, *people)
    db = open_readonly(tmp_path / "stats.db")
    assert is_simulated(db)
    assert counts(db, "sessions", by=("hour",)) == {("21",): 6}
    assert counts(db, "modes", by=()) == {(): 6}
    assert counts(db, "failures", by=()) == counts(db, "refusals", by=()) == {}
    # A chat of danger may be forgotten twelve hours later.
    first, last = first_and_last_day(db) or (LAST, LAST)
    assert first == EVENING.date()
    assert (last - first).days <= 1
    turns = counts(db, "turns", by=()).get((), 0)
    assert turns >= (0 if begins == "looks" else 6)
    assert bool(counts(db, "domains", by=())) or begins != "danger"


def test_chats_fill_what_dashboards_show(
    edge: Edge, content: Content, said: phrases.Phrases, tmp_path: Path
) -> None:
    people = visits(content, last=LAST, n_days=3, per_day=30, seed=3)
    hold(edge, said, *people)
    db = open_readonly(tmp_path / "stats.db")
    left_out = {"searches", "search_words", "checks", "failures", "refusals"}
    seen = {table for table in TABLES if counts(db, table, by=())}
    assert seen >= set(TABLES) - left_out - {"nps", "false_alarms"}
    assert {key[0] for key in counts(db, "feeling", by=("feeling",))} <= set(FEELINGS)


def test_what_is_planted_in_chats_is_done(edge: Edge, said: phrases.Phrases) -> None:
    row = {"what": "leaves", "step": "sleep.start", "share": 1.0}
    rows = [{**row, "from": "2026-03-01", "to": "2026-03-31"}]
    for n in range(5):
        one = visit(begins="topic_from_list", seed=str(n))
        assert asyncio.run(Talk(edge, one, said, rows).run()) == 1


def test_the_understudy_understands_what_was_meant(content: Content) -> None:
    rasa = Understudy(content, seed=1)
    metadata = {
        "crisis": None,
        "history": [],
        "language": "fi",
        "easy": False,
        "left": [],
        "known": [],
    }
    text = content.topics["sleep"].examples["fi"][0]
    found = [asyncio.run(rasa.turn("me", text, metadata)) for _ in range(60)]
    heard = Counter(one["custom"]["intent"] for one in found if one)
    assert set(heard) == {"talk_about_sleep", "nlu_fallback"}
    assert heard["talk_about_sleep"] > 45


# --- never among real counts ----------------------------------------------------


def settings(var: Path) -> Settings:
    return cast(Settings, SimpleNamespace(var=var))


def test_the_folder_of_real_counts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="real counts"):
        prepare(tmp_path, settings(tmp_path))


def test_a_store_of_real_counts_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "simulated"
    Store(out / "stats.db").add([(Count("turns", "2026-11-22", ("08", "fi")), 3)])
    with pytest.raises(SimulationError, match="real counts"):
        prepare(out, settings(tmp_path))
    assert counts(open_readonly(out / "stats.db"), "turns", by=()) == {(): 3}


def test_an_older_simulation_is_replaced_and_what_was_planted_is_noted(
    edge: Edge, tmp_path: Path
) -> None:
    out = tmp_path / "simulated"
    old = (Count("turns", "2020-01-01", ("08", "fi")), 3)
    Store(out / "stats.db", simulated=True).add([old])
    store = prepare(out, settings(tmp_path))
    args = argparse.Namespace(
        until=LAST, days=2, chats_per_day=3, seed=1, out=out, without_rasa=True
    )
    made = replace(edge, counters=Counters(store))
    n_turns, _ = asyncio.run(main._simulate(made, args))
    db = open_readonly(out / "stats.db")
    assert counts(db, "turns", by=()) == {(): n_turns}
    noted = (out / "planted.json").read_text("utf-8")
    assert '"with_rasa": false' in noted
    assert '"housing"' in noted


# --- what it starts, it stops ---------------------------------------------------

SERVER = """
import http.server, sys
class Yes(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Yes).serve_forever()
"""


WAITING = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


@pytest.fixture
def start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[str], None]]:
    """Let the parts be small programs of ours; ``start`` says what Rasa runs."""

    def as_rasa(program: str) -> None:
        def commands(settings: Any, model: Path) -> dict[str, list[str]]:
            port = str(settings.rasa_port)
            return {
                "rasa": [sys.executable, "-c", program, port],
                "actions": [sys.executable, "-c", WAITING],
            }

        monkeypatch.setattr(run, "commands", commands)

    monkeypatch.setattr(house, "ensure_model", lambda settings: Path("none"))
    yield as_rasa


def is_running(log: Path) -> bool:
    try:
        os.kill(int(log.read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def test_rasa_is_started_for_the_chats_and_stopped(
    start: Callable[[str], None], tmp_path: Path
) -> None:
    start(SERVER)
    with house.running(config.load(dotenv=None), log=tmp_path) as address:
        assert address.token
        assert address.url.startswith("http://127.0.0.1:")
    assert not is_running(tmp_path / "actions.log")


def test_a_rasa_that_does_not_start_is_told_and_nothing_is_left_running(
    start: Callable[[str], None], tmp_path: Path
) -> None:
    start("raise SystemExit(1)")
    with (
        pytest.raises(StartError, match="did not start"),
        house.running(config.load(dotenv=None), log=tmp_path),
    ):
        pass
    text = (tmp_path / "actions.log").read_text()
    assert not text or not is_running(tmp_path / "actions.log")
