"""Look in the published passages for what Rasa did not place, or not far enough."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot import flow
from bot.content import Content
from bot.cues import asks_what_to_say, without_particles
from bot.flow import TOPIC_INTENT, Button, Move, Reply
from bot.lexicons import lexicon
from bot.model import BUILT_IN, MAX_CHOICES, START, variants
from bot.questions import is_question
from bot.search import LEAST, LEAST_GUIDED, NO_GUESSES, Hit
from bot.search_words import ids_in

if TYPE_CHECKING:
    from bot.web.session import Session
    from bot.web.turn import Edge

ABOUT_THE_BOT, WHAT_IT_IS = "ask_are_you_a_bot", "about_service.bot"
"""A wish near to other questions about this chat, and the step that answers no more."""
ENDS = frozenset({flow.reply_id("goodbye"), flow.reply_id("thanks")})
ABOUT_HELP: list[str] = lexicon("matters")["about_help"]
"""Topics about this chat and about where help is."""
DIRECT, DIRECT_AT_START = 0.5, 0.6
"""From this score on a step of the topic answers at once. Three in four were right; at
the start of a topic, where a step is less expected, four in five. Of questions about a
neighbouring topic one in sixty reaches it; see bench.search."""
UNANSWERED, DIRECT_ELSE_NONE = flow.reply_id("path_asked"), 0.4
"""A question to which the answer would be 'I found none' is content with less."""
ABOUT_SCORES = ((0.3, 0.35), (0.08, 0.5), (0.0, DIRECT_AT_START))
"""How sure Rasa is that this chat or places of help are asked about, and the score from
which on such a step answers."""
NEAR = 0.3
"""From this score on steps of the topic are offered as what may be meant."""
TURNS_NEAR_HELP = 2
N_WAYS = 3
"""Steps found that become ways on."""
FEWEST_NEW = 2
"""With fewer new ways 'is it one of these?' would promise too much."""
N_STEPS = 12
"""Steps that are looked at where it must be one of some kind."""
WORDS_OF_A_QUESTION = 3
"""Fewer are a greeting, a feeling or the name of a topic: nothing is looked up, unless
places of help were just shown."""
QUOTES = re.compile('["“”]')


async def better(
    edge: Edge,
    session: Session,
    text: str,
    reply: Reply,
    custom: Mapping[str, Any] | None,
) -> Reply:
    """Return a reply that is nearer to ``text``, or ``reply``.

    Inside a path a step of its topic that was written for these words answers, whatever
    Rasa took them for; so does, anywhere, one about this chat or about where help is.
    Who asks what to say gets a step that holds the words. What Rasa could not place, or
    did not answer, is quoted from the content where a passage is near enough. A topic
    opens with the ways that fit best.

    Args:
        custom: What Rasa understood (``intent``, ``topics``); None where it did not
            answer.
    """
    intent = custom.get("intent") if custom else None
    guesses = (custom or {}).get("topics") or NO_GUESSES
    is_end = reply.ref.at in ENDS
    if edge.search is None or is_end or not _may_ask(session, text):
        return reply
    if (to := await _words_to_say(edge, session, text, reply)) is not None:
        return to
    if not _may_be_placed_anew(intent, reply):
        return reply
    here = _topic_in_talk(session)
    asked = without_particles(text, session.language)
    near = await _of_topics(edge, session, asked, [here, *ABOUT_HELP], n=N_STEPS)
    hits = [hit for hit in near if hit.step.partition(".")[0] == here]
    if intent == ABOUT_THE_BOT:
        told = _about_help(session, text, near, reply, guesses)
        return _said(edge, session, told) if told and told != WHAT_IT_IS else reply
    is_unanswered = reply.ref.said.partition("#")[0] == UNANSWERED
    if hits and hits[0].score >= (DIRECT_ELSE_NONE if is_unanswered else DIRECT):
        return _said(edge, session, hits[0].step)
    if told := _about_help(session, text, near, reply, guesses):
        return _said(edge, session, told)
    if reply.ref.via == "path":
        return _near(edge, session, hits, reply)
    if intent is None or intent in flow.UNSURE:
        return await _quoted(edge, session, text, reply, guesses)
    if reply.ref.at.endswith(f".{START}"):
        return await _opened(edge, session, text, reply)
    return reply


def _may_ask(session: Session, text: str) -> bool:
    is_near_help = session.n_since_shown <= TURNS_NEAR_HELP
    is_after_help = is_near_help and is_question(text, session.language)
    return is_after_help or len(text.split()) >= WORDS_OF_A_QUESTION


def _may_be_placed_anew(intent: str | None, reply: Reply) -> bool:
    """Tell whether the content may know better than what Rasa took the words for."""
    is_placed = intent is not None and intent not in flow.UNSURE
    is_topic = intent is not None and intent.startswith(TOPIC_INTENT)
    is_what_if = reply.ref.said.partition("#")[0] == flow.reply_id("path_what_if")
    return not is_placed or is_topic or is_what_if or intent == ABOUT_THE_BOT


def _topic_in_talk(session: Session) -> str:
    """Return the topic whose path was left by no other talk, or nothing."""
    here = flow.current_step(session.history)
    is_last = bool(session.history) and session.history[-1].at == here
    return here.partition(".")[0] if here and is_last else ""


async def _words_to_say(
    edge: Edge, session: Session, text: str, reply: Reply
) -> Reply | None:
    """Return the nearest step with words to say, where somebody asks for them."""
    if not asks_what_to_say(text, session.language):
        return None
    here = flow.current_step(session.history) or ""
    begun, talked_of = (step.partition(".")[0] for step in (reply.ref.at, here))
    # A topic that only now begins may be a guess; one of before is what is meant.
    ids = (begun, talked_of) if begun in session.words_of else (talked_of, begun)
    topics = edge.content.topics
    topic = next((topics[id] for id in ids if id in topics), None)
    if topic is None:
        return None
    hits = await _of_topics(edge, session, text, [topic.id], n=N_STEPS)
    for hit in hits:
        step = topic.steps[hit.step.partition(".")[2]]
        words = [" ".join(said) for said in variants(step, session.language)]
        if hit.score >= NEAR and all(map(QUOTES.search, words)):
            return _said(edge, session, hit.step)
    return None


def _about_help(
    session: Session,
    text: str,
    near: list[Hit],
    reply: Reply,
    guesses: Mapping[str, float],
) -> str | None:
    """Return the step about this chat or about where help is, if that was asked.

    The surer Rasa is that it was, the less near the step must be: of 900 questions of
    other matters one in a hundred reaches the highest score, one in four the lowest.
    """
    hits = [hit for hit in near if hit.step.partition(".")[0] in ABOUT_HELP]
    is_about_them = reply.ref.at.partition(".")[0] in ABOUT_HELP
    if not (hits and (is_about_them or is_question(text, session.language))):
        return None
    sure = 1.0 if is_about_them else max(guesses.get(t, 0.0) for t in ABOUT_HELP)
    least = next(score for least_sure, score in ABOUT_SCORES if sure >= least_sure)
    return hits[0].step if hits[0].score >= least else None


async def _of_topics(
    edge: Edge, session: Session, text: str, topics: Collection[str], *, n: int = 3
) -> list[Hit]:
    """Return the steps of topics that answer best and were not said yet."""
    known = [topic for topic in topics if topic in edge.content.topics]
    if not known:
        return []
    said = {ref.said.partition("#")[0] for ref in session.history}
    hits = await _find(edge, session, text, n=n, topics=known)
    return [hit for hit in hits if hit.step not in said]


async def _opened(edge: Edge, session: Session, text: str, reply: Reply) -> Reply:
    """Open a topic with the step that the words ask for, or with the ways to it."""
    topic = edge.content.topics.get(reply.ref.at.partition(".")[0])
    if topic is None:
        return reply
    hits = await _of_topics(edge, session, text, [topic.id])
    if (
        hits
        and hits[0].score >= DIRECT_AT_START
        and not (reply.left or topic.sensitive)
    ):
        return _said(edge, session, hits[0].step)
    return _led_on(edge.content, session, hits[:N_WAYS], reply)


def _near(edge: Edge, session: Session, hits: list[Hit], reply: Reply) -> Reply:
    """Offer steps that may be meant, in place of words that were only heard."""
    likely = [hit for hit in hits[:N_WAYS] if hit.score >= NEAR]
    led = _led_on(edge.content, session, likely, reply)
    is_heard = reply.ref.said.partition("#")[0] in flow.MAYBE_ELSEWHERE
    n_new = len(set(led.choices) - set(reply.choices))
    if n_new < FEWEST_NEW or not is_heard:
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
    n: int = 3,
    topics: Collection[str] = (),
    guesses: Mapping[str, float] = NO_GUESSES,
) -> list[Hit]:
    assert edge.search is not None
    return await asyncio.to_thread(
        edge.search.find,
        text,
        session.language,
        content=edge.content,
        n=n,
        topics=topics,
        guesses=guesses,
    )


async def _quoted(
    edge: Edge, session: Session, text: str, reply: Reply, guesses: Mapping[str, float]
) -> Reply:
    """Return the passage word for word, after a line that says it was looked up.

    Of a delicate topic nothing is quoted by likeness alone: who asks whether a tattoo
    hurts is not to be told how to speak about self-harm.
    """
    hits = await _find(edge, session, text, guesses=guesses)
    least = LEAST_GUIDED if guesses else LEAST
    topic = hits[0].step.partition(".")[0] if hits else "none"
    is_likely = bool(hits) and hits[0].score >= least
    is_found = is_likely and bool(guesses or not edge.content.topics[topic].sensitive)
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
    """Return a reply with the found steps as its ways on.

    What the step offers everywhere stays, and what leads to another topic.
    """
    start = flow.find_step(content, reply.ref.at)
    ways = [way for hit in hits if (way := _way(content, session, hit.step))]
    if start is None or not ways:
        return reply
    kept = [
        flow.choice_button(choice, session.language, session.easy)
        for choice in start.choices
        if choice.to in BUILT_IN or choice.to.endswith(".ideas")
    ]
    own = {flow.open_payload(choice.to) for choice in start.choices}
    elsewhere = [button for button in reply.choices if _leads_elsewhere(button, own)]
    by_title: dict[str, Button] = {}
    for button in (*kept, *ways):
        by_title.setdefault(button.title, button)
    inside = [*by_title.values()][: MAX_CHOICES - len(elsewhere)]
    return replace(reply, choices=(*inside, *elsewhere))


def _leads_elsewhere(button: Button, own: Collection[str]) -> bool:
    """Tell whether a button opens another topic and is none of the step's own."""
    step = flow.parse_payload(button.payload).entities.get("step", "")
    return step.endswith(f".{START}") and button.payload not in own


def _way(content: Content, session: Session, step: str) -> Button | None:
    """Return the button by which the topic's own steps lead to a step.

    None is an answer to its own step ('yes, the words'), which means nothing elsewhere.
    """
    leading = content.topics[step.partition(".")[0]].choices_to(step)
    for choice in leading:
        if not flow.NOT_FOR_MORE & set(choice.when):
            return flow.choice_button(choice, session.language, session.easy)
    return None
