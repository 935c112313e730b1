"""'Did you get through?': what became of an opened contact, and what comes next.

Everything is answered from here, so it works the same with Rasa or without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot import crisis, flow
from bot.flow import Heard, Reply
from bot.store import SERVICE_OUTCOMES
from bot.web.session import Session
from safety import Level
from safety.hours import state
from safety.triage import EMERGENCY, LIVE_WRITING, choose

if TYPE_CHECKING:
    from bot.web.turn import Edge

OUTCOMES = SERVICE_OUTCOMES[2:]
# A line that was busy is worth another try after a while.
TRIED_S = 30 * 60
MOST_WAYS = 2
# What the same says in words or by a button of crisis mode: intents and steps.
TOLD = {
    "line_was_busy": "busy",
    "line_was_closed": "closed",
    "did_not_work": "busy",
    "got_help": "reached",
    "busy": "busy",
    "busy_acute": "busy",
    "closed": "closed",
}


def told(tags: dict[str, Any], intent: str | None) -> str | None:
    """Return the outcome that a crisis turn tells in words or by a button, or None."""
    chosen = (tags["chosen"] or "").rpartition(".")[2]
    if chosen:
        return TOLD.get(chosen)
    return TOLD.get(tags["typed"] or intent or "")


def take(edge: Edge, session: Session, service: str, outcome: str) -> None:
    """Count an outcome once for its opening, and remember it for the next card."""
    now = edge.now()
    del session.opened[service]
    edge.counters.service(service, outcome, now=now)
    note(session, service, outcome, at=now.timestamp())


def note(session: Session, service: str, outcome: str, *, at: float) -> None:
    """Remember which way is out for now."""
    if outcome in ("busy", "closed"):
        session.tried[service] = at
    elif outcome == "reached":
        session.tried.pop(service, None)
    else:
        session.writes = True


def meant(session: Session) -> str | None:
    """Return the contact that 'busy' is about: opened last, or the card's first."""
    if session.opened:
        return next(reversed(session.opened))
    ways = [name for name in session.card if name != EMERGENCY]
    return ways[0] if ways else None


def tried(edge: Edge, session: Session) -> list[str]:
    """Return the services that were busy or closed a short while ago."""
    now = edge.now().timestamp()
    return [name for name, at in session.tried.items() if now - at < TRIED_S]


def in_crisis_words(session: Session) -> bool:
    """Tell whether the flows of crisis mode answer, or ordinary words do."""
    in_crisis = session.state.in_crisis and not session.subject_changed
    return in_crisis or crisis.was_last(session.history)


def crisis_reply(edge: Edge, session: Session, outcome: str) -> Reply:
    """Return the next step of crisis mode."""
    tags = crisis.standing(session.state, typed=f"contact_{outcome}")
    metadata = {
        "crisis": tags,
        "history": [ref.to_json() for ref in session.history],
        "language": session.language,
    }
    return crisis.reply(edge.content, Heard("other"), metadata)


def ordinary_reply(edge: Edge, session: Session, service: str, outcome: str) -> Reply:
    """Return ordinary words, with other ways where this one is out."""
    made = flow.compose(
        edge.content,
        flow.Move(flow.reply_id(f"contact_{outcome}")),
        list(session.history),
        language=session.language,
        easy=session.easy,
    )
    if outcome == "reached":
        return made
    ways = _ways(edge, session, service)
    if outcome == "closed":
        ways.append(service)
    return flow.with_services(made, tuple(ways))


def _ways(edge: Edge, session: Session, service: str) -> list[str]:
    """Return up to two other places: those shown beside it that answer, then others."""
    out = {service, *tried(edge, session)}
    services, now = edge.content.services, edge.now()
    beside = [
        name
        for name in session.shown
        if name not in out
        and state(services.get(name), now, language=session.language).usable
    ]
    others = choose(
        services,
        level=Level.NONE,
        language=session.language,
        age_band=session.age_band,
        channel="writing" if session.writes else None,
        tried=out,
        at=now,
    )
    named = [*beside, *(s.id for s in others if s.id not in out)]
    names = list(dict.fromkeys(named))
    if session.writes:
        names.sort(key=lambda name: not _has_open_chat(edge, session, name))
    return names[:MOST_WAYS]


def _has_open_chat(edge: Edge, session: Session, name: str) -> bool:
    service = edge.content.services.get(name)
    if not service.channel(*LIVE_WRITING):
        return False
    found = state(service, edge.now(), language=session.language, kinds=LIVE_WRITING)
    return found.usable
