"""Crisis mode: which step of ``data/crisis`` comes next. Pure; holds no words.

A step is looked up by name, first in the flow of the danger, then in `general`:

====================  ==========================================================
card, card_<theme>    the sentence that goes out with the card; card_acute at acute
open_<level>          what follows the first card, with the notice that this is a bot
raise_<level>         the same in crisis mode, without the notice
<name>_acute          the form of any step at acute
more_1, more_2 …      what the danger needs, one thing a turn
stay_1, stay_2 …      listening, in turn (stay_acute_1 … at acute)
====================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

from .level import Level

GENERAL: Final = "general"
FRIEND: Final = "friend"
SOFT_CHECK: Final = "soft_check"
# "None repeats within ten turns" (requirements/plain-language.md, PL-T4).
TURNS_WITHOUT_REPETITION: Final = 10
N_STAY: Final = 6
N_MORE: Final = 4
# A friend's danger of these kinds has a flow of its own words.
OWN_WORDS_FOR_OTHERS: Final = frozenset({"poisoning", "harm_to_others"})
FLOW_OF: Final = {"medical_emergency": "poisoning", "substance_use": "poisoning"}

NAMED: Final = {
    "cannot_talk": "cannot_call",
    "refuse_to_call": "refuse",
    "not_dare": "refuse",
    "line_was_busy": "busy",
    "line_was_closed": "closed",
    "did_not_work": "busy",
    "ask_what_happens": "what_happens",
    "ask_what_to_say": "what_to_say",
    "ask_who_reads": "who_reads",
    "ask_who_helps_tomorrow": "tomorrow",
    "ask_why": "why",
    "ask_are_you_a_bot": "bot",
    "ask_for_human": "human",
    "ask_for_ideas": "calm_look",
    "ask_in_swedish": "in_swedish",
    "ask_in_english": "in_english",
    "someone_is_here": "someone_here",
    "got_help": "got_help",
    "helped": "got_help",
    "thanks": "thanks",
    "goodbye": "close",
    "stop": "close",
    "change_subject": "change_subject",
    "ask_for_another_topic": "change_subject",
    "ask_for_menu": "change_subject",
    # What became of a contact that was opened: a tap beside the card, not words.
    "contact_reached": "reached",
    "contact_busy": "busy",
    "contact_closed": "closed",
    "contact_not_dared": "not_dared",
}
ANSWERS: Final = {"yes": "affirm", "no": "deny", "unsure": "dont_know"}
LEAVING: Final = f"{GENERAL}.change_subject"


class ChoiceLike(Protocol):
    """A button of a step: ``to`` is a full step id or a built-in target."""

    @property
    def to(self) -> str: ...
    @property
    def when(self) -> Sequence[str]: ...


class StepLike(Protocol):
    """A step of a flow: ``say`` holds its variants per language."""

    @property
    def say(self) -> Mapping[str, Sequence[object]]: ...
    @property
    def choices(self) -> Sequence[ChoiceLike]: ...


class FlowLike(Protocol):
    """A file of ``data/crisis``."""

    @property
    def categories(self) -> Sequence[str]: ...
    @property
    def steps(self) -> Mapping[str, StepLike]: ...


Flows = Mapping[str, FlowLike]


def next_step(
    flows: Flows,
    *,
    position: str | None = None,
    level: Level = Level.ELEVATED,
    categories: Sequence[str] = (),
    subject: str = "self",
    raised: bool = False,
    answer: str | None = None,
    intent: str | None = None,
    chosen: str | None = None,
    history: Sequence[str] = (),
) -> str:
    """Choose what crisis mode says next.

    Args:
        flows: The flows of ``data/crisis`` by id; `general` is among them.
        position: The step said last, None before the first.
        level: The chat's level after this message.
        categories: Of the chat so far, the current message's first.
        subject: "other" where somebody else is in danger.
        raised: This message brought a card: the level rose, or a danger was new.
        answer: yes, no or unsure, where the message answers the last question.
        intent: What Rasa or ``crisis_intent`` understood; None is 'other words'.
        chosen: The step that a tapped button names.
        history: Step ids said so far, oldest first; ``id#variant`` is read as ``id``.

    Returns:
        A full step id, "flow.step", that exists in ``flows``.
    """
    turn = _Turn(flows, flow_for(flows, categories, subject), level, history)
    if raised or position is None:
        return turn.opening()
    if chosen and _exists(flows, chosen):
        return turn.fresh(chosen)
    if intent in NAMED:
        return turn.fresh(turn.named(NAMED[str(intent)]))
    reply = ANSWERS.get(answer or "", intent or "")
    return turn.fresh(_picked(flows, position, reply) or turn.going_on())


def card_step(
    flows: Flows,
    *,
    level: Level,
    categories: Sequence[str] = (),
    subject: str = "self",
    themes: Sequence[str] = (),
) -> str:
    """Return the step that holds the sentence for the help card.

    Args:
        themes: Tags of what was said; the first that has a step of its own is used.
    """
    turn = _Turn(flows, flow_for(flows, categories, subject), level, ())
    if turn.is_acute:
        # The first word is 112: a danger's own calm sentence does not stand for it.
        return turn.find("card_acute") or turn.named("card")
    for theme in themes:
        if f"card_{theme}" in turn.flow.steps:
            return f"{turn.flow_id}.card_{theme}"
    return turn.named("card")


def leaves_crisis(step: str) -> bool:
    """Tell whether crisis mode ends with this step: ordinary flows may answer again."""
    return _plain(step) == LEAVING


def flow_for(flows: Flows, categories: Sequence[str], subject: str) -> str:
    """Return the flow of a danger: the first category that has one, else `general`."""
    names = [FLOW_OF.get(category, category) for category in categories]
    known = [name for name in names if name in flows]
    if subject == "other" and not OWN_WORDS_FOR_OTHERS.intersection(known[:1]):
        return FRIEND if FRIEND in flows else GENERAL
    return known[0] if known else GENERAL


class _Turn:
    """One turn of crisis mode."""

    def __init__(
        self, flows: Flows, flow_id: str, level: Level, history: Sequence[str]
    ) -> None:
        self.flows, self.flow_id = flows, flow_id
        self.flow = flows[flow_id]
        self.is_acute = level is Level.ACUTE
        # A clear no lowers the level, but crisis mode stays: not under elevated.
        self.level = max(level, Level.ELEVATED)
        self.history = [_plain(step) for step in history]

    def opening(self) -> str:
        """Return what follows a card: with the bot notice the first time only."""
        opened = any(".open_" in step for step in self.history)
        prefix = "raise" if opened else "open"
        levels = [self.level]
        if self.level is Level.ELEVATED:
            levels.append(Level.HIGH)
        names = [f"{prefix}_{level.label}" for level in levels]
        return self.fresh(self.first_of(self.flow_id, names) or self.going_on())

    def named(self, name: str) -> str:
        """Return the step of this name: the danger's own, the acute form first."""
        names = [f"{name}_acute", name] if self.is_acute else [name]
        if name == "change_subject" and self.asked_before():
            # Asked twice, it is granted: nobody is held in a subject.
            names = [name]
        return self.first_of(self.flow_id, names) or self.going_on()

    def asked_before(self) -> bool:
        return any(step.endswith(".change_subject_acute") for step in self.history)

    def first_of(self, flow_id: str, names: Sequence[str]) -> str | None:
        """Return the first of these steps in a flow, else in `general`."""
        for owner in (flow_id, GENERAL):
            for name in names:
                if name in self.flows[owner].steps:
                    return f"{owner}.{name}"
        return None

    def find(self, name: str) -> str | None:
        return self.first_of(self.flow_id, [name])

    def going_on(self) -> str:
        """Return what the danger still needs, or what was said longest ago."""
        for step in self.more():
            if not self.said(step):
                return step
        return min(self.stays(), key=self.last_said)

    def more(self) -> Iterator[str]:
        name = "more_acute" if self.is_acute else "more"
        for number in range(1, N_MORE + 1):
            if step := self.find(f"{name}_{number}"):
                yield step

    def stays(self) -> list[str]:
        name = "stay_acute" if self.is_acute else "stay"
        numbered = (self.find(f"{name}_{number}") for number in range(1, N_STAY + 1))
        return [step for step in numbered if step]

    def fresh(self, step: str) -> str:
        """Replace a step whose every variant was said within ten turns."""
        recent = self.history[-TURNS_WITHOUT_REPETITION:]
        if recent.count(step) < n_variants(self.flows, step):
            return step
        return self.going_on()

    def said(self, step: str) -> bool:
        return step in self.history

    def last_said(self, step: str) -> int:
        """Return the turn in which a step was last said, -1 where it never was."""
        backwards = list(reversed(self.history))
        return len(self.history) - backwards.index(step) - 1 if self.said(step) else -1


def n_variants(flows: Flows, step: str) -> int:
    """Return in how many ways a step can be said, in the language with the fewest."""
    flow_id, _, name = step.partition(".")
    return min(len(rows) for rows in flows[flow_id].steps[name].say.values())


def _picked(flows: Flows, position: str, reply: str) -> str | None:
    """Return where the button leads that a worded answer picks."""
    flow_id, _, name = _plain(position).partition(".")
    step = flows[flow_id].steps.get(name) if flow_id in flows else None
    for choice in step.choices if step else ():
        if reply in choice.when and _exists(flows, choice.to):
            return choice.to
    return None


def _exists(flows: Flows, step: str) -> bool:
    flow_id, _, name = step.partition(".")
    return flow_id in flows and name in flows[flow_id].steps


def _plain(step: str) -> str:
    return step.partition("#")[0]
