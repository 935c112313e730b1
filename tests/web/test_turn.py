"""One turn in the edge's own process: what happens when a part breaks."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot import settings as config
from bot.content import Content
from bot.crisis import SAID_BEFORE_TURNING, leads
from bot.flow import Heard, Ref
from bot.meanings import from_text
from bot.store import Store, open_readonly
from bot.web.counters import Counters
from bot.web.rasa import RasaClient
from bot.web.session import Sessions
from bot.web.turn import Edge
from safety import Level, SessionState, assess
from safety.reader import Opinion
from safety.reader.features import meaning
from safety.state import Contribution
from tests.web.talk import Frames, Rasa, say

NOW = datetime(2026, 11, 25, 0, 0, tzinfo=timezone.utc)  # 2 at night in Helsinki


CUSTOM: dict[str, Any] = {
    "ref": {"at": "sleep.start", "said": "sleep.start#0", "via": ""},
    "intent": "talk_about_sleep",
}


@pytest.fixture
def make_edge(content: Content, tmp_path: Path) -> Callable[..., Edge]:
    def make(**changes: Any) -> Edge:
        parts: dict[str, Any] = {
            "content": content,
            "rasa": Rasa(),
            "sessions": Sessions(),
            "counters": Counters(Store(tmp_path / "stats.db")),
            "secret": "s" * 40,
            "now": lambda: NOW,
        }
        return Edge(**{**parts, **changes})

    return make


def kinds(frames: Frames) -> list[str]:
    return [frame["type"] for frame in frames]


def replies(frames: Frames) -> Frames:
    return [frame for frame in frames if frame["type"] == "reply"]


def broken(*args: object, **kwargs: object) -> Any:
    raise ZeroDivisionError("the detector broke")


def test_a_broken_detector_shows_the_card_for_every_message(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge(assess=broken)
    session = edge.sessions.new(language="sv")
    for text in ("hej", "va e klockan", "ja orkar int"):
        frames = say(edge, session, text)
        assert kinds(frames) == ["ack", "help_card"]
        assert frames[-1]["services"][0]["id"] == "emergency_112"
        assert frames[-1]["bubbles"]


def test_the_card_goes_out_before_rasa_is_asked(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge()
    session = edge.sessions.new(language="fi")
    assert kinds(say(edge, session, "en jaksa enää elää")) == [
        "ack",
        "help_card",
        "typing",
        "reply",
    ]


def test_rasa_gets_tags_and_never_the_words_of_danger(
    make_edge: Callable[..., Edge],
) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    say(edge, edge.sessions.new(language="fi"), "en jaksa enää elää")
    message, metadata = rasa.asked[0]
    assert (
        message == '/crisis{"level":"elevated","category":"suicide","subject":"self"}'
    )
    assert "jaksa" not in str(metadata)


@pytest.mark.parametrize("text", ["/restart", " /open", "//crisis", "/", "　/greet"])
def test_a_typed_slash_never_reaches_rasa_as_a_payload(
    make_edge: Callable[..., Edge], text: str
) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    say(edge, edge.sessions.new(language="fi"), text)
    assert not rasa.asked[0][0].strip().startswith("/")


def test_an_offered_payload_reaches_rasa(make_edge: Callable[..., Edge]) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    say(edge, session, "moi")
    payload = next(iter(session.offered))
    say(edge, session, session.offered[payload], payload)
    assert rasa.asked[-1][0] == payload


def test_typing_the_words_of_a_button_is_a_tap(make_edge: Callable[..., Edge]) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    say(edge, session, "moi")
    payload, title = next(iter(session.offered.items()))
    say(edge, session, f"{title.upper()}.")
    assert rasa.asked[-1][0] == payload


def test_crisis_follow_up_without_rasa_asks_and_understands_the_answer(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge()
    session = edge.sessions.new(language="en")
    say(edge, session, "i hope i dont wake up tomorrow")
    assert session.asked == "wish_to_die"
    frames = say(edge, session, "yes")
    assert "help_card" in kinds(frames), "a yes raises: the card comes in new words"
    assert session.asked == "plan"


def test_the_direct_question_may_be_answered_some_turns_later(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge()
    session = edge.sessions.new(language="fi")
    say(edge, session, "oispa silleen etten ois koskaan syntynykkään")
    say(edge, session, "en mä voi soittaa, oon 15 ja äiti nukkuu seinän takana")
    assert session.state.level is Level.ELEVATED, "'en mä voi soittaa' is no 'no'"
    say(edge, session, "no oon mä miettiny sitä. aika paljonki")
    assert session.state.level is Level.HIGH
    frames = say(edge, session, "kirjotin jo kirjeen ja annoin hupparin muistoks")
    card = next(frame for frame in frames if frame["type"] == "help_card")
    assert card["services"][0]["id"] == "emergency_112"


def test_after_a_clear_no_the_talk_goes_on_where_it_was(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge()
    session = edge.sessions.new(language="fi")
    say(edge, session, "en jaksa enää elää")
    say(edge, session, "en halua kuolla")
    assert not session.state.in_crisis
    say(edge, session, "no kerro")
    assert session.history[-1].at.startswith("crisis:")


class Doubts:
    """A second reader that finds every message like those of people in danger."""

    def __init__(self, category: str) -> None:
        self.category = category

    def read(self, text: str) -> Opinion:
        return Opinion(1.0, 0.0, (self.category,))


@pytest.mark.parametrize(
    ("category", "asks", "level"),
    [
        ("suicide", "wish_to_die", Level.HIGH),
        ("violence", "hurt_by_other", Level.HIGH),
        ("poisoning", "life_in_danger", Level.ACUTE),
    ],
)
@pytest.mark.parametrize(
    ("language", "text", "yes"),
    [
        ("fi", "kissa istuu ikkunalla", "joo"),
        ("sv", "papperet är randigt och blankt", "jo"),
        ("en", "the paper is striped and shiny", "yes"),
    ],
)
def test_the_second_reader_asks_and_the_answer_decides(
    make_edge: Callable[..., Edge],
    category: str,
    asks: str,
    level: Level,
    language: str,
    text: str,
    yes: str,
) -> None:
    edge = make_edge(assess=functools.partial(assess, second=Doubts(category)))
    session = edge.sessions.new(language=language)
    asked = say(edge, session, text)
    assert kinds(asked) == ["ack", "typing", "reply"]
    assert asked[-1]["help"] and session.asked == asks
    assert session.state.level == Level.NONE
    answered = say(edge, session, yes)
    assert "help_card" in kinds(answered)
    assert session.state.level == level


def test_a_no_to_the_second_reader_goes_on(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge(assess=functools.partial(assess, second=Doubts("suicide")))
    session = edge.sessions.new(language="fi")
    say(edge, session, "kissa istuu ikkunalla")
    went_on = say(edge, session, "en")
    assert kinds(went_on) == ["ack", "typing", "reply"]
    assert not went_on[-1]["help"] and session.state.level == Level.NONE
    assert session.history[-1].at == "crisis:soft_check.not_this"


def test_cannot_talk_aloud_puts_writing_first(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge(now=lambda: datetime(2026, 11, 27, 20, 0, tzinfo=timezone.utc))
    session = edge.sessions.new(language="fi")
    say(edge, session, "oispa silleen etten ois koskaan syntynykkään")
    frames = say(edge, session, "en voi puhua ääneen, äiti nukkuu seinän takana")
    card = next(frame for frame in frames if frame["type"] == "help_card")
    assert card["services"][0]["id"] == "sekasin_chat"
    assert card["bubbles"] == [], "the order changes; nothing is said again"


def test_night_card_in_helsinki_time(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge()
    session = edge.sessions.new(language="fi")
    frames = say(edge, session, "oispa silleen etten ois koskaan syntynykkään")
    card = next(frame for frame in frames if frame["type"] == "help_card")
    assert [service["id"] for service in card["services"]] == [
        "mieli_crisis_line_fi",
        "medical_helpline_116117",
        "sekasin_chat",
    ]
    assert card["services"][2]["state"] == "closed"


def test_after_changing_the_subject_ordinary_words_answer_again(
    make_edge: Callable[..., Edge],
) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    say(edge, session, "en jaksa enää elää")
    say(edge, session, "puhutaan jostain muusta")
    assert session.subject_changed
    say(edge, session, "miten mä alotan esseen")
    message, metadata = rasa.asked[-1]
    assert (message, metadata["crisis"]) == ("miten mä alotan esseen", None)
    assert "help_card" in kinds(say(edge, session, "aion tappaa itseni tänään"))


def test_danger_said_again_after_a_change_of_subject_is_heard(
    make_edge: Callable[..., Edge],
) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    say(edge, session, "en jaksa enää elää")
    say(edge, session, "puhutaan jostain muusta")
    say(edge, session, "en vaan jaksa enää elää")
    assert rasa.asked[-1][1]["crisis"], "the same danger brings no second card"
    say(edge, session, "miten mä alotan esseen")
    assert rasa.asked[-1][1]["crisis"], "nor does the talk go on as if nothing was said"


def test_everyday_words_are_answered_after_the_first_questions_of_a_crisis(
    make_edge: Callable[..., Edge],
) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="en")
    say(edge, session, "i have been thinking that i want to be dead")
    for n_said in range(1, 5):
        say(edge, session, "what does the rent of a flat include")
        tags = rasa.asked[-1][1]["crisis"]
        assert tags["may_turn"] == (n_said >= SAID_BEFORE_TURNING[session.state.level])
    say(edge, session, "i cry every day and nothing helps")
    assert not rasa.asked[-1][1]["crisis"]["may_turn"], "words of distress"
    rasa.answer = {"text": "sleep.start", "custom": CUSTOM}
    [said] = replies(say(edge, session, "what does the rent of a flat include"))
    assert said["bubbles"][-1] == "sleep.start"
    assert len(said["bubbles"]) == 2, "the card stays, and that is said"
    assert session.subject_changed and session.card


def test_a_card_by_likeness_alone_lets_go_sooner(
    make_edge: Callable[..., Edge],
) -> None:
    rasa, state = Rasa(), SessionState(level=Level.HIGH, categories=("suicide",))
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    rent = Heard("talk_about_housing", confidence=0.7)
    for rule, may_turn in (("second_reader.agrees", True), ("suicide.wish", False)):
        made = Contribution(rule, Level.HIGH, "suicide", "self", 1, Level.NONE)
        session.state = replace(state, contributions=(made,))
        session.history.append(Ref("crisis:suicide.open_high"))
        say(edge, session, "paljonko opintotuki on kuussa")
        tags = rasa.asked[-1][1]["crisis"]
        assert tags["may_turn"] is may_turn
        assert leads(tags, rent, edge.content) is not may_turn
        less = replace(rent, confidence=0.5)
        assert leads(tags, less, edge.content), "too unsure for any turn"
        session.history.clear()


def test_a_check_passed_over_leaves_the_talk_as_it_was(
    make_edge: Callable[..., Edge],
) -> None:
    rasa = Rasa({"text": "Uni.", "buttons": [], "custom": CUSTOM})
    edge = make_edge(
        rasa=rasa, assess=functools.partial(assess, second=Doubts("suicide"))
    )
    session = edge.sessions.new(language="fi")
    say(edge, session, "vein kukat naapurille eilen illalla")
    assert rasa.asked[-1][1]["crisis"]["soft_check"]
    session.history[-1] = Ref("crisis:soft_check.ask_self")
    edge = replace(edge, assess=assess)
    say(edge, session, "mikä on opintotuen määrä")
    assert rasa.asked[-1][1]["crisis"]["is_unanswered"]
    session.history.append(Ref("crisis:soft_check.ask_self"))
    session.asked = "wish_to_die"
    say(edge, session, "joo")
    assert not rasa.asked[-1][1]["crisis"]["is_unanswered"]


def test_the_detector_is_told_of_a_calm_talk(make_edge: Callable[..., Edge]) -> None:
    told: list[bool] = []

    def notes(*args: Any, **kwargs: Any) -> Any:
        told.append(kwargs["calm"])
        return assess(*args, **kwargs)

    edge = make_edge(assess=notes)
    session = edge.sessions.new(language="fi")
    talks = [
        [],
        [Ref("housing.start")],
        [Ref("housing.start"), Ref("replies.not_understood_1")],
        [Ref("grief.start")],
        [Ref("housing.start"), Ref("low_mood.start")],
    ]
    for talk in talks:
        session.history.clear()
        session.history.extend(talk)
        say(edge, session, "se on maanantaina")
    assert told == [False, True, True, False, False]


def test_nobody_turns_away_from_acute_danger(make_edge: Callable[..., Edge]) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    say(edge, session, "aion tappaa itseni tänään")
    for _ in range(6):
        say(edge, session, "miten mä alotan esseen")
        assert not rasa.asked[-1][1]["crisis"]["may_turn"]


@pytest.mark.parametrize(
    ("text", "payload"),
    [("se eka", "/first"), ("i like the second", None), ("ideoita kiitos", "/second")],
)
def test_a_choice_is_taken_in_words(
    make_edge: Callable[..., Edge], text: str, payload: str | None
) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    session.remember(Ref("x.start"), [("Jutellaan", "/first"), ("Ideoita", "/second")])
    say(edge, session, text)
    assert rasa.asked[-1][0] == (payload or text)


def test_counts_hold_no_hour_from_elevated_up(
    make_edge: Callable[..., Edge], tmp_path: Path
) -> None:
    edge = make_edge()
    session = edge.sessions.new(language="fi")
    say(edge, session, "moi")
    say(edge, session, "en jaksa enää elää")
    edge.counters.write(everything=True)
    db = open_readonly(tmp_path / "stats.db")
    assert [(row["hour"], row["n"]) for row in db["turns"].rows] == [("", 1), ("02", 1)]
    assert {row["category"] for row in db["domains"].rows} == {"suicide"}


def test_an_unwritable_store_keeps_the_counts_for_later(
    make_edge: Callable[..., Edge], tmp_path: Path
) -> None:
    edge = make_edge()
    blocked = tmp_path / "stats.db"
    blocked.mkdir()
    say(edge, edge.sessions.new(language="fi"), "moi")
    edge.counters.write(everything=True)
    blocked.rmdir()
    edge.counters.write(everything=True)
    assert sum(row["n"] for row in open_readonly(blocked)["turns"].rows) == 1


@pytest.mark.parametrize(
    "answer",
    ["[]", '[{"custom": {}}]', "not json", '{"error": "turn"}'],
    ids=["NLG failed", "no text", "garbage", "error"],
)
def test_a_strange_answer_of_rasa_is_no_answer(answer: str) -> None:
    async def ask() -> object:
        async def serve(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await reader.readuntil(b"\r\n\r\n")
            body = answer.encode()
            head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        client = RasaClient(f"http://127.0.0.1:{port}", "token", timeout_s=2)
        try:
            return await client.turn("someone", "moi", {})
        finally:
            await client.close()
            server.close()

    assert asyncio.run(ask()) is None


def test_settings_name_the_metrics_port() -> None:
    assert config.load({"METRICS_PORT": "9999"}, dotenv=None).metrics_port == 9999


def test_the_meaning_goes_along_where_the_words_do(
    make_edge: Callable[..., Edge],
) -> None:
    rasa = Rasa()
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    for text in ("en saanut unta viime yönä", "en jaksa enää elää"):
        meaning(text)  # as the second reader does
        say(edge, session, text)
    (_, ordinary), (_, danger) = rasa.asked
    assert from_text(ordinary["meaning"]) is not None
    assert "meaning" not in danger


def test_a_matter_that_waits_goes_along_with_the_next_turns(
    make_edge: Callable[..., Edge],
) -> None:
    rasa = Rasa(
        {"text": "Uni.", "buttons": [], "custom": {**CUSTOM, "left": ["housing"]}}
    )
    edge = make_edge(rasa=rasa)
    session = edge.sessions.new(language="fi")
    say(edge, session, "vuokra on auki, en saa unta")
    say(edge, session, "joo")
    assert [metadata["left"] for _, metadata in rasa.asked] == [[], ["housing"]]


def test_a_helper_is_not_asked_about_own_danger_but_shown_the_way_to_help(
    make_edge: Callable[..., Edge],
) -> None:
    def checks(*args: Any, **kwargs: Any) -> Any:
        reading, state = assess(*args, **kwargs)
        return replace(reading, check=True, question="self"), state

    rasa = Rasa({"text": "Uni.", "buttons": [], "custom": CUSTOM})
    for text, is_asked in (("lapseni valvoo yöt", False), ("valvon yöt läpi", True)):
        edge = make_edge(assess=checks, rasa=rasa)
        session = edge.sessions.new(language="fi")
        reply = say(edge, session, text)[-1]
        assert reply["help"] is not is_asked
        assert bool(rasa.asked[-1][1]["crisis"]) is is_asked
        assert rasa.asked[-1][1]["is_helper"] is not is_asked


def test_another_language_is_seen_in_the_midst_of_a_chat_too(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge()
    session = edge.sessions.new(language="fi")
    say(edge, session, "no moi mitä sulle kuuluu tänään")
    assert kinds(say(edge, session, "dzien dobry jak sie masz"))[-1] == "help_card"
    assert kinds(say(edge, session, "pesin pyykkiä, tiskasin, imuroin"))[-1] == "reply"


SCHOOL = "student_welfare_paijat_hame"


@pytest.mark.parametrize(
    ("region", "named", "shown"),
    [
        (
            "paijat_hame",
            ["student_welfare_paijat_hame"],
            ["student_welfare_paijat_hame"],
        ),
        ("lappi", ["student_welfare_paijat_hame", "yths"], ["yths"]),
        ("lappi", ["student_welfare_paijat_hame"], ["yths"]),  # of the topic's own
        ("lappi", [], []),
    ],
)
def test_services_of_another_region_are_not_shown(
    make_edge: Callable[..., Edge],
    content: Content,
    region: str,
    named: list[str],
    shown: list[str],
) -> None:
    here = replace(content, services=replace(content.services, region=region))
    answer = {"text": "Yö.", "custom": {**CUSTOM, "services": named}}
    edge = make_edge(content=here, rasa=Rasa(answer))
    reply = replies(say(edge, edge.sessions.new(language="fi"), "en saa unta"))[0]
    assert [service["id"] for service in reply["services"]] == shown


def test_in_danger_words_about_places_never_stand_alone(
    make_edge: Callable[..., Edge], content: Content
) -> None:
    here = replace(content, services=replace(content.services, region="lappi"))
    custom = {**CUSTOM, "ref": {"at": "crisis.general.tomorrow"}}
    custom["services"] = list(content.flow_step("general.tomorrow").services)
    edge = make_edge(content=here, rasa=Rasa({"text": "Huomenna.", "custom": custom}))
    frames = say(edge, edge.sessions.new(language="fi"), "en jaksa enää elää")
    card = next(frame for frame in frames if frame["type"] == "help_card")
    ids = [service["id"] for service in replies(frames)[0]["services"]]
    assert ids == [service["id"] for service in card["services"]]
