"""Stand in for Rasa: it understands what a made-up person types as it was meant."""

from __future__ import annotations

from random import Random
from typing import Any

from bot import crisis, flow
from bot.content import Content
from bot.examples import examples
from bot.flow import Heard, Ref
from bot.web.rasa import RasaClient

UNSURE, UNSURE_SHARE = "nlu_fallback", 0.07
"""What Rasa says of words that it cannot place, and how many of all stay unplaced."""
SURE = 0.9
THUMBS = {"helped": "up", "not_helped": "down"}


class Understudy(RasaClient):
    """Answer by the rules of ``bot.flow``, as Rasa's side does, without its learning.

    Nothing that it leaves says how well Rasa understands.
    """

    def __init__(self, content: Content, *, seed: int) -> None:
        self._content = content
        self._random = Random(seed)
        self._meant = {
            text: intent
            for intent, texts in examples(content).items()
            for text in texts
        }

    async def turn(
        self, sender: str, message: str, metadata: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Return the message that Rasa's side would make of what was meant."""
        heard = self._heard(message, metadata)
        if crisis.leads(metadata.get("crisis"), heard, self._content):
            reply = crisis.reply(self._content, heard, metadata)
        else:
            reply = flow.reply(
                self._content,
                heard,
                [Ref.from_json(ref) for ref in metadata["history"]],
                language=metadata["language"],
                easy=metadata["easy"],
                left=metadata["left"],
            )
        return {
            "text": "\n".join(reply.bubbles),
            "buttons": [vars(button) for button in reply.choices],
            "custom": reply.to_custom()
            | {
                "intent": heard.intent,
                "easy": heard.intent == "use_easy_language",
                "thumb": None if metadata["crisis"] else THUMBS.get(heard.intent),
            },
        }

    def _heard(self, message: str, metadata: dict[str, Any]) -> Heard:
        if message.startswith("/"):
            return flow.parse_payload(message)
        is_placed = self._random.random() >= UNSURE_SHARE
        intent = self._meant.get(message, UNSURE) if is_placed else UNSURE
        return Heard(
            intent=intent,
            confidence=SURE if intent != UNSURE else 0.0,
            known=metadata["known"],
            text=message,
            language=metadata["language"],
        )

    async def forget(self, sender: str) -> None:
        """Remember nothing in the first place."""

    async def is_ready(self) -> bool:
        """Answer at once."""
        return True

    async def close(self) -> None:
        """Hold no connection."""
