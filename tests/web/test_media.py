"""Media cards at the edge: their files, and when a reply carries one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from bot import settings as config
from bot.content import LANGUAGES, Content
from bot.flow import open_payload
from bot.store import Store
from bot.web import media, turn
from bot.web.app import create_app
from bot.web.counters import Counters
from bot.web.headers import POLICY
from bot.web.session import Session, Sessions
from bot.web.turn import Edge, Said
from safety import Level
from tests.web.talk import Frames, Rasa, heard, say

VIDEO = "/media/videos/winding_down.mp4"
# One chat, from button to button; each way ends where a card is.
WAYS = (
    ("sleep", "ideas", "evening"),
    ("exam_stress", "tonight", "plan_evening"),
    ("procrastination", "start_now"),
    ("anxiety", "panic_now", "look_around"),
    ("student_welfare", "ideas", "visit"),
    ("friend_in_trouble", "what_to_say"),
    ("where_to_get_help", "ideas", "mood", "call"),
    ("about_service",),
)


@pytest.fixture
def edge(content: Content, tmp_path: Path) -> Edge:
    return Edge(
        content=content,
        rasa=Rasa(),
        sessions=Sessions(),
        counters=Counters(Store(tmp_path / "stats.db")),
        secret="s" * 40,
    )


@pytest.fixture
def app(edge: Edge, tmp_path: Path) -> Starlette:
    settings = config.load({"RINNALLA_VAR": str(tmp_path)}, dotenv=None)
    return create_app(settings, edge)


def ask(app: Starlette, method: str, address: str, **more: Any) -> Response:
    """Ask once, without a network."""

    async def once() -> Response:
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://edge") as client:
            return await client.request(method, address, **more)

    return asyncio.run(once())


def get(app: Starlette, address: str, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(app, "GET", address, headers=named)


# --- files ------------------------------------------------------------------------


def test_a_part_of_a_video_is_sent_alone(app: Starlette) -> None:
    whole = get(app, VIDEO, accept_encoding="gzip")
    part = get(app, VIDEO, range="bytes=100-199", accept_encoding="gzip")
    assert (whole.status_code, part.status_code) == (200, 206)
    assert part.content == whole.content[100:200]
    n = len(whole.content)
    assert part.headers["content-range"] == f"bytes 100-199/{n}"
    assert whole.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in (*whole.headers, *part.headers)


def test_files_may_be_kept_and_asked_after(app: Starlette) -> None:
    first = get(app, VIDEO)
    again = get(app, VIDEO, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["cache-control"] == media.KEPT
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("videos/winding_down.mp4", "video/mp4"),
        ("posters/winding_down.webp", "image/webp"),
        ("captions/winding_down.sv.vtt", "text/vtt; charset=utf-8"),
    ],
)
def test_files_have_their_types(app: Starlette, name: str, kind: str) -> None:
    assert get(app, f"/media/{name}").headers["content-type"] == kind


@pytest.mark.parametrize(
    "name",
    [
        "",
        "cards.yml",
        "scripts/winding_down.yml",
        "render.py",
        "videos/none.mp4",
        "videos/%2e%2e/cards.yml",
        "%2e%2e/data/services.yml",
    ],
)
def test_only_files_of_cards_are_served(app: Starlette, name: str) -> None:
    answer = get(app, f"/media/{name}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


# --- what the page is told ----------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_can_be_shown_with_files_that_are_served(
    app: Starlette, content: Content, language: str
) -> None:
    assert len(content.cards) >= 11
    for card in content.cards.values():
        shown = media.entry(card, language)
        assert shown, card.id
        assert shown["title"] == card.title[language]
        named = [shown.get("video"), shown.get("poster"), *shown.get("captions", ())]
        files = [name for name in named if name and name.startswith("/")]
        files += shown.get("captions", {}).values()
        for address in files:
            assert ask(app, "HEAD", address).status_code == 200, address
        if card.kind == "video":
            assert next(iter(shown["captions"])) == language
            assert len(shown["transcript"]) == len(card.scenes)


def test_a_card_without_its_files_is_not_shown(
    content: Content, tmp_path: Path
) -> None:
    card = content.cards["winding_down"]
    assert media.entry(replace(card, folder=tmp_path), "fi") is None
    assert media.entry(replace(card, scenes=()), "fi") is None


def test_a_signed_version_has_its_slot(content: Content, tmp_path: Path) -> None:
    card = content.cards["winding_down"]
    for name in (*card.files.values(), "sign_language/a.mp4"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    signed = replace(card, folder=tmp_path, sign_language={"fi": "a.mp4"})
    told = [media.entry(signed, language) for language in ("fi", "sv")]
    slots = [one["sign_language"] for one in told if one]
    assert slots[0].startswith("/media/sign_language/a.mp4?v=")
    assert slots[1] is None


# --- when a reply carries a card ------------------------------------------------------


def open_step(edge: Edge, session: Session, at: str) -> Frames:
    """Tap a button that leads to a step."""
    said = Said("x", None, open_payload(at))
    return heard(session, lambda: turn.take(edge, session, said))


def reply(frames: Frames) -> Mapping[str, Any]:
    return next(frame for frame in frames if frame["type"] == "reply")


def ids(frames: Frames) -> list[str]:
    return [card["id"] for card in reply(frames)["cards"]]


def test_a_card_comes_once_and_one_at_a_time(edge: Edge) -> None:
    session = edge.sessions.new(language="fi")
    times = [ids(open_step(edge, session, "exam_stress.calm_body")) for _ in range(3)]
    assert times == [["box_breathing"], ["tense_and_release"], []]


def test_a_card_stands_beside_services_and_not_instead(edge: Edge) -> None:
    session = edge.sessions.new(language="en")
    said = reply(open_step(edge, session, "where_to_get_help.call"))
    assert said["services"]
    assert [card["id"] for card in said["cards"]] == ["calling_a_crisis_line"]


def test_rasa_passes_the_cards_on(edge: Edge) -> None:
    custom = {
        "ref": {"at": "sleep.evening", "said": "sleep.evening#0", "via": ""},
        "cards": ["winding_down"],
    }
    known = replace(edge, rasa=Rasa({"text": "Ilta.", "custom": custom}))
    session = known.sessions.new(language="sv")
    (card,) = reply(say(known, session, "va gör ja på kvällen"))["cards"]
    assert (card["id"], card["language"]) == ("winding_down", "sv")


def test_in_danger_a_moment_of_calm_stands_below_the_help_card(edge: Edge) -> None:
    session = edge.sessions.new(language="fi")
    frames = say(edge, session, "en jaksa enää elää")
    assert [frame["type"] for frame in frames if frame["type"] != "typing"] == [
        "ack",
        "help_card",
        "reply",
    ]
    assert ids(frames) == []
    assert session.card
    assert ids(open_step(edge, session, "crisis:general.calm_look")) == ["five_senses"]


def test_in_acute_danger_no_card_is_shown(edge: Edge) -> None:
    session = edge.sessions.new(language="fi")
    say(edge, session, "aion tehdä sen tänä iltana, oon päättänyt tappaa itteni")
    assert session.state.level is Level.ACUTE
    assert ids(open_step(edge, session, "crisis:general.calm_look")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_lead_to_cards_in_each_language(edge: Edge, language: str) -> None:
    session = edge.sessions.new(language=language)
    found = []
    for topic, *steps in WAYS:
        found += reply(open_step(edge, session, f"{topic}.start"))["cards"]
        for step in steps:
            at = f"{topic}.{step}"
            assert open_payload(at) in session.offered, f"no button leads to {at}"
            found += reply(open_step(edge, session, at))["cards"]
    assert len(found) == len(WAYS)
    assert {card["language"] for card in found} == {language}


def test_rest_clients_get_cards_as_custom_messages(app: Starlette) -> None:
    def send(message: str) -> list[dict[str, Any]]:
        body = {"sender": "a", "message": message, "metadata": {"language": "en"}}
        answer = ask(app, "POST", "/webhooks/rest/webhook", json=body)
        return [one["custom"] for one in answer.json() if "custom" in one]

    edge: Edge = app.state.edge
    send("hello")
    session = next(iter(edge.sessions._by_token.values()))
    steps = ("where_to_get_help.call", "anxiety.look_around")
    session.offered |= {open_payload(at): at for at in steps}
    services, video = send(open_payload(steps[0]))
    assert (services["type"], video["type"]) == ("services", "video_card")
    assert video["id"] == "calling_a_crisis_line"
    assert set(video["captions"]) == set(LANGUAGES)
    (exercise,) = send(open_payload(steps[1]))
    assert (exercise["type"], exercise["id"]) == ("exercise_card", "five_senses")
    assert exercise["exercise"]["steps"][0]["finds"] == 5
