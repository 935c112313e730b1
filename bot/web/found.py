"""Answer from the published passages what Rasa did not place, or not far enough."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import flow
from bot.flow import TOPIC_INTENT, Move, Reply
from bot.model import START
from bot.search import LEAST, LEAST_IN_TOPIC, Hit

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
    """Return a passage that answers ``text`` better than ``reply``, or ``reply``.

    Args:
        intent: What Rasa understood; None where Rasa did not answer.
    """
    if edge.search is None or len(text.split()) < WORDS_OF_A_QUESTION:
        return reply
    if intent is None or intent in UNSURE:
        hit = await _best(edge, session, text)
        is_found = hit is not None and hit.score >= LEAST
        topic = hit.step.partition(".")[0] if hit else "none"
        edge.counters.searched(session.language, topic, is_found, now=edge.now())
        return _quoted(edge, session, hit) if hit and is_found else reply
    if intent.startswith(TOPIC_INTENT) and reply.ref.at.endswith(f".{START}"):
        hit = await _best(edge, session, text)
        in_topic = f"{intent[len(TOPIC_INTENT) :]}."
        if hit and hit.step.startswith(in_topic) and hit.score >= LEAST_IN_TOPIC:
            return _said(edge, session, hit)
    return reply


async def _best(edge: Edge, session: Session, text: str) -> Hit | None:
    assert edge.search is not None
    hits = await asyncio.to_thread(edge.search.find, text, session.language, n=1)
    return hits[0] if hits else None


def _quoted(edge: Edge, session: Session, hit: Hit) -> Reply:
    """Return the passage word for word, after a line that says it was looked up."""
    found = _said(edge, session, hit)
    lead = _compose(edge, session, flow.reply_id("search_found"))
    topic = edge.content.topics[hit.step.partition(".")[0]]
    return replace(
        found,
        bubbles=(*lead.bubbles, *found.bubbles),
        link=found.link or topic.sources[0].url,
    )


def _said(edge: Edge, session: Session, hit: Hit) -> Reply:
    return _compose(edge, session, hit.step)


def _compose(edge: Edge, session: Session, step: str) -> Reply:
    return flow.compose(
        edge.content,
        Move(step),
        list(session.history),
        language=session.language,
        easy=session.easy,
    )
