"""The end of a chat: what may be asked, what is taken, and what is counted once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot import flow, schema
from bot.content import Content
from bot.counts import counts
from bot.flow import Ref
from bot.store import BUCKETS, SLOWER, TABLES, Store, open_readonly
from bot.web import chat, farewell, token, turn
from bot.web.counters import Counters, _bucket
from bot.web.farewell import QUESTIONS
from bot.web.session import IDLE_S, Session, Sessions
from bot.web.turn import Edge
from safety import Level
from tests.web.talk import Clock, Frames, Rasa, heard, say

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
DANGER = "en jaksa enää elää"
ALL_ANSWERS = {"feeling": "bit_better", "ending": "helped", "nps": "9"}
LINE = "mieli_crisis_line_fi"


@pytest.fixture
def make_edge(
    content: Content, tmp_path: Path, clock: Clock
) -> Callable[[float], Edge]:
    def make(chance: float) -> Edge:
        return Edge(
            content=content,
            rasa=Rasa(),
            sessions=Sessions(clock=clock),
            counters=Counters(Store(tmp_path / "stats.db")),
            secret="s" * 40,
            now=lambda: NOW,
            chance=lambda: chance,
        )

    return make


@pytest.fixture
def edge(make_edge: Callable[[float], Edge]) -> Edge:
    """An edge whose chats are of those that are asked the rare question too."""
    return make_edge(0.0)


def choose(edge: Edge, session: Session, topic: str = "sleep") -> Frames:
    return say(edge, session, topic, flow.open_payload(f"{topic}.start"))


def calm(edge: Edge, n: int = 3) -> Session:
    session = edge.sessions.new(language="fi")
    for _ in range(n):
        choose(edge, session)
    return session


def asked(frames: Frames) -> list[str]:
    """Return what the page was told that it may ask, by the last answer."""
    told = [frame["farewell"] for frame in frames if frame["type"] == "reply"]
    return list(told[-1])


def end(edge: Edge, session: Session, answers: object = None) -> Frames:
    return heard(session, lambda: turn.end(edge, session, answers))


def counted(edge: Edge, path: Path, table: str) -> dict[tuple[str, ...], int]:
    edge.counters.write(everything=True)
    return counts(open_readonly(path / "stats.db"), table, by=TABLES[table])


# --- what may be asked ----------------------------------------------------------


def test_nothing_is_asked_before_three_messages(edge: Edge) -> None:
    session = edge.sessions.new(language="fi")
    told = [asked(choose(edge, session)) for _ in range(3)]
    assert told == [[], [], ["feeling", "ending", "nps"]]


@pytest.mark.parametrize(("chance", "is_asked"), [(0.09, True), (0.1, False)])
def test_one_chat_in_ten_is_asked_whether_it_would_recommend(
    make_edge: Callable[[float], Edge], chance: float, is_asked: bool
) -> None:
    edge = make_edge(chance)
    told = asked(choose(edge, calm(edge)))
    assert told == ["feeling", "ending", *(["nps"] if is_asked else [])]


def test_the_draw_is_made_once_a_chat(make_edge: Callable[[float], Edge]) -> None:
    edge = make_edge(0.5)
    session = calm(edge)
    object.__setattr__(edge, "chance", lambda: 0.0)
    assert asked(choose(edge, session)) == ["feeling", "ending"]


def test_nothing_is_asked_after_danger_whatever_comes_later(edge: Edge) -> None:
    session = calm(edge)
    assert asked(say(edge, session, DANGER)) == []
    frames = heard(session, lambda: _misunderstood(edge, session))
    assert session.state.level < Level.ELEVATED <= session.peak
    assert not session.card
    assert asked(frames) == []
    assert asked(choose(edge, session)) == []


async def _misunderstood(edge: Edge, session: Session) -> None:
    turn.misunderstood(edge, session)


def test_nothing_is_asked_after_danger_before_a_restart(edge: Edge) -> None:
    before = edge.sessions.new(language="fi")
    say(edge, before, DANGER)
    sealed = token.seal(before.state, secret=edge.secret, now=NOW.timestamp())
    session = edge.sessions.new(language="fi")
    turn.restore(edge, session, sealed)
    for _ in range(3):
        frames = choose(edge, session)
    assert asked(frames) == []


def test_nothing_is_asked_beside_the_card_of_a_broken_detector(
    edge: Edge, tmp_path: Path
) -> None:
    def broken(*args: object, **kwargs: object) -> Any:
        raise ZeroDivisionError("the detector broke")

    session = calm(edge)
    object.__setattr__(edge, "assess", broken)
    say(edge, session, "moi")
    assert session.card
    assert end(edge, session, ALL_ANSWERS)[-1]["type"] == "ended"
    assert not any(counted(edge, tmp_path, t) for t in ("feeling", "endings", "nps"))


# --- what is taken --------------------------------------------------------------


def test_each_answer_is_counted_and_the_chat_is_over(
    edge: Edge, tmp_path: Path
) -> None:
    session = calm(edge)
    frames = end(edge, session, ALL_ANSWERS)
    assert [frame["type"] for frame in frames] == ["ended"]
    assert len(edge.sessions) == 0
    assert counted(edge, tmp_path, "feeling") == {("bit_better", "fi"): 1}
    assert counted(edge, tmp_path, "endings") == {("helped", "fi"): 1}
    assert counted(edge, tmp_path, "nps") == {("9", "fi"): 1}


@pytest.mark.parametrize(
    "answers",
    [
        None,
        "better",
        ["better"],
        {"feeling": "wonderful", "ending": "", "nps": "11"},
        {"feeling": ["better"], "nps": 9, "ending": None},
        {"mood": "better"},
    ],
)
def test_only_known_answers_are_taken_and_ending_needs_none(
    edge: Edge, tmp_path: Path, answers: object
) -> None:
    session = calm(edge)
    assert end(edge, session, answers)[-1]["type"] == "ended"
    assert not any(counted(edge, tmp_path, t) for t in ("feeling", "endings", "nps"))


def test_what_was_not_asked_is_not_taken(
    make_edge: Callable[[float], Edge], tmp_path: Path
) -> None:
    edge = make_edge(0.5)
    end(edge, calm(edge, 2), ALL_ANSWERS)
    end(edge, calm(edge, 3), ALL_ANSWERS)
    in_danger = calm(edge, 3)
    say(edge, in_danger, DANGER)
    end(edge, in_danger, ALL_ANSWERS)
    assert counted(edge, tmp_path, "feeling") == {("bit_better", "fi"): 1}
    assert counted(edge, tmp_path, "nps") == {}


def test_an_answer_is_taken_once(edge: Edge, tmp_path: Path) -> None:
    session = calm(edge)
    farewell.take(edge, session, ALL_ANSWERS)
    farewell.take(edge, session, ALL_ANSWERS)
    assert counted(edge, tmp_path, "feeling") == {("bit_better", "fi"): 1}


def test_the_page_ends_and_answers_in_one_frame(edge: Edge, tmp_path: Path) -> None:
    session = calm(edge)

    class Socket:
        async def receive(self) -> dict[str, Any]:
            frame = {"type": "end", "farewell": {"feeling": "worse"}}
            return {"type": "websocket.receive", "text": json.dumps(frame)}

    asyncio.run(chat._receive(Socket(), edge, session))  # type: ignore[arg-type]
    assert session.is_ended
    assert counted(edge, tmp_path, "feeling") == {("worse", "fi"): 1}


def test_every_answer_has_its_words() -> None:
    for name, answers in QUESTIONS.items():
        worded = set(schema.FAREWELL[f"farewell.{name}"])
        assert worded == {"question", *(("scale",) if name == "nps" else answers)}


# --- what is counted of a chat that is over -------------------------------------


def test_where_a_chat_stopped_is_counted_when_it_ends(
    edge: Edge, tmp_path: Path
) -> None:
    end(edge, calm(edge))
    end(edge, edge.sessions.new(language="sv", easy=True))
    assert counted(edge, tmp_path, "stops") == {("sleep.start", "fi"): 1, ("", "sv"): 1}
    assert counted(edge, tmp_path, "modes") == {("default", "fi"): 1, ("easy", "sv"): 1}


def test_a_forgotten_chat_is_counted_once(
    edge: Edge, clock: Clock, tmp_path: Path
) -> None:
    session = calm(edge)
    clock.now += IDLE_S + 1
    edge.sessions.forget_idle()
    edge.sessions.end(session)
    assert counted(edge, tmp_path, "stops") == {("sleep.start", "fi"): 1}
    assert counted(edge, tmp_path, "modes") == {("default", "fi"): 1}


@pytest.mark.parametrize("crisis_step", [True, False])
def test_where_a_talk_of_danger_stopped_is_not_counted(
    edge: Edge, tmp_path: Path, crisis_step: bool
) -> None:
    session = calm(edge)
    if crisis_step:
        session.history.append(Ref("crisis:soft_check.ask", "crisis:soft_check.ask#0"))
    else:
        say(edge, session, DANGER)
    end(edge, session)
    assert counted(edge, tmp_path, "stops") == {}
    assert counted(edge, tmp_path, "modes") == {("default", "fi"): 1}


# --- counted once a chat --------------------------------------------------------


def test_asking_for_a_person_counts_once_a_chat(edge: Edge, tmp_path: Path) -> None:
    session = edge.sessions.new(language="fi")
    session.offered["/ask_for_human"] = "Ihminen"
    for _ in range(2):
        say(edge, session, "Ihminen", "/ask_for_human")
    assert counted(edge, tmp_path, "requests")["person", "fi"] == 1


def test_asking_for_a_person_in_words_is_what_rasa_understood(
    edge: Edge, tmp_path: Path
) -> None:
    ref = {"at": "replies.human", "said": "replies.human#0", "via": ""}
    answer = {"text": "Hei", "custom": {"ref": ref, "intent": "ask_for_human"}}
    object.__setattr__(edge, "rasa", Rasa(answer))
    say(edge, edge.sessions.new(language="fi"), "haluun jutella ihmiselle")
    assert counted(edge, tmp_path, "requests")["person", "fi"] == 1


def test_contacts_offered_and_opened_count_once_a_chat(
    edge: Edge, tmp_path: Path
) -> None:
    session = edge.sessions.new(language="fi")
    turn.service_opened(edge, session, LINE)  # from the panel of numbers, not offered
    assert counted(edge, tmp_path, "requests") == {}
    ref = {"at": "sleep.start", "said": "sleep.start#0", "via": ""}
    custom = {"ref": ref, "intent": "topic_sleep", "services": [LINE]}
    object.__setattr__(edge, "rasa", Rasa({"text": "Hei", "custom": custom}))
    for _ in range(2):
        say(edge, session, "en saa unta")
        turn.service_opened(edge, session, LINE)
    found = counted(edge, tmp_path, "requests")
    assert found["contact_offered", "fi"] == found["contact_opened", "fi"] == 1


def test_that_it_helped_and_the_thumb_after_it_are_one_answer(
    edge: Edge, tmp_path: Path
) -> None:
    session = calm(edge, 1)
    ref = {"at": "replies.helped", "said": "replies.helped#0", "via": ""}
    custom = {"ref": ref, "intent": "helped", "thumb": "up", "thumbs": True}
    object.__setattr__(edge, "rasa", Rasa({"text": "Hyvä", "custom": custom}))
    say(edge, session, "se autto")
    turn.thumb(edge, session, "up")
    object.__setattr__(edge, "rasa", Rasa())
    choose(edge, session, "grief")
    turn.thumb(edge, session, "down")
    assert counted(edge, tmp_path, "feedback") == {
        ("sleep", "up"): 1,
        ("grief", "down"): 1,
    }


def test_from_elevated_up_contacts_are_counted_apart(
    edge: Edge, tmp_path: Path
) -> None:
    session = edge.sessions.new(language="fi")
    for _ in range(2):
        say(edge, session, DANGER)
        turn.service_opened(edge, session, LINE)
    assert counted(edge, tmp_path, "requests") == {
        ("l2_chats", "fi"): 1,
        ("l2_contact_offered", "fi"): 1,
        ("l2_contact_opened", "fi"): 1,
    }


# --- how fast -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ms", "bucket"), [(0, "≤10"), (10, "≤10"), (10.1, "≤25"), (1000, "≤1000")]
)
def test_times_fall_into_buckets(ms: float, bucket: str) -> None:
    assert _bucket(ms) == bucket
    assert _bucket(max(BUCKETS) + 1) == SLOWER


def test_every_message_leaves_its_time_and_every_card_its_own(
    edge: Edge, tmp_path: Path
) -> None:
    session = calm(edge, 2)
    say(edge, session, DANGER)
    found = counted(edge, tmp_path, "speed")
    assert {bucket for _, bucket in found} <= {*BUCKETS.values(), SLOWER}
    times = {
        what: sum(n for key, n in found.items() if key[0] == what) for what, _ in found
    }
    assert times == {"turn": 3, "card": 1}
