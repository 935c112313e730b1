"""The chat's memory: kept, cleared, lowered one step, built up (SAF-L2, SAF-L3)."""

from __future__ import annotations

import json

import pytest

from safety import Level, SessionState, assess, question_kind
from safety.errors import StateError
from safety.questions import kinds


def after(*texts: str, asked: str | None = None, lang: str = "fi") -> SessionState:
    state = SessionState()
    for number, text in enumerate(texts, 1):
        last = asked if number == len(texts) else None
        state = assess(text, state, asked=last, lang=lang)[1]
    return state


@pytest.mark.parametrize(
    "text", ["vitsi vitsi", "ihan ok", "moi", "😂", "oon kunnossa"]
)
def test_joking_afterwards_lowers_nothing(text: str) -> None:
    assert after("haluun kuolla", text).level == Level.ELEVATED


@pytest.mark.parametrize(
    ("asked", "text", "lang", "level"),
    [
        ("wish_to_die", "joo", "fi", Level.HIGH),
        ("wish_to_die", "en", "fi", Level.CONCERN),
        ("wish_to_die", "en tiiä", "fi", Level.ELEVATED),
        ("wish_to_die", "ja", "sv", Level.HIGH),
        ("wish_to_die", "nä", "sv", Level.CONCERN),
        ("wish_to_die", "vet int", "sv", Level.ELEVATED),
        ("wish_to_die", "yeah", "en", Level.HIGH),
        ("wish_to_die", "no", "en", Level.CONCERN),
        ("wish_to_die", "idk", "en", Level.ELEVATED),
        ("plan", "on. tänä yönä", "fi", Level.ACUTE),
        ("plan", "på fredag", "sv", Level.ACUTE),
        ("plan", "nope", "en", Level.CONCERN),
        ("safe_now", "joo", "fi", Level.ELEVATED),
        ("safe_now", "en", "fi", Level.HIGH),
        ("safe_now", "yes", "en", Level.ELEVATED),
    ],
)
def test_short_answer_is_read_by_its_question(
    asked: str, text: str, lang: str, level: Level
) -> None:
    assert after("haluun kuolla", text, asked=asked, lang=lang).level == level


def test_no_lowers_one_step_once() -> None:
    state = after("mä aion tappaa itteni tänä iltana", "en", asked="plan")
    assert state.level == Level.HIGH
    assert assess("en", state, asked="plan", lang="fi")[1].level == Level.HIGH


def test_explanation_clears_the_phrase() -> None:
    state = after("mä tapan sen huomenna", "tarkotin sitä bossii pelissä")
    assert state.level <= Level.CONCERN


def test_misunderstood_takes_back_the_last_raise() -> None:
    assert after("moi", "haluun kuolla").misunderstood().level == Level.NONE
    assert SessionState().misunderstood() == SessionState()


def test_taking_back_a_message_that_added_nothing_changes_nothing() -> None:
    state = after("haluun kuolla", "moi")
    assert state.without_turn(2) == state


@pytest.mark.parametrize(
    ("before", "asked", "text", "level"),
    [
        ("haluun kuolla", "means_near", "joo", Level.ACUTE),
        ("moi", "means_near", "joo", Level.NONE),
        ("haluun kuolla", "friend_safe", "en", Level.ACUTE),
        ("moi", "friend_safe", "en", Level.NONE),
    ],
)
def test_some_answers_weigh_only_in_danger(
    before: str, asked: str, text: str, level: Level
) -> None:
    assert after(before, text, asked=asked).level == level


@pytest.mark.parametrize(
    ("asked", "level"),
    [
        ("other", Level.HIGH),
        ("can_call", Level.ACUTE),  # it asks of something else
        (None, Level.ACUTE),
    ],
)
def test_denial_in_words_lowers_where_danger_was_asked_about(
    asked: str | None, level: Level
) -> None:
    state = after("mä aion tappaa itteni tänä iltana")
    assert assess("mä en aio tehdä mitään", state, asked=asked)[1].level == level


@pytest.mark.parametrize(
    ("text", "is_checked"),
    [
        ("mua ahdistaa 🔪", True),
        ("mua ahdistaa ⚰️", True),
        ("mua ahdistaa", False),
        ("mua ahdistaa 🐱", False),
    ],
)
def test_sign_of_danger_beside_distress_brings_a_check(
    text: str, is_checked: bool
) -> None:
    found, _ = assess(text)
    assert (found.level, found.check) == (Level.CONCERN, is_checked)


@pytest.mark.parametrize("lang", ["fi", "sv"])
def test_no_is_no_answer_in_a_finnish_or_swedish_chat(lang: str) -> None:
    state = after("haluun kuolla")
    assert assess("no", state, asked="wish_to_die", lang=lang)[1].level == state.level


def test_different_distress_builds_up() -> None:
    texts = ["mua ahdistaa", "oon niin yksinäinen", "tuntuu tyhjältä"]
    assert after(*texts[:2]).level == Level.CONCERN
    assert after(*texts).level == Level.ELEVATED
    assert after("mua ahdistaa", "mua ahdistaa", "mua ahdistaa").level == Level.CONCERN


def test_raise_and_new_category_bring_a_card_once() -> None:
    first, state = assess("haluun kuolla")
    again, state = assess("haluun kuolla", state)
    other, state = assess("iskä löi mua taas", state)
    assert (first.raised, again.raised, other.raised) == (True, False, True)
    assert other.categories == ("violence", "suicide")


def test_state_survives_json_and_holds_no_text() -> None:
    state = after("mua ahdistaa", "haluun kuolla zxqv")
    text = json.dumps(state.to_json())
    assert SessionState.from_json(json.loads(text)) == state
    assert "zxqv" not in text


@pytest.mark.parametrize("data", [{}, {"version": 0}, {"version": 1, "level": 9}])
def test_strange_state_is_refused(data: dict[str, int]) -> None:
    with pytest.raises(StateError):
        SessionState.from_json(data)


@pytest.mark.parametrize(
    ("bot", "kind"),
    [
        ("Ajatteletko itsemurhaa?", "wish_to_die"),
        ("Onko sinulla ajatuksia, että haluaisit kuolla?", "wish_to_die"),
        ("Tänker du på att ta ditt liv?", "wish_to_die"),
        ("Are you thinking about ending your life?", "wish_to_die"),
        ("Onko sinulla suunnitelma?", "plan"),
        ("Har du bestämt hur eller när?", "plan"),
        ("Do you have a plan?", "plan"),
        ("Oletko turvassa juuri nyt?", "safe_now"),
        ("Är du trygg just nu?", "safe_now"),
        ("Are you safe right now?", "safe_now"),
        ("Onko kaverisi hereillä?", "friend_safe"),
        ("Är din kompis vaken?", "friend_safe"),
        ("Is your friend awake?", "friend_safe"),
        ("Satutatko itseäsi?", "hurt_self"),
        ("Skadar du dig själv?", "hurt_self"),
        ("Are you hurting yourself?", "hurt_self"),
        ("Mitä kuuluu?", "how_are_you"),
        ("Kerro lisää.", None),
        ("Pidätkö kissoista?", "other"),
    ],
)
def test_question_is_recognised(bot: str, kind: str | None) -> None:
    assert question_kind(bot) == kind


def test_every_kind_of_question_has_its_name() -> None:
    assert all(name == kind.name for name, kind in kinds().items())
