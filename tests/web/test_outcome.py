"""What became of a contact: counted once an opening, and it leads on without Rasa."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.content import Content
from bot.store import Store, open_readonly
from bot.web import turn
from bot.web.counters import Counters
from bot.web.outcome import OUTCOMES
from bot.web.session import Session, Sessions
from bot.web.turn import Edge
from tests.web.talk import Frames, Rasa, heard, say

NIGHT = datetime(2026, 11, 25, 0, 0, tzinfo=timezone.utc)  # 2 at night in Helsinki
LINE = "mieli_crisis_line_fi"
DANGER = {
    "fi": "en jaksa enää elää",
    "sv": "jag orkar inte leva längre",
    "en": "i don't want to live anymore",
}


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NIGHT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def edge(content: Content, tmp_path: Path, clock: Clock) -> Edge:
    return Edge(
        content=content,
        rasa=Rasa(),
        sessions=Sessions(),
        counters=Counters(Store(tmp_path / "stats.db")),
        secret="s" * 40,
        now=clock,
    )


def tell(edge: Edge, session: Session, service: str, outcome: str) -> Frames:
    return heard(
        session,
        lambda: turn.contact_outcome(edge, session, service, outcome, "o1"),
    )


def in_danger(edge: Edge, language: str = "fi", text: str = "") -> Session:
    session = edge.sessions.new(language=language)
    say(edge, session, text or DANGER[language])
    assert session.state.in_crisis
    return session


def counted(edge: Edge, path: Path) -> dict[tuple[str, str], int]:
    edge.counters.write(everything=True)
    rows = open_readonly(path / "stats.db")["services"].rows
    return {(row["service"], row["outcome"]): row["n"] for row in rows}


def test_only_an_opened_contact_counts_and_each_opening_once(
    edge: Edge, tmp_path: Path
) -> None:
    session = in_danger(edge)
    assert [f["type"] for f in tell(edge, session, LINE, "busy")] == ["ack"]
    turn.service_opened(edge, session, LINE)
    assert tell(edge, session, LINE, "wonderful")[1:] == []
    assert tell(edge, session, LINE, "busy")[1:] != []
    assert tell(edge, session, LINE, "busy")[1:] == []
    turn.service_opened(edge, session, LINE)
    tell(edge, session, LINE, "reached")
    found = counted(edge, tmp_path)
    assert found[LINE, "opened"] == 2
    assert (found[LINE, "busy"], found[LINE, "reached"]) == (1, 1)
    assert {outcome for _, outcome in found} <= {"shown", "opened", *OUTCOMES}


@pytest.mark.parametrize("language", DANGER)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_leads_on_in_crisis_mode(
    edge: Edge, language: str, outcome: str
) -> None:
    session = in_danger(edge, language)
    turn.service_opened(edge, session, LINE)
    reply = tell(edge, session, LINE, outcome)[-1]
    assert session.history[-1].at == f"crisis:general.{outcome}"
    assert reply["contact"] == LINE and reply["choices"] and not reply["thumbs"]
    assert "\n".join(reply["bubbles"]).count("?") <= 1


@pytest.mark.parametrize("outcome", ["busy", "closed"])
@pytest.mark.parametrize("language", DANGER)
def test_the_next_way_comes_first(edge: Edge, language: str, outcome: str) -> None:
    session = in_danger(edge, language)
    assert session.card[0] == LINE
    turn.service_opened(edge, session, LINE)
    frames = tell(edge, session, LINE, outcome)
    card = next(frame for frame in frames if frame["type"] == "help_card")
    assert frames.index(card) < frames.index(frames[-1])
    assert card["bubbles"] == []
    first = card["services"][0]
    assert first["id"] != LINE and first["state"] in ("open", "check")


def test_112_stays_first_at_acute(edge: Edge) -> None:
    session = in_danger(edge, text="aion tappaa itseni tänä iltana")
    for service in ("emergency_112", LINE):
        turn.service_opened(edge, session, service)
        tell(edge, session, service, "busy")
        assert session.card[0] == "emergency_112"
    assert session.card[1] != LINE


def test_a_busy_line_is_worth_another_try_later(edge: Edge, clock: Clock) -> None:
    session = in_danger(edge)
    turn.service_opened(edge, session, LINE)
    tell(edge, session, LINE, "busy")
    clock.now += timedelta(minutes=31)
    turn.service_opened(edge, session, "medical_helpline_116117")
    tell(edge, session, "medical_helpline_116117", "busy")
    assert session.card[0] == LINE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "linja on varattu"),
        ("sv", "det är upptaget"),
        ("en", "it was busy"),
        ("fi", "se on kiinni"),
        ("sv", "det är stängt"),
        ("en", "it is closed"),
    ],
)
def test_the_same_told_in_words(edge: Edge, language: str, text: str) -> None:
    session = in_danger(edge, language)
    turn.service_opened(edge, session, LINE)
    frames = say(edge, session, text)
    assert session.card[0] != LINE
    assert frames[-1]["contact"] == LINE, "the page need not ask any more"
    assert session.opened == {}


def test_not_daring_puts_a_chat_first_where_one_is_open(
    edge: Edge, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 27, 18, 0, tzinfo=timezone.utc)
    session = in_danger(edge)
    turn.service_opened(edge, session, LINE)
    tell(edge, session, LINE, "not_dared")
    assert session.card[0] == "sekasin_chat"


@pytest.mark.parametrize("language", DANGER)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_ordinary_words_beside_an_ordinary_card(
    edge: Edge, language: str, outcome: str
) -> None:
    session = edge.sessions.new(language=language)
    turn.service_opened(edge, session, "sekasin_chat")
    frames = tell(edge, session, "sekasin_chat", outcome)
    assert [frame["type"] for frame in frames] == ["ack", "reply"]
    reply = frames[-1]
    assert session.history[-1].at == f"replies.contact_{outcome}"
    ids = [service["id"] for service in reply["services"]]
    if outcome == "reached":
        assert ids == []
    else:
        assert reply["services"][0]["state"] != "closed"
        assert "sekasin_chat" not in ids[:2]


def test_not_daring_to_call_shows_an_open_chat_first_beside_ordinary_words(
    edge: Edge, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 27, 18, 0, tzinfo=timezone.utc)
    session = edge.sessions.new(language="fi")
    session.shown = (LINE, "medical_helpline_116117")
    turn.service_opened(edge, session, LINE)
    reply = tell(edge, session, LINE, "not_dared")[-1]
    assert reply["services"][0]["id"] == "sekasin_chat"


def test_wording_does_not_repeat(edge: Edge) -> None:
    session = in_danger(edge)
    said = []
    for _ in range(3):
        turn.service_opened(edge, session, LINE)
        said.append(tuple(tell(edge, session, LINE, "busy")[-1]["bubbles"]))
    assert len(set(said)) == 3


@pytest.mark.parametrize(
    ("language", "danger", "words", "chat"),
    [
        ("fi", DANGER["fi"], "en voi puhua ääneen, äiti kuulee", "sekasin_chat"),
        ("sv", DANGER["sv"], "jag kan inte prata, mamma hör", "church_helpline_sv"),
        ("en", DANGER["en"], "i cant talk, they will hear", "sekasin_chat"),
        ("fi", "kaveri sanoi että se aikoo tappaa itsensä", "en voi puhua", None),
        ("sv", "min kompis säger att hon vill dö", "jag kan inte prata", None),
        ("en", "my friend says she wants to die", "i cant talk out loud", None),
    ],
)
def test_who_cannot_speak_at_night_sees_when_a_chat_opens(
    edge: Edge, language: str, danger: str, words: str, chat: str | None
) -> None:
    session = in_danger(edge, language, danger)
    frames = say(edge, session, words)
    assert session.writes
    card = next(frame for frame in frames if frame["type"] == "help_card")
    shown = {service["id"]: service for service in card["services"]}
    chats = [s for s in shown.values() if s["chat_url"]]
    assert chats, "a way to write stands on the card"
    if chat:
        told = shown[chat].get("chat_state_text") or shown[chat]["state_text"]
        assert any(char.isdigit() for char in told), told
    assert card["services"][0]["state"] != "closed"
    text = "\n".join(frames[-1]["bubbles"])
    assert '"' in text or "112" in text, "a ready message"
