"""Conversations that wander, through the real stack: always an answer and a way on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import LANGUAGES
from bot.flow import TURNS_WITHOUT_REPETITION
from tests.house import Chat, House

DATA = Path(__file__).parent / "data" / "wandering"
CONVERSATIONS = [
    pytest.param(language, conversation["turns"], id=conversation["id"])
    for language in LANGUAGES
    for conversation in yaml.safe_load((DATA / f"{language}.yml").read_text("utf-8"))
]
Frame = dict[str, Any]


CARD_ALONE_S = 4
"""After a card for words in a language that is not read no reply follows."""


def answer(chat: Chat, text: str) -> Frame:
    """Say one thing; return what answers it: a reply, or a card where none follows."""
    told, card = chat.tell(text), None
    while True:
        try:
            frame = chat.receive(CARD_ALONE_S if card else 15)
        except TimeoutError:
            assert card, text
            return card
        if frame.get("re") == told and frame["type"] in ("reply", "error"):
            return frame
        if frame.get("re") == told and frame["type"] == "help_card":
            card = frame


@pytest.mark.parametrize(("language", "turns"), CONVERSATIONS)
def test_every_turn_is_answered_and_nothing_said_twice(
    house: House, language: str, turns: list[Any]
) -> None:
    chat = Chat(house, language=language)
    said: list[tuple[str, ...]] = []
    for turn in turns:
        is_again = isinstance(turn, dict)
        frame = answer(chat, turn["again"] if is_again else turn)
        assert frame["type"] != "error", turn
        bubbles = tuple(frame["bubbles"])
        assert bubbles, turn
        assert frame.get("choices") or frame.get("services"), turn
        if not is_again:
            assert bubbles not in said[-TURNS_WITHOUT_REPETITION:], turn
        said.append(bubbles)
