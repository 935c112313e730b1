"""What Rasa could not place is looked up; nothing is looked up in danger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.content import Content
from bot.flow import Ref, open_payload
from bot.search import LEAST, Hit
from bot.store import Store, open_readonly
from bot.web.counters import Counters
from bot.web.found import DIRECT, DIRECT_AT_START, NEAR
from bot.web.session import Sessions
from bot.web.turn import Edge
from tests.web.talk import Frames, Rasa, say

STEP = "student_aid_benefits.stopped"
IDEAS = "student_aid_benefits.ideas"
ELSEWHERE = {"title": "Uni", "payload": open_payload("sleep.start")}
QUESTION = "miksi tuki loppui yhtäkkiä"


class Finds:
    """A search that finds one thing, and remembers what it was asked."""

    def __init__(self, *hits: Hit) -> None:
        self.hits, self.asked = list(hits), list[str]()

    def find(
        self,
        text: str,
        language: str,
        *,
        content: Content,
        n: int = 3,
        topics: Collection[str] = (),
        guesses: Mapping[str, float],
    ) -> list[Hit]:
        self.asked.append(text)
        self.guesses = dict(guesses)
        named = [hit for hit in self.hits if hit.step.partition(".")[0] in topics]
        return (named if topics else self.hits)[:n]


def understood(intent: str, at: str = "replies.not_understood_1") -> dict[str, Any]:
    custom = {"ref": {"at": at, "said": f"{at}#0", "via": ""}, "intent": intent}
    return {"text": "Rasa", "buttons": [], "custom": custom}


GUIDED = understood("nlu_fallback")
GUIDED["custom"]["topics"] = {"self_harm": 0.4}


@pytest.fixture
def ask(content: Content, tmp_path: Path) -> Callable[..., Frames]:
    """Ask once, in step ``here``; ``answer`` is Rasa's, ``finds`` the search."""

    def asked(
        answer: Any, finds: Any, text: str = QUESTION, here: str | None = None
    ) -> Frames:
        edge = Edge(
            content=content,
            rasa=Rasa(answer),
            sessions=Sessions(),
            counters=Counters(Store(tmp_path / "stats.db")),
            secret="s" * 40,
            search=finds,
        )
        session = edge.sessions.new(language="fi")
        if here:
            session.remember(Ref(here, f"{here}#0"), [])
        frames = say(edge, session, text)
        edge.counters.write(everything=True)
        return frames

    return asked


def searches(path: Path) -> list[tuple[str, str]]:
    rows = open_readonly(path / "stats.db")["searches"].rows
    return [(row["topic"], row["outcome"]) for row in rows]


@pytest.mark.parametrize(
    "answer", [None, understood("nlu_fallback"), understood("out_of_scope")]
)
def test_a_passage_is_quoted_word_for_word_with_its_source(
    content: Content, ask: Callable[..., Frames], tmp_path: Path, answer: Any
) -> None:
    reply = ask(answer, Finds(Hit(STEP, LEAST)))[-1]
    assert tuple(reply["bubbles"][1:]) in content.step(STEP).say["fi"]
    assert reply["link"] in {
        s.url for s in content.topics["student_aid_benefits"].sources
    }
    titles = [choice["title"] for choice in reply["choices"]]
    assert titles == [choice.title("fi") for choice in content.step(STEP).choices]
    assert searches(tmp_path) == [("student_aid_benefits", "found")]


@pytest.mark.parametrize("hits", [[], [Hit(STEP, LEAST - 0.01)]])
def test_what_is_not_found_is_asked_about_and_counted(
    ask: Callable[..., Frames], tmp_path: Path, hits: list[Hit]
) -> None:
    reply = ask(understood("nlu_fallback"), Finds(*hits))[-1]
    assert reply["bubbles"] == ["Rasa"]
    topic = "student_aid_benefits" if hits else "none"
    assert searches(tmp_path) == [(topic, "nothing")]


@pytest.mark.parametrize(
    ("answer", "is_quoted"),
    [(None, False), (understood("nlu_fallback"), False), (GUIDED, True)],
)
def test_of_a_delicate_topic_nothing_is_quoted_by_likeness_alone(
    content: Content, ask: Callable[..., Frames], answer: Any, is_quoted: bool
) -> None:
    delicate = "self_harm.telling"
    reply = ask(
        answer, Finds(Hit(delicate, 2.0)), "sattuuko tatuoinnin ottaminen paljon"
    )[-1]
    said = tuple(reply["bubbles"][1:])
    assert (said in content.step(delicate).say["fi"]) is is_quoted


def test_the_topics_that_rasa_thinks_of_guide_the_search(
    ask: Callable[..., Frames],
) -> None:
    finds = Finds()
    ask(GUIDED, finds)
    assert finds.guesses == {"self_harm": 0.4}


def test_common_words_of_a_search_without_a_hit_are_counted_once_in_a_chat(
    content: Content, tmp_path: Path
) -> None:
    edge = Edge(
        content=content,
        rasa=Rasa(understood("nlu_fallback")),
        sessions=Sessions(),
        counters=Counters(Store(tmp_path / "stats.db")),
        secret="s" * 40,
        search=Finds(),
    )
    session = edge.sessions.new(language="fi")
    for text in ("mihin mun passi jäi Pekalta", "passi on kai kadonnut taas"):
        say(edge, session, text)
    edge.counters.write(everything=True)
    rows = open_readonly(tmp_path / "stats.db")["search_words"].rows
    assert [(row["word"], row["language"], row["n"]) for row in rows] == [
        ("passport", "fi", 1)
    ]


def test_a_topic_opens_with_the_ways_that_fit_the_words(
    content: Content, ask: Callable[..., Frames]
) -> None:
    hits = [Hit(f"student_aid_benefits.{name}", 0.3) for name in ("review", "moving")]
    opened = understood("talk_about_student_aid_benefits", "student_aid_benefits.start")
    reply = ask(opened, Finds(Hit("sleep.nap", 9), *hits))[-1]
    assert reply["bubbles"] == ["Rasa"]
    payloads = [choice["payload"] for choice in reply["choices"]]
    assert payloads[:2] == ["/ask_to_just_listen", open_payload(IDEAS)]
    assert payloads[2:] == [open_payload(hit.step) for hit in hits]


REVIEW = "student_aid_benefits.review"


@pytest.mark.parametrize(
    ("intent", "at"),
    [
        ("talk_about_student_aid_benefits", REVIEW),
        ("nlu_fallback", REVIEW),
        ("talk_about_sleep", "sleep.start"),
    ],
)
def test_a_question_inside_a_path_is_answered_by_the_step_it_asks_for(
    content: Content, ask: Callable[..., Frames], intent: str, at: str
) -> None:
    answer = understood(intent, at)
    finds = Finds(Hit("sleep.nap", DIRECT - 0.01), Hit(STEP, DIRECT))
    reply = ask(answer, finds, here=REVIEW)[-1]
    assert tuple(reply["bubbles"]) in content.step(STEP).say["fi"]


def test_steps_that_may_be_meant_are_offered_in_place_of_mere_hearing(
    content: Content, ask: Callable[..., Frames]
) -> None:
    stays = understood("nlu_fallback", REVIEW)
    stays["custom"]["ref"] |= {"said": "replies.path_heard#0", "via": "path"}
    stays["buttons"] = [ELSEWHERE]
    two = Finds(Hit(STEP, NEAR), Hit("student_aid_benefits.moving", NEAR))
    reply = ask(stays, two, here=REVIEW)[-1]
    assert tuple(reply["bubbles"]) in content.replies["path_near"].say["fi"]
    payloads = [choice["payload"] for choice in reply["choices"]]
    assert open_payload(STEP) in payloads
    assert payloads[-1] == ELSEWHERE["payload"]
    # One new way alone would promise too much.
    reply = ask(stays, Finds(Hit(STEP, NEAR)), here=REVIEW)[-1]
    assert reply["bubbles"] == ["Rasa"]
    assert open_payload(STEP) in [choice["payload"] for choice in reply["choices"]]
    reply = ask(stays, Finds(Hit(STEP, NEAR - 0.01)), here=REVIEW)[-1]
    assert reply["choices"] == [ELSEWHERE]


def test_an_answer_to_a_step_is_no_way_to_it(ask: Callable[..., Frames]) -> None:
    stays = understood("nlu_fallback", REVIEW)
    stays["custom"]["ref"] |= {"said": "replies.path_heard#0", "via": "path"}
    explain = Hit("student_aid_benefits.explain", NEAR)  # 'there was a reason'
    reply = ask(stays, Finds(explain), here=REVIEW)[-1]
    assert reply["choices"] == []


def test_a_sensitive_topic_begins_at_its_start(ask: Callable[..., Frames]) -> None:
    begun = understood("talk_about_self_harm", "self_harm.start")
    reply = ask(begun, Finds(Hit("self_harm.nurse", 9)))[-1]
    assert reply["bubbles"] == ["Rasa"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("en jaksa enää elää", understood("nlu_fallback")),  # danger
        ("mikä tää", understood("nlu_fallback")),  # too short to be a question
        (QUESTION, understood("talk_about_sleep", "replies.goodbye")),  # the end
    ],
)
def test_nothing_is_looked_up(
    ask: Callable[..., Frames], text: str, answer: dict[str, Any]
) -> None:
    finds = Finds(Hit(STEP, 9))
    ask(answer, finds, text)
    assert finds.asked == []


def test_what_rasa_placed_within_a_topic_stays(ask: Callable[..., Frames]) -> None:
    placed = understood("talk_about_sleep", "sleep.ideas")
    assert ask(placed, Finds(Hit(STEP, 9)))[-1]["bubbles"] == ["Rasa"]


@pytest.mark.parametrize("here", [None, IDEAS])
def test_a_question_about_the_chat_is_answered_anywhere(
    ask: Callable[..., Frames], content: Content, here: str | None
) -> None:
    kept = "about_service.kept"
    placed = understood("talk_about_sleep", "sleep.start")
    reply = ask(placed, Finds(Hit(kept, DIRECT_AT_START)), here=here)[-1]
    said = content.topics["about_service"].steps["kept"].say["fi"]
    assert tuple(reply["bubbles"]) in said


@pytest.mark.parametrize(("score", "is_told"), [(NEAR, True), (NEAR - 0.1, False)])
def test_who_asks_what_to_say_gets_words_to_say(
    ask: Callable[..., Frames], content: Content, score: float, is_told: bool
) -> None:
    text, here = "mitä mä sanon sille", "friend_conflict.start"
    finds = Finds(
        Hit("friend_conflict.ideas", 9), Hit("friend_conflict.sorry_words", score)
    )
    placed = understood("nlu_fallback", here)
    reply = ask(placed, finds, text, here)[-1]
    said = content.topics["friend_conflict"].steps["sorry_words"].say["fi"]
    assert (tuple(reply["bubbles"]) in said) is is_told
