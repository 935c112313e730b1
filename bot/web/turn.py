"""One turn: read for danger first, then let Rasa lead, and never leave in silence."""

from __future__ import annotations

import asyncio
import functools
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any

from bot import crisis, flow
from bot.content import Content
from bot.cues import other_matter
from bot.editions import Editions
from bot.flow import Heard, Ref, Reply
from bot.languages import LANGUAGES, is_prose
from bot.meanings import to_text
from bot.others import is_for_other, is_helper, is_told_to_helpers
from bot.picks import picked
from bot.search import Shelf, stems
from bot.switches import Switches
from bot.web import farewell, found, media, outcome, switched, token
from bot.web.counters import Counters
from bot.web.rasa import RasaClient
from bot.web.session import Session, Sessions
from safety import Assessment, Level, SessionState, assess
from safety.card import entry, help_card
from safety.crisis_words import crisis_intent, told_age_band
from safety.questions import tells_of_thoughts
from safety.reader.features import known_meaning
from safety.triage import MOST, choose

MAX_CHARACTERS = 1_000
# What is read of a longer message (SAF-D1).
READ_BYTES = 16_384
MAX_MESSAGES = 1_000
REFS_FOR_RASA = 12
WORDS_TO_TELL_A_LANGUAGE = 5
FOR_PERSON = "ask_for_human"

Assess = Callable[..., tuple[Assessment, SessionState]]


@dataclass(frozen=True)
class Edge:
    """What a turn needs around it; tests replace the parts one by one.

    Attributes:
        chance: Draws a number from 0 up to 1: which chats are asked a rare question.
        switches: Says what staff have switched on the dashboard.
        content: What is said, in the language that is spoken.
        editions: Has the content of each language as it is now; without any,
            ``content`` is for all.
    """

    content: Content
    rasa: RasaClient
    sessions: Sessions
    counters: Counters
    secret: str
    assess: Assess = assess
    search: Shelf | None = None
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    chance: Callable[[], float] = random.random
    switches: Callable[[], Switches] = Switches
    editions: Editions | None = None

    def __post_init__(self) -> None:
        """Let chats that are forgotten be counted as over."""
        self.sessions.on_over = functools.partial(farewell.over, self)

    def speaking(self, language: str) -> Edge:
        """Return the edge with what is served in a language just now."""
        content = self.editions.of(language) if self.editions else self.content
        return self if content is self.content else replace(self, content=content)


@dataclass(frozen=True)
class Said:
    """What the person did: typed words, or took a choice that was offered.

    Attributes:
        at: When it arrived, in seconds of a clock that only tells how long.
    """

    text: str
    message_id: str | None = None
    payload: str | None = None
    at: float = field(default_factory=time.perf_counter, compare=False)


async def take(edge: Edge, session: Session, said: Said) -> None:
    """Handle one message from beginning to end; everything goes to ``session.emit``."""
    async with session.lock:
        if said.message_id and said.message_id in session.seen:
            session.whisper({"type": "ack", "id": said.message_id})
            return
        await _take(edge.speaking(session.language), session, said)


async def _take(edge: Edge, session: Session, said: Said) -> None:
    before = session.state
    reading = await _read(edge, session, said)
    refusal = None if said.payload else _refusal(edge, session, said.text)
    if said.message_id:
        session.whisper({"type": "ack", "id": said.message_id})
    if refusal is None:
        session.n_taken += 1
        session.seen.append(said.message_id or "")
        # For a page that comes back to the chat; it keeps no text itself.
        session.keep({"type": "said", "id": said.message_id, "text": said.text})
    edge.counters.turn(session.language, reading, now=edge.now())
    session.age_band = told_age_band(said.text) or session.age_band
    session.is_helper = session.is_helper or is_helper(said.text, session.language)
    is_unread = False
    if reading is None:
        _card_for_failure(edge, session, said)
    elif reading.raised:
        _card_for_danger(edge, session, said, reading)
    elif is_unread := _is_unread(said, reading, before):
        _card_for_unread(edge, session, said)
    if refusal:
        _refuse(edge, session, said, refusal)
    elif said.payload and said.payload.startswith(flow.SET_LANGUAGE):
        _switch_language(edge, session, said)
    elif reading is not None and not is_unread:
        await _answer(edge, session, said, reading)


async def _read(edge: Edge, session: Session, said: Said) -> Assessment | None:
    """Read a message for danger; None when the detector itself broke.

    In a thread: the second reader takes some milliseconds, which other chats would
    otherwise wait for.
    """
    text = said.text.encode("utf-8", "ignore")[:READ_BYTES].decode("utf-8", "ignore")
    if said.payload and not session.asked:
        text = ""  # a button's own words tell nothing about the person
    try:
        reading, state = await asyncio.to_thread(
            edge.assess,
            text,
            session.state,
            asked=_asked(session, text),
            lang=session.language,
            calm=_is_calm(edge, session),
        )
    except Exception:  # fails towards help: the card is shown (SAF-D4)
        return None
    session.heard(state)
    return reading


def _is_calm(edge: Edge, session: Session) -> bool:
    """Tell whether the talk is in the midst of a matter of everyday life.

    It still is after a word about the chat itself, or one that was not understood.
    """
    here = flow.current_step(session.history) or ""
    topic = edge.content.topics.get(here.partition(".")[0])
    is_everyday = topic is not None and not (
        topic.sensitive or topic.area == crisis.OF_MIND
    )
    return is_everyday and session.state.level is Level.NONE


def _asked(session: Session, text: str) -> str | None:
    """Return the kind of question that a message may answer."""
    about_death = session.state.in_crisis and "suicide" in session.state.categories
    if about_death and tells_of_thoughts(text):
        return "wish_to_die"
    return session.asked


def _is_unread(said: Said, reading: Assessment, before: SessionState) -> bool:
    """Tell whether a message is in a language or a script that we do not read."""
    is_unknown = reading.language == "unknown" and not before.in_crisis
    return is_unknown and not said.payload and is_prose(said.text)


# --- refusals -------------------------------------------------------------------


def _refusal(edge: Edge, session: Session, text: str) -> str | None:
    """Return why a message is not answered, or None; it was read all the same."""
    if len(text) > MAX_CHARACTERS:
        return "too_long"
    if not text.strip():
        return "malformed"
    session.n_messages += 1
    if session.state.in_crisis:
        return None
    if session.n_messages > MAX_MESSAGES:
        return "full"
    return None if session.bucket.take(edge.now().timestamp()) else "rate"


REFUSALS = {
    "too_long": "too_long",
    "rate": "too_fast",
    "malformed": "malformed",
    "full": "chat_full",
}


def _refuse(edge: Edge, session: Session, said: Said, code: str) -> None:
    frame: dict[str, Any] = {
        "type": "error",
        "code": code,
        "re": said.message_id,
        "text": words(edge, session, REFUSALS[code]),
    }
    if len(said.text.encode("utf-8", "ignore")) > READ_BYTES:
        # Not all of it was read: the numbers stand beside the error.
        frame["services"] = _entries(edge, session, _everyday_help(edge, session))
    edge.counters.refused(session.language, code, now=edge.now())
    session.whisper(frame)


def words(edge: Edge, session: Session, name: str) -> str:
    """Return a conversation basic as one text, a line a bubble."""
    move = flow.Move(flow.reply_id(name))
    made = flow.compose(
        edge.content,
        move,
        list(session.history),
        language=session.language,
        easy=session.easy,
    )
    session.history.append(made.ref)
    return "\n".join(made.bubbles)


# --- help cards -----------------------------------------------------------------


def _card_for_danger(
    edge: Edge, session: Session, said: Said, reading: Assessment
) -> None:
    session.subject_changed = False
    services = _triage(edge, session)
    made = crisis.card_words(
        edge.content, reading, list(session.history), session.language
    )
    session.history.append(flow.aside(made.ref))
    _show_card(edge, session, said, services, made.bubbles)
    edge.counters.alert(reading, services, now=edge.now())
    farewell.once(edge, session, "chats")


def _card_for_failure(edge: Edge, session: Session, said: Said) -> None:
    services = _everyday_help(edge, session)
    text = words(edge, session, "crisis_apology")
    _show_card(edge, session, said, services, tuple(text.split("\n")))


def _card_for_unread(edge: Edge, session: Session, said: Said) -> None:
    chosen = choose(edge.content.services, language="unknown", at=edge.now())
    text = words(edge, session, "unread_language")
    ids = [service.id for service in chosen]
    _show_card(edge, session, said, ids, tuple(text.split("\n")))


def _triage(edge: Edge, session: Session) -> list[str]:
    chosen = choose(
        edge.content.services,
        categories=session.state.categories,
        # After a clear no the card stays one for danger.
        level=max(session.state.level, Level.ELEVATED),
        subject=session.state.subject,
        language=session.language,
        age_band=session.age_band,
        channel="writing" if session.writes else None,
        tried=outcome.tried(edge, session),
        at=edge.now(),
    )
    return [service.id for service in chosen]


def _everyday_help(edge: Edge, session: Session) -> list[str]:
    """Return the places of the static card: what is open whatever happened."""
    chosen = choose(
        edge.content.services,
        categories=("suicide",),
        level=Level.ACUTE,
        subject="self",
        language=session.language,
        at=edge.now(),
    )
    return [service.id for service in chosen]


def _may_be_shown(edge: Edge, session: Session, reply: Reply) -> tuple[str, ...]:
    """Return a reply's services without those of elsewhere or not confirmed yet.

    Where none is left others stand there, because the words speak of them: in danger
    those of the card, else the topic's own, else where one can talk.
    """
    known = edge.content.services
    named = tuple(filter(known.is_visible, reply.services))
    if named or not reply.services:
        return named
    if session.state.in_crisis:
        return tuple(_triage(edge, session))
    topic = edge.content.topics.get(reply.ref.at.partition(".")[0])
    own = tuple(filter(known.is_visible, topic.services if topic else ()))
    if own:
        return own[:MOST]
    chosen = choose(known, language=session.language, at=edge.now())
    return tuple(service.id for service in chosen)


def _entries(edge: Edge, session: Session, ids: list[str]) -> list[dict[str, Any]]:
    known = (edge.content.services.get(service_id) for service_id in ids)
    return [
        entry(service, session.language, edge.now(), writes=session.writes)
        for service in known
        if service
    ]


def _show_card(
    edge: Edge,
    session: Session,
    said: Said,
    services: list[str],
    bubbles: tuple[str, ...],
) -> None:
    session.card = tuple(services)
    session.emit(card_frame(edge, session, bubbles=bubbles, re_id=said.message_id))
    edge.counters.speed("card", time.perf_counter() - said.at, now=edge.now())
    farewell.once(edge, session, "contact_offered")


def card_frame(
    edge: Edge,
    session: Session,
    *,
    bubbles: tuple[str, ...] = (),
    re_id: str | None = None,
) -> dict[str, Any]:
    """Return the help card of a chat, with the token that survives a restart."""
    known = [edge.content.services.get(name) for name in session.card]
    services = [service for service in known if service]
    card = help_card(
        edge.content.services,
        services,
        language=session.language,
        at=edge.now(),
        writes=session.writes,
    )
    sealed = token.seal(session.state, secret=edge.secret, now=edge.now().timestamp())
    return {
        "type": "help_card",
        "re": re_id,
        "bubbles": list(bubbles),
        "services": card["services"],
        "crisis": sealed if session.state.in_crisis else None,
    }


# --- the answer -----------------------------------------------------------------


async def _answer(
    edge: Edge, session: Session, said: Said, reading: Assessment
) -> None:
    payload = said.payload or _typed_choice(session, said.text)
    tags = _crisis_tags(session, said, payload, reading)
    if not tags and edge.switches().help_only:
        numbers = _entries(edge, session, _everyday_help(edge, session))
        frame = switched.closed(edge, session, said.message_id)
        session.emit(frame | {"services": numbers})
        return
    session.whisper({"type": "typing"})
    rest = "" if tags or payload else other_matter(said.text, session.language)
    message = _for_rasa(rest or said.text, payload, tags)
    stems_of_it = stems(said.text, session.language).split()
    steering = {"is_new": bool(rest), "named": session.named(stems_of_it)}
    metadata = _metadata(session, tags) | steering
    meaning = {} if rest else _meaning(said, message)
    answer = await edge.rasa.turn(session.token, message, metadata | meaning)
    if session.is_ended:
        return
    if _wants_person(answer, payload, tags):
        farewell.once(edge, session, "person")
    if answer:
        session.n_failures = 0
        reply = _from_rasa(answer)
        if tags and tags["may_turn"] and not crisis.was_last([reply.ref]):
            reply, tags = _turned(edge, session, reply), None
        _note(edge, session, answer["custom"], tags)
        edge = edge.speaking(session.language)
    else:
        reply = _without_rasa(edge, session, payload, metadata)
    told = _lead_on(edge, session, tags, answer) if tags else None
    if not (tags or payload):
        custom = answer["custom"] if answer else None
        reply = await found.better(edge, session, rest or said.text, reply, custom)
    if tags and session.writes and not session.card:
        reply = flow.with_services(reply, tuple(_triage(edge, session)))
    is_spared = reading.check and not tags and _is_helper(session, said)
    _say(edge, session, said, reply, contact=told, help=is_spared)
    edge.counters.speed("turn", time.perf_counter() - said.at, now=edge.now())
    if not payload:
        session.note_words(stems_of_it)
    if not tags:
        _offer_language(edge, session, said, reading)


def _wants_person(
    answer: dict[str, Any] | None, payload: str | None, tags: dict[str, Any] | None
) -> bool:
    """Tell whether somebody asks for a human, in words or by a button."""
    understood = answer["custom"].get("intent") if answer else None
    pressed = flow.parse_payload(payload).intent if payload else None
    typed = tags["typed"] if tags else None
    return FOR_PERSON in (understood, pressed, typed)


def _turned(edge: Edge, session: Session, reply: Reply) -> Reply:
    """Let the talk go on about a matter of everyday life; the card stays in view."""
    session.subject_changed = True
    return replace(reply, bubbles=(words(edge, session, "card_stays"), *reply.bubbles))


def _cannot_talk(tags: dict[str, Any], answer: dict[str, Any] | None) -> bool:
    """Tell whether somebody cannot talk aloud: writing goes first from then on."""
    intent = tags["typed"] or (answer or {"custom": {}})["custom"].get("intent")
    return intent == "cannot_talk" or "cannot_call" in (tags["chosen"] or "")


def _lead_on(
    edge: Edge, session: Session, tags: dict[str, Any], answer: dict[str, Any] | None
) -> str | None:
    """Let the card follow what was said of a contact; return which one it was."""
    if _cannot_talk(tags, answer):
        is_new, session.writes = not session.writes, True
        _order_card(edge, session, is_new=is_new)
        return None
    intent = (answer or {"custom": {}})["custom"].get("intent")
    told, service = outcome.told(tags, intent), outcome.meant(session)
    if told is None or service is None:
        return None
    if told == "reached" and service not in session.opened:
        return None
    if service in session.opened:
        outcome.take(edge, session, service, told)
    else:
        outcome.note(session, service, told, at=edge.now().timestamp())
    _order_card(edge, session)
    return service


def _order_card(edge: Edge, session: Session, *, is_new: bool = False) -> None:
    """Pin the card anew where its order changed; its sentence is not said again.

    Args:
        is_new: The same services look different now: a chat before the phone.
    """
    before, card = session.card, tuple(_triage(edge, session))
    if not before or (card == before and not is_new):
        return
    for service in card:
        if service not in before:
            edge.counters.service(service, "shown", now=edge.now())
    session.card = card
    session.emit(card_frame(edge, session))


def _crisis_tags(
    session: Session, said: Said, payload: str | None, reading: Assessment
) -> dict[str, Any] | None:
    """Return what leads a crisis turn or a soft check, or None in an ordinary turn."""
    chosen = crisis.chosen_step(payload)
    typed = None if said.payload else crisis_intent(said.text)
    in_crisis = session.state.in_crisis
    if reading.check or reading.message_level >= Level.ELEVATED:
        session.subject_changed = False
    is_let_go = session.subject_changed and not reading.raised
    is_check = reading.check and not in_crisis and not _was_checked(session)
    # Who writes for another is not asked about own danger; the way to help is shown.
    is_check = is_check and not _is_helper(session, said)
    # Below crisis mode a safety question may still wait for its answer.
    is_answer = session.asked is not None and reading.answer is not None
    # After a clear no the talk goes on where it was, until another matter comes up.
    is_going_on = not is_let_go and crisis.was_last(session.history)
    if (in_crisis and not is_let_go) or chosen or is_check or is_answer or is_going_on:
        is_typed = typed is not None and in_crisis
        is_told = bool(chosen or is_typed or is_answer or reading.check)
        return crisis.context(
            reading,
            typed=typed,
            chosen=chosen,
            soft_check=is_check,
            may_leave=not (in_crisis or is_told),
            may_turn=not is_told
            and crisis.may_turn(
                reading,
                session.history,
                is_by_likeness=session.state.is_by_likeness,
            ),
            is_by_likeness=session.state.is_by_likeness,
            is_unanswered=_is_unanswered(session, reading),
        )
    return None


def _is_unanswered(session: Session, reading: Assessment) -> bool:
    """Tell whether a check was passed over: something else was said, without danger."""
    is_other = reading.answer is None and not reading.check
    is_below = not session.state.in_crisis and reading.message_level is Level.NONE
    return _was_checked(session) and is_other and is_below


def _is_helper(session: Session, said: Said) -> bool:
    return is_for_other(said.text, session.language, among_people=False)


def _was_checked(session: Session) -> bool:
    return bool(session.history) and crisis.is_check(session.history[-1])


def _for_rasa(text: str, payload: str | None, tags: dict[str, Any] | None) -> str:
    """Return what Rasa is told: closed tags in danger, a payload, or the words."""
    if tags and (tags["raised"] or tags["chosen"] or tags["soft_check"]):
        return crisis.payload(tags)
    if payload:
        return payload
    # A typed message that begins with '/' would be a payload to Rasa.
    return re.sub(r"^[\s/]+", "", text) or "?"


def _metadata(session: Session, tags: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "language": session.language,
        "easy": session.easy,
        "history": [ref.to_json() for ref in list(session.history)[-REFS_FOR_RASA:]],
        "left": list(session.left),
        "known": session.known,
        "is_helper": session.is_helper,
        "crisis": tags,
    }


def _meaning(said: Said, message: str) -> dict[str, str]:
    """Return what the second reader found the words to mean, where Rasa reads them."""
    known = None if message.startswith("/") else known_meaning(said.text)
    return {} if known is None else {"meaning": to_text(known)}


def _typed_choice(session: Session, text: str) -> str | None:
    """Return the payload of the button that the words take; saying it is a tap."""
    wanted = text.strip().casefold().rstrip(".!")
    for payload, title in reversed(session.offered.items()):
        if title.casefold().rstrip(".!?") == wanted:
            return payload
    titles = [title for title, _ in session.choices]
    place = picked(text, titles, session.language)
    return None if place is None else session.choices[place][1]


def _from_rasa(answer: dict[str, Any]) -> Reply:
    custom = answer["custom"]
    return Reply(
        ref=Ref.from_json(custom["ref"]),
        bubbles=tuple(answer["text"].split("\n")),
        choices=tuple(flow.Button(**button) for button in answer.get("buttons") or ()),
        services=tuple(custom.get("services") or ()),
        thumbs=bool(custom.get("thumbs")),
        asks=custom.get("asks"),
        link=custom.get("link"),
        left=tuple(custom.get("left") or ()),
        cards=tuple(custom.get("cards") or ()),
    )


def _note(
    edge: Edge,
    session: Session,
    custom: dict[str, Any],
    tags: dict[str, Any] | None,
) -> None:
    """Do what Rasa's side decided: count, change the language, easy words."""
    if not tags:
        intent = custom.get("intent") or ""
        edge.counters.understood(session.language, intent, now=edge.now())
    if custom.get("language") in LANGUAGES:
        change_language(edge, session, custom["language"])
    if custom.get("easy"):
        session.easy = True
        session.whisper({"type": "easy", "easy": True})
    if custom.get("thumb"):
        thumb(edge, session, custom["thumb"])


def _topic_of(session: Session) -> str:
    here = flow.current_step(session.history)
    return here.partition(".")[0] if here else "none"


def _without_rasa(
    edge: Edge, session: Session, payload: str | None, metadata: dict[str, Any]
) -> Reply:
    """Answer from here: crisis flows, steps and menus need no Rasa."""
    session.n_failures += 1
    edge.counters.failed("rasa", now=edge.now())
    if metadata["crisis"]:
        return crisis.reply(edge.content, Heard("other"), metadata)
    history = list(session.history)
    if payload:
        return flow.reply(
            edge.content,
            flow.parse_payload(payload),
            history,
            language=session.language,
            easy=session.easy,
            left=session.left,
        )
    name = "technical_apology" if session.n_failures == 1 else "technical_second"
    made = flow.compose(
        edge.content,
        flow.Move(flow.reply_id(name)),
        history,
        language=session.language,
        easy=session.easy,
    )
    return flow.with_menu(edge.content, made, session.language)


def _say(
    edge: Edge,
    session: Session,
    said: Said,
    reply: Reply,
    *,
    contact: str | None = None,
    help: bool = False,
) -> None:
    """Show a reply, and remember it.

    Args:
        contact: The service whose outcome it answers.
        help: Put the way to the help numbers beside it.
    """
    reply = flow.with_services(reply, _may_be_shown(edge, session, reply))
    came_from = flow.current_step(session.history)
    session.asked = reply.asks
    session.remember(reply.ref, [(b.title, b.payload) for b in reply.choices])
    session.leave(reply.left)
    session.is_helper = session.is_helper or is_told_to_helpers(reply.ref.at)
    if crisis.leaves(reply.ref):
        session.subject_changed = True
    if not (session.state.in_crisis or contact):
        edge.counters.step(came_from, reply.ref.at, session.language, now=edge.now())
    if reply.services:
        farewell.once(edge, session, "contact_offered")
    session.shown = reply.services or session.shown
    session.n_since_shown = 0 if reply.services else session.n_since_shown + 1
    if not contact:
        reply = switched.with_notice(edge, session, reply)
    frame = {
        "type": "reply",
        "re": said.message_id,
        "bubbles": list(reply.bubbles),
        "choices": [vars(button) for button in reply.choices],
        "services": _entries(edge, session, list(reply.services)),
        "cards": _media(edge, session, reply),
        "thumbs": reply.thumbs and not session.state.in_crisis,
        "help": help or crisis.is_check(reply.ref),
        "link": reply.link,
        "farewell": farewell.questions(edge, session),
    }
    session.emit(frame | ({"contact": contact} if contact else {}))


def _media(edge: Edge, session: Session, reply: Reply) -> list[dict[str, Any]]:
    """Return the first of a reply's media cards that is new in this chat, if any.

    None in acute danger: nothing stands there beside the way to help.
    """
    if session.state.level >= Level.ACUTE:
        return []
    for card_id in reply.cards:
        card = edge.content.cards.get(card_id)
        shown = media.entry(card, session.language) if card else None
        if shown and card_id not in session.seen_cards:
            session.seen_cards.add(card_id)
            return [shown]
    return []


def _offer_language(
    edge: Edge, session: Session, said: Said, reading: Assessment
) -> None:
    """Offer a switch once when somebody writes in another of the three languages."""
    other = reading.language
    if said.payload or other == session.language or other not in LANGUAGES:
        return
    is_short = len(said.text.split()) < WORDS_TO_TELL_A_LANGUAGE
    if is_short or other in session.offered_languages:
        return
    session.offered_languages.add(other)
    there = edge.speaking(other)
    made = flow.compose(
        there.content,
        flow.Move(flow.reply_id("language_offer")),
        list(session.history),
        language=other,
    )
    to_other, _ = flow.language_buttons(there.content, other, session.language)
    _, to_stay = flow.language_buttons(edge.content, other, session.language)
    offered = (to_other, to_stay)
    spoken = (other, session.language)
    session.offered.update((button.payload, button.title) for button in offered)
    session.emit(
        {
            "type": "reply",
            "re": said.message_id,
            "bubbles": list(made.bubbles),
            "language": other,
            "choices": [
                vars(button) | {"language": language}
                for button, language in zip(offered, spoken, strict=True)
            ],
            "services": [],
            "thumbs": False,
        }
    )


def _switch_language(edge: Edge, session: Session, said: Said) -> None:
    """Take the offered language, and say so in it."""
    language = flow.parse_payload(said.payload or "").entities["language"]
    change_language(edge, session, language)
    edge = edge.speaking(language)
    made = flow.reply(
        edge.content,
        Heard("change_language"),
        list(session.history),
        language=language,
        easy=session.easy,
    )
    _say(edge, session, said, made)


# --- what is not a message ------------------------------------------------------


def change_language(edge: Edge, session: Session, language: str) -> None:
    """Speak another language from now on; the card and the choices follow."""
    session.language = language
    edge = edge.speaking(language)
    here = flow.current_step(session.history)
    step = flow.find_step(edge.content, here) if here else None
    offered = (
        flow.buttons(edge.content, step, language, easy=session.easy) if step else ()
    )
    for button in offered:
        session.offered[button.payload] = button.title
    session.emit(
        {
            "type": "language",
            "language": language,
            "choices": [vars(button) for button in offered],
        }
    )
    if session.card:
        session.emit(card_frame(edge, session))


def misunderstood(edge: Edge, session: Session) -> None:
    """'You misunderstood me': the phrase loses its weight, and it is counted."""
    edge.counters.false_alarm(session.state, now=edge.now())
    session.state = session.state.misunderstood()
    session.asked = None
    if not session.state.in_crisis:
        session.card = ()
        session.emit({"type": "card_removed"})
    made = flow.reply(
        edge.content,
        Heard("misunderstood"),
        list(session.history),
        language=session.language,
        easy=session.easy,
    )
    _say(edge, session, Said(""), made)


def restore(edge: Edge, session: Session, crisis_token: object) -> None:
    """Bring crisis mode back after a restart, from the token that the page kept."""
    state = token.read(crisis_token, secret=edge.secret, now=edge.now().timestamp())
    if state is None or not state.in_crisis:
        return
    session.heard(state)
    session.card = tuple(_triage(edge, session))
    session.emit(card_frame(edge, session))
    farewell.once(edge, session, "chats")
    farewell.once(edge, session, "contact_offered")


def thumb(edge: Edge, session: Session, thumb: str) -> None:
    """Count a thumb, never in a crisis (SAF-R9), and one a topic in a chat.

    'That helped' is counted when it is said, and asks for a thumb: both say the same.
    """
    rated = f"thumb for {_topic_of(session)}"
    if not session.state.in_crisis and rated not in session.counted:
        session.counted.add(rated)
        edge.counters.feedback(_topic_of(session), thumb, now=edge.now())


def service_opened(edge: Edge, session: Session, service_id: str) -> None:
    """Count that a contact was opened, if it is one we know."""
    if edge.content.services.is_visible(service_id):
        edge.counters.service(service_id, "opened", now=edge.now())
        farewell.contact_opened(edge, session)
        session.opened.pop(service_id, None)
        session.opened[service_id] = False


def contact_asked(session: Session, service_id: str) -> None:
    """Remember that the page has asked about an opening: it is asked about once."""
    if service_id in session.opened:
        session.opened[service_id] = True


async def contact_outcome(
    edge: Edge, session: Session, service_id: str, told: str, message_id: str | None
) -> None:
    """Take what became of a contact, once for each opening, and lead on from it."""
    async with session.lock:
        session.whisper({"type": "ack", "id": message_id})
        if service_id not in session.opened or told not in outcome.OUTCOMES:
            return
        is_new = told == "not_dared" and not session.writes
        outcome.take(edge, session, service_id, told)
        _order_card(edge, session, is_new=is_new)
        if outcome.in_crisis_words(session):
            reply = outcome.crisis_reply(edge, session, told)
        else:
            reply = outcome.ordinary_reply(edge, session, service_id, told)
        _say(edge, session, Said("", message_id), reply, contact=service_id)


def unreadable(edge: Edge, session: Session, message_id: str) -> None:
    """Say kindly that a frame was no message."""
    _refuse(edge, session, Said("", message_id or None), "malformed")


async def end(edge: Edge, session: Session, answers: object = None) -> None:
    """End the chat: everything is forgotten, here and in Rasa.

    Args:
        answers: What the page asked on leaving and was told, by question.
    """
    farewell.take(edge, session, answers)
    text = words(edge, session, "session_ended")
    edge.sessions.end(session)
    session.whisper({"type": "ended", "text": text})
    await edge.rasa.forget(session.token)
