"""The edge serves each language its own content, and follows what changes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient

from bot.content import Content
from bot.editions import Editions
from bot.flow import open_payload
from bot.search import Shelf, path_at
from bot.store import Store
from bot.web import app as web
from bot.web import pages, turn
from bot.web.counters import Counters
from bot.web.session import Session, Sessions
from bot.web.turn import Edge
from tests.bot.sample import step, words
from tests.bot.signing import MONEY, SLEEP, House, make_house
from tests.web.talk import Frames, Rasa, heard, say

NEW = "Yö on pitkä.\nMitä nyt?"
OPEN_SLEEP, OPEN_MONEY = open_payload("sleep.start"), open_payload("money.start")
BASICS = ("another_topic", "session_ended", "technical_second")


def make_edge(house: House, tmp_path: Path) -> Edge:
    editions = Editions(house.settings)
    return Edge(
        content=editions.of("fi"),
        rasa=Rasa(),
        sessions=Sessions(),
        counters=Counters(Store(tmp_path / "stats.db")),
        secret="s" * 40,
        search=Shelf(house.settings.var, editions.working_hash),
        editions=editions,
    )


def basics(house: House) -> None:
    """Write the words that the edge says by itself."""
    said = house.folder.files["replies.yml"]
    said["replies"] |= {name: step() for name in BASICS}
    named = ("everyday", "back", "shorter", "stay", "language_fi", "language_sv")
    said["labels"] |= {name: words(name) for name in named}
    house.folder.write()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Nothing signed; the working copy is served."""
    made = make_house(tmp_path, monkeypatch)
    basics(made)
    return made


@pytest.fixture
def half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """All is signed but one topic in Swedish; only what is signed is served."""
    made = make_house(tmp_path, monkeypatch, RINNALLA_REVIEWED_ONLY="1")
    basics(made)
    made.sign(languages=["fi", "en"])
    rest = ("crisis/suicide", "crisis/general", "replies", "services", "note", SLEEP)
    made.sign(*rest, languages=["sv"])
    return made


def get(house: House, edge: Edge, address: str) -> Any:
    """Ask the edge once, without a network."""

    async def once() -> Any:
        transport = ASGITransport(web.create_app(house.settings, edge))
        async with AsyncClient(transport=transport, base_url="http://edge") as client:
            return (await client.get(address)).json()

    return asyncio.run(once())


def opened(edge: Edge, session: Session, payload: str) -> Frames:
    """Take a button; what the page would get, the answer last."""
    return say(edge, session, "", payload)


def refreshed(edge: Edge) -> bool:
    return cast(Editions, edge.editions).refresh()


def test_one_content_for_all_costs_nothing(house: House, tmp_path: Path) -> None:
    edge = make_edge(house, tmp_path)
    assert edge.speaking("sv") is edge
    alone = replace(edge, editions=None)
    assert alone.speaking("en") is alone


def test_an_edit_is_said_in_a_chat_that_goes_on(house: House, tmp_path: Path) -> None:
    edge = make_edge(house, tmp_path)
    session = edge.sessions.new(language="fi")
    opened(edge, session, OPEN_SLEEP)
    start = house.folder.sleep["steps"]["start"]["say"]
    start["fi"] = [f"{NEW} {n}" for n in range(3)]
    house.folder.write()
    assert refreshed(edge)

    said = opened(edge, session, OPEN_SLEEP)[-1]["bubbles"]
    assert "\n".join(said).startswith(NEW)


def test_a_chat_whose_step_was_hidden_goes_on(house: House, tmp_path: Path) -> None:
    edge = make_edge(house, tmp_path)
    session = edge.sessions.new(language="fi")
    opened(edge, session, OPEN_SLEEP)
    house.register.hide(house.unit(SLEEP), None, **house.by())
    assert refreshed(edge)

    again = opened(edge, session, OPEN_SLEEP)[-1]
    assert session.history[-1].at == "replies.another_topic"
    assert again["bubbles"]
    typed = say(edge, session, "mitä nyt sitten pitäisi tehdä")[-1]
    assert [c["title"] for c in typed["choices"]] == ["everyday fi"]
    assert heard(session, lambda: turn.end(edge, session))[-1]["type"] == "ended"


def test_each_language_has_its_own_topics(half: House, tmp_path: Path) -> None:
    edge = make_edge(half, tmp_path)
    listed = {
        language: [
            topic["id"]
            for area in get(half, edge, f"/api/topics?lang={language}")
            for topic in area["topics"]
        ]
        for language in ("fi", "sv")
    }
    assert listed == {"fi": ["money", "sleep"], "sv": ["sleep"]}


def test_a_button_leads_to_no_topic_that_is_not_signed_in_the_language(
    half: House, tmp_path: Path
) -> None:
    edge = make_edge(half, tmp_path)
    for language, last in (("fi", "money.start"), ("sv", "sleep.ideas")):
        session = edge.sessions.new(language=language)
        said = opened(edge, session, OPEN_SLEEP)[-1]
        assert said["choices"][-1]["payload"] == open_payload(last)
    opened(edge, session, OPEN_MONEY)
    assert session.history[-1].at == "replies.another_topic"


def test_a_new_language_brings_its_own_content_at_once(
    half: House, tmp_path: Path
) -> None:
    edge = make_edge(half, tmp_path)
    session = edge.sessions.new(language="fi")
    opened(edge, session, OPEN_SLEEP)

    async def change() -> None:
        turn.change_language(edge.speaking("fi"), session, "sv")

    frame = heard(session, change)[-1]
    assert [c["title"] for c in frame["choices"]] == ["listen sv", "ideas sv"]


def test_the_words_of_the_note_are_those_of_the_language(
    half: House, tmp_path: Path
) -> None:
    found = get(half, make_edge(half, tmp_path), "/note?lang=sv")
    assert found["language"] == "sv" and found["page"]["title"]


def test_a_helpline_has_the_name_that_was_signed(half: House, tmp_path: Path) -> None:
    file = half.settings.content / "services.yml"
    text = file.read_text("utf-8").replace("Nödnumret 112", "Nytt namn")
    file.write_text(text, "utf-8")
    edge = make_edge(half, tmp_path)
    assert get(half, edge, "/api/services?lang=sv")[0]["name"] == "Nödnumret 112"


def test_the_search_follows_the_content_and_is_built_when_it_must(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = make_edge(house, tmp_path)
    built: list[object] = []
    monkeypatch.setattr(web, "start_index", built.append)
    house.say("fi", NEW)
    assert refreshed(edge)
    hash = cast(Editions, edge.editions).working_hash

    assert len(web.follow_search(house.settings, edge)) == 1
    assert built == [house.settings]
    path_at(house.settings.var, hash).parent.mkdir(parents=True)
    path_at(house.settings.var, hash).touch()
    assert web.follow_search(house.settings, edge) == []


@pytest.mark.parametrize("reviewed_only", [True, False])
def test_the_page_says_so_until_only_signed_words_are_served(
    content: Content, house: House, tmp_path: Path, reviewed_only: bool
) -> None:
    settings = replace(house.settings, reviewed_only=reviewed_only)
    now = make_edge(house, tmp_path).now()
    html = pages.render(
        "chat", language="sv", content=content, settings=settings, now=now
    )
    assert ('class="unreviewed"' in html) is not reviewed_only


def test_money_is_signed_alone(half: House, tmp_path: Path) -> None:
    edge = make_edge(half, tmp_path)
    half.sign(MONEY, languages=["sv"])
    assert refreshed(edge)
    assert "money" in edge.speaking("sv").content.topics
