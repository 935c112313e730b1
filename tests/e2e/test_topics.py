"""Every topic through the real edge and Rasa: from the menu to a kind end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.content import LANGUAGES, Content, Topic, load
from bot.flow import open_payload
from tests.house import Chat, House

CONTENT: Content = load()
N_STEPS = 4
GREETINGS = {"fi": "moikka", "sv": "hejsan", "en": "hello there"}
Frame = dict[str, Any]


def opened(chat: Chat, topic: Topic, language: str) -> Frame:
    """Open a topic as a finger would: menu, area, and the pages of its list."""
    chat.say(GREETINGS[language])
    chat.choose("/ask_for_menu")
    area = json.dumps({"area": topic.area}, separators=(",", ":"))
    shown = chat.choose(f"/open_area{area}")[-1]
    wanted = open_payload(f"{topic.id}.start")
    for _ in range(len(CONTENT.topics)):
        payloads = [choice["payload"] for choice in shown["choices"]]
        if wanted in payloads:
            return chat.choose(wanted)[-1]
        shown = chat.choose(payloads[-1])[-1]
    raise AssertionError(f"{topic.id} is on no page of its area")


def onward(topic: Topic, shown: Frame, been: set[str]) -> str | None:
    """Return a way within the topic that was not taken yet."""
    for choice in shown["choices"]:
        name, _, rest = choice["payload"].partition("{")
        step = json.loads("{" + rest).get("step", "") if rest else ""
        if name == "/open" and step.startswith(f"{topic.id}.") and step not in been:
            return str(step)
    return None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", CONTENT.topics.values(), ids=lambda t: t.id)
def test_a_topic_is_walked_in_its_own_words(
    house: House, topic: Topic, language: str
) -> None:
    chat = Chat(house, language=language)
    shown = opened(chat, topic, language)
    step, been, said = f"{topic.id}.start", set[str](), []
    for _ in range(N_STEPS):
        been.add(step)
        bubbles = tuple(shown["bubbles"])
        assert bubbles in CONTENT.step(step).say[language], step
        said.append(bubbles)
        following = onward(topic, shown, been)
        if following is None:
            break
        step = following
        shown = chat.choose(open_payload(step))[-1]
    assert len(said) == len(set(said)) >= 3
    assert shown["choices"], "every path leads on"
