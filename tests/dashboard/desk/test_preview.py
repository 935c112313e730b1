"""Trying a text out: the same code as in the chat, and nothing left behind."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.content import Content
from bot.languages import LANGUAGES
from bot.model import variants
from dashboard.desk import preview
from dashboard.desk.preview import OWN_WORDS, Start, Turn
from dashboard.words import Words
from safety import Level

NIGHT = datetime(2026, 11, 23, 1, tzinfo=timezone.utc)


def talk(
    content: Content,
    start: Start,
    *pressed: str,
    language: str = "fi",
    easy: bool = False,
) -> list[Turn]:
    return preview.talk(Words(language), content, start, pressed, at=NIGHT, easy=easy)


def payload(turn: Turn, title: str) -> str:
    return next(button.payload for button in turn.choices if button.title == title)


def test_a_button_leads_where_the_file_says(content: Content) -> None:
    start = Start("sleep.start")
    (first,) = talk(content, start)
    turns = talk(content, start, payload(first, "Anna ideoita"))
    assert [turn.step for turn in turns] == ["sleep.start", "sleep.ideas"]
    assert turns[1].pressed == "Anna ideoita"
    assert turns[1].bubbles in content.step("sleep.ideas").say["fi"]


def test_the_same_talk_is_said_in_each_language(content: Content) -> None:
    start = Start("sleep.start")
    pressed = payload(talk(content, start)[0], "Anna ideoita")
    for language in LANGUAGES:
        turns = talk(content, start, pressed, language=language)
        assert turns[1].step == "sleep.ideas"
        assert turns[1].bubbles in content.step("sleep.ideas").say[language]


def test_easy_words_are_said_where_there_are_any(content: Content) -> None:
    steps = [s for t in content.topics.values() for s in t.steps.values()]
    step = next(s for s in steps if "fi" in s.easy)
    (turn,) = talk(content, Start(step.id), easy=True)
    assert turn.bubbles in variants(step, "fi", easy=True)


def test_own_words_within_a_path_keep_the_ways_on_in_view(content: Content) -> None:
    turns = talk(content, Start("sleep.start"), OWN_WORDS)
    assert turns[1].pressed is None
    assert turns[1].bubbles
    assert [b.title for b in turns[1].choices] == [b.title for b in turns[0].choices]


def test_helplines_of_a_step_are_named(content: Content) -> None:
    steps = content.topics["sleep"].steps.values()
    step = next(one for one in steps if one.services)
    (turn,) = talk(content, Start(step.id))
    assert turn.services
    assert all("_" not in name for name in turn.services)


@pytest.mark.parametrize("level", preview.LEVELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_crisis_flow_begins_with_its_card_and_goes_on(
    content: Content, language: str, level: Level
) -> None:
    for flow in content.flows:
        if flow == "soft_check":
            continue
        card, opening = talk(content, Start("", flow, level), language=language)
        assert card.is_card
        assert card.services
        assert opening.bubbles
        turns = talk(
            content,
            Start("", flow, level),
            opening.choices[0].payload,
            OWN_WORDS,
            language=language,
        )
        assert len(turns) == 4
        assert turns[-1].bubbles


def test_the_friends_flow_speaks_of_a_friend(content: Content) -> None:
    _, opening = talk(content, Start("", "friend", Level.HIGH))
    assert opening.step == "friend.open_high"


def test_every_button_of_every_step_can_be_pressed(content: Content) -> None:
    for topic in content.topics.values():
        for step in topic.steps.values():
            (turn,) = talk(content, Start(step.id))
            for button in turn.choices:
                assert talk(content, Start(step.id), button.payload)[1].bubbles
