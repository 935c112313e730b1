"""Look in the published passages for what Rasa did not place, or not far enough."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import flow
from bot.content import Content
from bot.flow import TOPIC_INTENT, Button, Move, Reply
from bot.model import BUILT_IN, START
from bot.schema import MAX_CHOICES
from bot.search import LEAST, Hit

if TYPE_CHECKING:
    from bot.web.session import Session
    from bot.web.turn import Edge

UNSURE = frozenset({"nlu_fallback", "out_of_scope"})
"""What Rasa says of words that it could not place."""
WORDS_OF_A_QUESTION = 3
"""Fewer are a greeting, a feeling or the name of a topic: nothing is looked up."""


async def better(
    edge: Edge, session: Session, text: str, intent: str | None, reply: Reply
) -> Reply:
    """Return a reply that is nearer to ``text``, or ``reply``.

    What Rasa could not place, or did not answer, is quoted from the content where a
    passage is near enough. A topic opens with the ways that fit the words best.

    Args:
        intent: What Rasa understood; None where Rasa did not answer.
    """
    if edge.search is None or len(text.split()) < WORDS_OF_A_QUESTION:
        return reply
    if intent is None or intent in UNSURE:
        return await _quoted(edge, session, text, reply)
    if intent.startswith(TOPIC_INTENT) and reply.ref.at.endswith(f".{START}"):
        topic = intent[len(TOPIC_INTENT) :]
        hits = await _find(edge, session, text, topic=topic)
        return _led_on(edge.content, session, hits, reply)
    return reply


async def _find(
    edge: Edge, session: Session, text: str, *, topic: str = ""
) -> list[Hit]:
    assert edge.search is not None
    return await asyncio.to_thread(
        edge.search.find, text, session.language, topic=topic
    )


async def _quoted(edge: Edge, session: Session, text: str, reply: Reply) -> Reply:
    """Return the passage word for word, after a line that says it was looked up."""
    hits = await _find(edge, session, text)
    is_found = bool(hits) and hits[0].score >= LEAST
    topic = hits[0].step.partition(".")[0] if hits else "none"
    edge.counters.searched(session.language, topic, is_found, now=edge.now())
    if not is_found:
        return reply
    lead = _said(edge, session, flow.reply_id("search_found"))
    found = _said(edge, session, hits[0].step)
    return replace(
        found,
        bubbles=(*lead.bubbles, *found.bubbles),
        link=found.link or edge.content.topics[topic].sources[0].url,
    )


def _said(edge: Edge, session: Session, step: str) -> Reply:
    return flow.compose(
        edge.content,
        Move(step),
        list(session.history),
        language=session.language,
        easy=session.easy,
    )


def _led_on(content: Content, session: Session, hits: list[Hit], reply: Reply) -> Reply:
    """Return a topic's first reply with the found steps as its ways on."""
    start = flow.find_step(content, reply.ref.at)
    if start is None or not hits:
        return reply
    kept = [
        flow.choice_button(choice, session.language, session.easy)
        for choice in start.choices
        if choice.to in BUILT_IN or choice.to.endswith(".ideas")
    ]
    ways = [way for hit in hits if (way := _way(content, session, hit.step))]
    return replace(reply, choices=tuple((kept + ways)[:MAX_CHOICES]))


def _way(content: Content, session: Session, step: str) -> Button | None:
    """Return the button by which the topic's own steps lead to a step."""
    leading = content.topics[step.partition(".")[0]].choices_to(step)
    if not leading:
        return None
    return flow.choice_button(leading[0], session.language, session.easy)
