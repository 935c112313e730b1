"""Words for crisis mode: the card's sentence and the follow-up, with Rasa or without.

Which step comes next is decided by ``safety.followup``; here it is put into words. The
NLG in Rasa and ``web`` call the same function, so nobody can tell which one led.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot import flow
from bot.content import Content
from bot.flow import Button, Heard, Ref, Reply
from bot.model import Step, variants
from safety import Assessment, Level, SessionState, followup

PREFIX = "crisis:"
SOFT_CHECK = "soft_check"
CHECKS_ASKED = f"{PREFIX}{SOFT_CHECK}.ask"
"""The beginning of every check's step: the idiom's, and the second reader's."""
OF_A_CHECK = frozenset(
    {"ask_what_happens", "ask_why", "dont_know", "refuse_to_call", "change_subject"}
)
"""What is said of a check that was not answered by yes or no."""
OF_MIND = "mental_health"
"""The area whose matters stay with crisis mode, once it leads."""
SAID_BEFORE_TURNING = {Level.ELEVATED: 2, Level.HIGH: 3}
"""How many replies of crisis mode must follow a card first."""
SURE_TO_TURN = 0.8
"""The least confidence for a turn to everyday life."""
SAID_BY_LIKENESS, SURE_BY_LIKENESS = 1, 0.6
"""The same where no rule raised, only likeness with a word: it errs more often."""


def context(
    reading: Assessment,
    *,
    typed: str | None = None,
    chosen: str | None = None,
    soft_check: bool = False,
    may_leave: bool = False,
    may_turn: bool = False,
    is_by_likeness: bool = False,
    is_unanswered: bool = False,
) -> dict[str, Any]:
    """Return what leads a crisis turn, as closed tags in plain JSON; never words.

    Args:
        typed: What the words were understood as by the phrases of data/crisis.
        chosen: The step that a tapped button names.
        soft_check: A short check is due, below crisis mode (SAF-F2).
        may_leave: Below crisis mode: another matter gets its ordinary answer.
        may_turn: In crisis mode, after its first words: so does a matter of everyday
            life that is told beyond doubt.
        is_by_likeness: No rule raised, only likeness: less is asked for to turn.
        is_unanswered: A check was passed over: the talk goes on where it was, unless
            the check itself is spoken of.
    """
    return _standing(reading) | {
        "raised": reading.raised,
        "answer": reading.answer,
        "typed": typed,
        "chosen": chosen,
        "soft_check": _check_step(reading) if soft_check else None,
        "may_leave": may_leave,
        "may_turn": may_turn,
        "is_by_likeness": is_by_likeness,
        "is_unanswered": is_unanswered,
    }


def standing(state: SessionState, *, typed: str) -> dict[str, Any]:
    """Return the same tags for what is no message: nothing was read, nothing raised."""
    return _standing(state) | {"typed": typed}


def _standing(where: Assessment | SessionState) -> dict[str, Any]:
    return {
        "level": where.level.label,
        "categories": list(where.categories),
        "subject": where.subject,
        "raised": False,
        "answer": None,
        "typed": None,
        "chosen": None,
        "soft_check": None,
        "may_leave": False,
        "may_turn": False,
        "is_by_likeness": False,
        "is_unanswered": False,
    }


def _check_step(reading: Assessment) -> str:
    return f"{SOFT_CHECK}.ask" + (f"_{reading.question}" if reading.question else "")


def payload(tags: Mapping[str, Any]) -> str:
    """Return the payload by which Rasa is told of danger: ``/crisis{…}``."""
    named = {
        "level": tags["level"],
        "category": (tags["categories"] or ["none"])[0],
        "subject": tags["subject"],
    }
    return "/crisis" + json.dumps(named, separators=(",", ":"))


def leads(tags: Mapping[str, Any] | None, heard: Heard, content: Content) -> bool:
    """Tell whether crisis mode answers, or an ordinary flow may."""
    if not tags:
        return False
    if tags["is_unanswered"]:
        return bool(tags["chosen"]) or heard.intent in OF_A_CHECK
    if tags["may_turn"]:
        opened = heard.entities.get("step", "").partition(".")[0]
        named = opened or heard.intent.removeprefix(flow.TOPIC_INTENT)
        topic = content.topics.get(named)
        is_of_mind = topic is None or topic.sensitive or topic.area == OF_MIND
        least = SURE_BY_LIKENESS if tags["is_by_likeness"] else SURE_TO_TURN
        return is_of_mind or heard.confidence < least
    is_other_matter = heard.intent.startswith(flow.TOPIC_INTENT) or (
        heard.intent in flow.LEAVE_LISTENING
    )
    return not (tags["may_leave"] and is_other_matter)


def may_turn(
    reading: Assessment, history: Sequence[Ref], *, is_by_likeness: bool = False
) -> bool:
    """Tell whether the person may turn to everyday life by speaking of it (SAF-R9).

    Not at acute, not in words of distress, and not before the first questions of crisis
    mode were put.
    """
    n_said = 0
    for ref in reversed(history):
        if not ref.at.startswith(PREFIX):
            break
        n_said += 1
    n_least = SAID_BEFORE_TURNING.get(reading.level, n_said + 1)
    if is_by_likeness:
        n_least = min(n_least, SAID_BY_LIKENESS)
    return reading.message_level is Level.NONE and n_said >= n_least


def chosen_step(button_payload: str | None) -> str | None:
    """Return the crisis step that a button opens, or None for other buttons."""
    if not button_payload:
        return None
    step = flow.parse_payload(button_payload).entities.get("step", "")
    return step[len(PREFIX) :] if step.startswith(PREFIX) else None


def steps_said(history: Iterable[Ref]) -> list[str]:
    """Return the crisis steps said so far, oldest first."""
    return [ref.at[len(PREFIX) :] for ref in history if ref.at.startswith(PREFIX)]


def card_words(
    content: Content, reading: Assessment, history: Sequence[Ref], language: str
) -> Reply:
    """Return the sentence that goes out with the help card."""
    step_id = followup.card_step(
        content.flows,
        level=reading.level,
        categories=reading.categories,
        subject=reading.subject,
        themes=reading.themes,
    )
    return _say(content, step_id, history, language)


def reply(content: Content, heard: Heard, metadata: Mapping[str, Any]) -> Reply:
    """Return the next turn of crisis mode.

    Args:
        metadata: What ``web`` sends with a message: language, history, and under
            "crisis" the tags of :func:`context`.
    """
    tags = metadata["crisis"]
    history = [Ref.from_json(ref) for ref in metadata.get("history") or ()]
    said = steps_said(history)
    step_id = _next(content, heard, tags, said)
    return _say(content, step_id, history, metadata.get("language") or "fi")


def was_last(history: Sequence[Ref]) -> bool:
    """Tell whether the last thing said came from a flow of crisis mode."""
    return bool(history) and history[-1].at.startswith(PREFIX)


def is_check(ref: Ref) -> bool:
    """Tell whether a reply asks whether there is danger, below crisis mode."""
    return ref.at.startswith(CHECKS_ASKED)


def leaves(ref: Ref) -> bool:
    """Tell whether the person was let go of the subject with this reply."""
    return ref.at.startswith(PREFIX) and followup.leaves_crisis(ref.at[len(PREFIX) :])


def _next(
    content: Content, heard: Heard, tags: Mapping[str, Any], said: Sequence[str]
) -> str:
    if tags["soft_check"]:
        return str(tags["soft_check"])
    return followup.next_step(
        content.flows,
        position=said[-1] if said else None,
        level=Level.parse(tags["level"]),
        categories=tags["categories"],
        subject=tags["subject"],
        raised=tags["raised"],
        answer=tags["answer"],
        intent=tags["typed"] or heard.intent,
        chosen=tags["chosen"],
        history=said,
    )


def _say(
    content: Content, step_id: str, history: Sequence[Ref], language: str
) -> Reply:
    step = content.flow_step(step_id)
    options = variants(step, language, easy=True)
    key = PREFIX + step_id
    index = flow.pick(options, key, history)
    return Reply(
        ref=Ref(key, f"{key}#{index}"),
        bubbles=options[index],
        choices=_buttons(step, language),
        services=step.services,
        asks=step.asks,
        cards=step.cards,
    )


def _buttons(step: Step, language: str) -> tuple[Button, ...]:
    return tuple(
        Button(
            choice.title(language, easy=True),
            f"/{flow.BUILT_IN[choice.to]}"
            if choice.to in flow.BUILT_IN
            else flow.open_payload(PREFIX + choice.to),
        )
        for choice in step.choices
    )
