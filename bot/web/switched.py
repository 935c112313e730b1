"""What the switches of the dashboard change in the chat: help only, an event notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.content import Content
from bot.flow import Reply
from bot.switches import Switches
from bot.web.session import Session

if TYPE_CHECKING:
    from bot.web.turn import Edge

HELP_ONLY = "help_only"


def on_page(
    switches: Switches, content: Content, *, language: str, now: datetime
) -> dict[str, Any]:
    """Return what the chat page shows of the switches: ``help_only`` and ``event``."""
    notice = switches.shown(now)
    return {
        "help_only": _in(content.pages[HELP_ONLY], language)
        if switches.help_only
        else None,
        "event": {
            **_in(content.pages["event"], language),
            "lines": notice.words[language].split("\n"),
        }
        if notice
        else None,
    }


def _in(group: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    return {name: words[language] for name, words in group.items()}


def closed(edge: Edge, session: Session, message_id: str | None) -> dict[str, Any]:
    """Return the answer to words of a chat that goes on while only help is shown.

    They were read for danger before, and a card that is due is on the page already.
    """
    name = "again" if HELP_ONLY in session.told else "said"
    session.told.add(HELP_ONLY)
    words = edge.content.pages[HELP_ONLY][name][session.language]
    return {
        "type": "reply",
        "re": message_id,
        "bubbles": words.split("\n"),
        "choices": [],
        "cards": [],
        "thumbs": False,
        "help": True,
        "link": None,
    }


def with_notice(edge: Edge, session: Session, reply: Reply) -> Reply:
    """Put the notice before the first words of a topic it concerns, once a chat.

    Never in danger: nothing stands there beside the way to help.
    """
    notice = edge.switches().shown(edge.now())
    topic = reply.ref.at.partition(".")[0]
    if notice is None or topic not in notice.topics or session.state.in_crisis:
        return reply
    if notice.version in session.told:
        return reply
    session.told.add(notice.version)
    words = notice.words[session.language].split("\n")
    return replace(reply, bubbles=(*filter(None, words), *reply.bubbles))
