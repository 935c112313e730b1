"""Look in the published passages for what Rasa did not place, or not far enough."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot import flow
from bot.content import Content
from bot.flow import TOPIC_INTENT, Button, Move, Reply
from bot.model import BUILT_IN, MAX_CHOICES, START
from bot.search import LEAST, LEAST_GUIDED, NO_GUESSES, Hit
from bot.search_words import ids_in

if TYPE_CHECKING:
    from bot.web.session import Session
    from bot.web.turn import Edge

UNSURE = frozenset({"nlu_fallback", "out_of_scope"})
"""What Rasa says of words that it could not place."""
DIRECT, DIRECT_AT_START = 0.5, 0.6
"""From this score on a step of the topic answers at once. Three in four were right; at
the start of a topic, where a step is less expected, four in five. Of questions about a
neighbouring topic one in sixty reaches it; see bench.search."""
NEAR = 0.3
"""From this score on steps of the topic are offered as what may be meant."""
MERELY_HEARD = (flow.reply_id("path_heard"), flow.reply_id("path_asked"))
WORDS_OF_A_QUESTION = 3
"""Fewer are a greeting, a feeling or the name of a topic: nothing is looked up."""


async def better(
    edge: Edge,
    session: Session,
    text: str,
    reply: Reply,
    custom: Mapping[str, Any] | None,
) -> Reply:
    """Return a reply that is nearer to ``text``, or ``reply``.

    Inside a path a step of its topic that was written for these words answers, whatever
    Rasa took them for. What Rasa could not place, or did not answer, is quoted from the
    content where a passage is near enough. A topic opens with the ways that fit best.

    Args:
        custom: What Rasa understood (``intent``, ``topics``); None where it did not
            answer.
    """
    intent = custom.get("intent") if custom else None
    guesses = (custom or {}).get("topics") or NO_GUESSES
    if edge.search is None or len(text.split()) < WORDS_OF_A_QUESTION:
        return reply
    if intent and not intent.startswith(TOPIC_INTENT) and intent not in UNSURE:
        return reply
    hits = await _of_topic(edge, session, text, _topic_in_talk(session))
    if hits and hits[0].score >= DIRECT:
        return _said(edge, session, hits[0].step)
    is_start = reply.ref.at.endswith(f".{START}")
    if reply.ref.via == "path":
        return _near(edge, session, hits, reply)
    if intent is None or intent in UNSURE:
        return await _quoted(edge, session, text, reply, guesses)
    if is_start:
        return await _opened(edge, session, text, reply)
    return reply


def _topic_in_talk(session: Session) -> str:
    """Return the topic whose path was left by no other talk, or nothing."""
    here = flow.current_step(session.history)
    is_last = bool(session.history) and session.history[-1].at == here
    return here.partition(".")[0] if here and is_last else ""


async def _of_topic(edge: Edge, session: Session, text: str, topic: str) -> list[Hit]:
    """Return the steps of a topic that answer best and were not said yet."""
    if topic not in edge.content.topics:
        return []
    said = {ref.said.partition("#")[0] for ref in session.history}
    hits = await _find(edge, session, text, topic=topic)
    return [hit for hit in hits if hit.step not in said]


async def _opened(edge: Edge, session: Session, text: str, reply: Reply) -> Reply:
    """Open a topic with the step that the words ask for, or with the ways to it."""
    topic = edge.content.topics.get(reply.ref.at.partition(".")[0])
    if topic is None:
        return reply
    hits = await _of_topic(edge, session, text, topic.id)
    if (
        hits
        and hits[0].score >= DIRECT_AT_START
        and not (reply.left or topic.sensitive)
    ):
        return _said(edge, session, hits[0].step)
    return _led_on(edge.content, session, hits, reply)


def _near(edge: Edge, session: Session, hits: list[Hit], reply: Reply) -> Reply:
    """Offer steps that may be meant, in place of words that were only heard."""
    likely = [hit for hit in hits if hit.score >= NEAR]
    led = _led_on(edge.content, session, likely, reply)
    is_heard = reply.ref.said.partition("#")[0] in MERELY_HEARD
    if led is reply or not is_heard:
        return led
    asked = flow.compose(
        edge.content,
        Move(reply.ref.at, words=flow.reply_id("path_near"), via="path"),
        list(session.history),
        language=session.language,
        easy=session.easy,
    )
    return replace(led, ref=asked.ref, bubbles=asked.bubbles)


async def _find(
    edge: Edge,
    session: Session,
    text: str,
    *,
    topic: str = "",
    guesses: Mapping[str, float] = NO_GUESSES,
) -> list[Hit]:
    assert edge.search is not None
    return await asyncio.to_thread(
        edge.search.find, text, session.language, topic=topic, guesses=guesses
    )


async def _quoted(
    edge: Edge, session: Session, text: str, reply: Reply, guesses: Mapping[str, float]
) -> Reply:
    """Return the passage word for word, after a line that says it was looked up."""
    hits = await _find(edge, session, text, guesses=guesses)
    least = LEAST_GUIDED if guesses else LEAST
    is_found = bool(hits) and hits[0].score >= least
    topic = hits[0].step.partition(".")[0] if hits else "none"
    edge.counters.searched(session.language, topic, is_found, now=edge.now())
    if not is_found:
        _count_words(edge, session, text)
        return reply
    lead = _said(edge, session, flow.reply_id("search_found"))
    found = _said(edge, session, hits[0].step)
    return replace(
        found,
        bubbles=(*lead.bubbles, *found.bubbles),
        link=found.link or edge.content.topics[topic].sources[0].url,
    )


def _count_words(edge: Edge, session: Session, text: str) -> None:
    """Count which common words found nothing, each once in a chat."""
    new = ids_in(text, session.language) - session.missed
    session.missed |= new
    edge.counters.missed(session.language, sorted(new), now=edge.now())


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
