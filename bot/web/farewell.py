"""What is counted once of a chat, and what may be asked when it ends.

Asked only of a chat that was calm throughout and long enough to tell anything about;
answers are words of closed lists, and ending waits for none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot import crisis, flow
from bot.store import ENDINGS, FEELINGS, SCORES
from bot.web.session import Session
from safety import Level

if TYPE_CHECKING:
    from bot.web.turn import Edge

LEAST_MESSAGES = 3
NPS_SHARE = 0.1
"""Chats of which 'would you recommend this' may be asked: it is to stay rare."""
QUESTIONS: dict[str, tuple[str, ...]] = {
    "feeling": FEELINGS,
    "ending": ENDINGS,
    "nps": SCORES,
}
"""The questions in their order, each with its answers."""
SMALL_TALK = flow.reply_id("")


def questions(edge: Edge, session: Session) -> list[str]:
    """Return what the page may ask if the chat ended now; it is remembered."""
    session.asked_at_end = _questions(edge, session)
    return list(session.asked_at_end)


def _questions(edge: Edge, session: Session) -> tuple[str, ...]:
    if session.asks_nps is None:
        session.asks_nps = edge.chance() < NPS_SHARE
    if not _is_askable(session):
        return ()
    return tuple(name for name in QUESTIONS if name != "nps" or session.asks_nps)


def _is_askable(session: Session) -> bool:
    is_long = session.n_taken >= LEAST_MESSAGES
    return is_long and not has_been_in_danger(session) and not session.card


def has_been_in_danger(session: Session) -> bool:
    """Tell whether a chat was ever at elevated or above, whatever was said since."""
    return session.peak >= Level.ELEVATED


def take(edge: Edge, session: Session, answers: object) -> None:
    """Count answers to what was asked, each once; anything else is dropped."""
    if not isinstance(answers, Mapping) or not _is_askable(session):
        return
    asked, session.asked_at_end = session.asked_at_end, ()
    for name in asked:
        if answers.get(name) in QUESTIONS[name]:
            edge.counters.farewell(
                name, answers[name], session.language, now=edge.now()
            )


def once(edge: Edge, session: Session, what: str) -> None:
    """Count that something happened in a chat, once; from elevated up on its own."""
    name = f"l2_{what}" if has_been_in_danger(session) else what
    if name not in session.counted:
        session.counted.add(name)
        edge.counters.request(name, session.language, now=edge.now())


def contact_opened(edge: Edge, session: Session) -> None:
    """Count that a contact was opened after one had been offered."""
    kind = "l2_" if has_been_in_danger(session) else ""
    if f"{kind}contact_offered" in session.counted:
        once(edge, session, "contact_opened")


def over(edge: Edge, session: Session) -> None:
    """Count a chat that is over: where it stopped, and its mode.

    Where a talk of danger stopped is not counted: that stays with the young person.
    """
    places = [ref for ref in session.history if not ref.at.startswith(SMALL_TALK)]
    in_danger = session.state.in_crisis or crisis.was_last(places)
    step = None if in_danger else flow.current_step(session.history) or ""
    mode = "easy" if session.easy else "default"
    edge.counters.over(step, mode, session.language, now=edge.now())
