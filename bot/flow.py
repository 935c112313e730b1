"""Decide what Rinnalla says next: pure functions, no Rasa and no web in them.

A conversation is a chain of *references*: which step was said, in which variant, and
how the person came there. ``web`` keeps that chain in memory and sends its last links
with every message, so Rasa can be restarted in the middle of a path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from bot.content import Content
from bot.cues import closing, has_cue, is_what_if, wordless
from bot.matters import gravest_first, is_delicate, is_matter
from bot.model import (
    ENTRIES,
    FOR_OTHER,
    IN_PASSING,
    MAX_CHOICES,
    START,
    Choice,
    Step,
    variants,
)
from bot.others import is_for_other, is_of_own
from bot.phrases import phrase_pattern
from bot.questions import is_question
from bot.themes import theme_of

# "None repeats within ten turns" (requirements/plain-language.md, PL-T4).
TURNS_WITHOUT_REPETITION = 10
LISTENING_TURNS = ("listen_1", "listen_2", "listen_3")
LISTEN_ON = "listen_on"
REFLECT = "reflect_"
"""Replies that give a theme of data/lexicons/feelings.yml back: ``reflect_lonely``."""

OPEN_ENDS = frozenset({"replies.thanks", "replies.another_topic", "replies.helped"})
"""Where the talk may go to a matter that was left for later."""
N_WAITING = 2
FEWEST_MATTERS = 2
"""Parts of a message that must each tell of a topic, beside what the whole is about."""
SURE_TO_LEAVE, SURE_IN_FEW_WORDS, FEW_WORDS = 0.9, 0.95, 5
"""Within a path another topic begins from this confidence on; a few words are most
often an answer, and must be surer."""
LEAST_TO_OPEN, LEAST_FOR_A_DELICATE, MORE_WHERE_UNCLEAR = 0.4, 0.7, 0.15
"""Below these a topic is asked about and not opened: one in two would be another."""
MOST_STAYS = 2
WORDS_OF_THANKS, SURE_TO_TURN_BACK = 8, 0.8
UNSURE = frozenset({"nlu_fallback", "out_of_scope"})
"""What Rasa says of words that it could not place."""
TAKEN_FOR_A_MATTER = UNSURE | {"smalltalk", "helped"}
ASIDES = frozenset(
    f"replies.{name}"
    for name in (
        "are_you_a_bot",
        "insult",
        "language_changed",
        "laugh",
        "misunderstood",
        "out_of_scope",
        "smalltalk",
    )
)
"""Words about the talk itself: the matter of before is still at hand."""
MOST_ASIDES = 3
OF_DANGER = ("danger", "now")
"""The beginnings of steps that nobody is led to without asking for them."""
NOT_FOR_MORE = frozenset({"affirm", "deny", "did_not_work", "not_dare"})
"""Choices of an answer: 'tell me more' takes none of them."""
TOPICS_A_PAGE = 6
N_GUESSES = 2
LEAST_FOR_A_GUESS, LIKELY = 0.25, 0.6
LEAST_FOR_A_SENSITIVE = 0.25
"""'Did you mean violence?' is asked of nobody who only said something unclear."""
TOPIC_INTENT = "talk_about_"
# The area whose matters lie between people.
AMONG_PEOPLE = "social"
# A button of the edge itself; Rasa never sees it.
SET_LANGUAGE = "/set_language"

# What an intent says when nothing in the path answers it.
REPLIES = {
    "affirm": "affirm",
    "ask_are_you_a_bot": "are_you_a_bot",
    "ask_for_another_topic": "another_topic",
    "ask_for_human": "human",
    "ask_for_menu": "menu",
    "ask_to_just_listen": "listen_1",
    "change_language": "language_changed",
    "deny": "deny",
    "dont_know": "dont_know",
    "goodbye": "goodbye",
    "greet": "greet",
    "helped": "helped",
    "insult_bot": "insult",
    "laugh": "laugh",
    "misunderstood": "misunderstood",
    "not_helped": "not_helped",
    "out_of_scope": "out_of_scope",
    "smalltalk": "smalltalk",
    "stop": "stop",
    "thanks": "thanks",
    "use_easy_language": "easy_on",
    # These five belong to a path; outside one they ask what it is about.
    "did_not_work": "did_not_work_nothing",
    "not_dare": "did_not_work_nothing",
    "ask_why": "why_nothing",
    "tell_more": "more_nothing",
    "ask_for_ideas": "ideas_which",
}

# Understood in crisis mode only: outside it "can't talk" is most often "can't sleep".
CRISIS_ONLY = frozenset(
    {
        "ask_what_happens",
        "ask_what_to_say",
        "cannot_talk",
        "change_subject",
        "got_help",
        "line_was_busy",
        "refuse_to_call",
        "someone_is_here",
    }
)

# The intents that end 'just listen'. Everything else is listened to.
LEAVE_LISTENING = frozenset(
    {
        "open",
        "open_area",
        "ask_for_ideas",
        "ask_for_another_topic",
        "ask_for_menu",
        "ask_for_human",
        "ask_are_you_a_bot",
        "ask_for_shorter",
        "ask_to_repeat",
        "change_language",
        "go_back",
        "goodbye",
        "helped",
        "insult_bot",
        "misunderstood",
        "not_helped",
        "stop",
        "talk_about_about_service",
        "talk_about_where_to_get_help",
        "thanks",
        "use_easy_language",
    }
)

# What was said, once more: how, and the reply where nothing was said yet. Easy words
# are other words: the variant that was said longest ago.
EASIER = "use_easy_language"
AGAIN = {
    "ask_for_shorter": ("shorter", "shorter_nothing"),
    "ask_to_repeat": ("repeat", "repeat_nothing"),
    EASIER: ("", "easy_on"),
}

# Answers that belong to the path: without a choice of their own they are heard, and
# the choices of the step stay in view.
IN_A_PATH = {
    "affirm": "path_affirm",
    "ask_why": "path_why",
    "deny": "path_deny",
    "did_not_work": "path_did_not_work",
    "dont_know": "path_dont_know",
    "not_dare": "path_not_dare",
    "tell_more": "path_more",
}

MAYBE_ELSEWHERE = frozenset({"replies.path_heard", "replies.path_asked"})
"""Words after which another topic is offered, if one is likely."""
NOT_PLACED = MAYBE_ELSEWHERE | {"replies.path_near", "replies.path_guess"}

STEP_FOR = {"ask_why": "why", "did_not_work": "did_not_work", "not_dare": "not_dare"}
"""Steps of a topic, where it has them, that answer these wherever one is in it."""

HEARD_IN_A_PATH = frozenset(
    f"replies.{name}"
    for name in (
        *IN_A_PATH.values(),
        "path_heard",
        "path_told",
        "path_asked",
        "path_what_if",
    )
)

# Built-in button -> the intent its payload names.
BUILT_IN = {
    "listen": "ask_to_just_listen",
    "ideas": "ask_for_ideas",
    "back": "go_back",
    "menu": "ask_for_menu",
    "human": "ask_for_human",
    "end": "stop",
    "helped": "helped",
    "not_helped": "not_helped",
    "other": "ask_for_another_topic",
}


@dataclass(frozen=True)
class Ref:
    """One thing said: the step, its variant, and how the person came there."""

    at: str
    said: str = ""
    via: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the reference as plain JSON."""
        return {"at": self.at, "said": self.said, "via": self.via}

    @staticmethod
    def from_json(data: Mapping[str, str]) -> Ref:
        """Read a reference back; unknown keys are ignored."""
        return Ref(data.get("at", ""), data.get("said", ""), data.get("via", ""))


@dataclass(frozen=True)
class Heard:
    """What Rasa understood.

    Attributes:
        guesses: The topics with their confidence, the likeliest first.
        others: Further topics of the same message, in its order.
        known: Topics that this talk has been about, or that wait, the last one last.
        named: Those of them of which the person used a word of now.
        is_new: The person said that this is another matter.
        confidence: How sure the intent is, from 0 to 1.
        is_helper: An earlier message told that somebody writes about another.
        text: The words, where the first step of a topic depends on who is meant.
        language: The language they are read in.
    """

    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)
    guesses: Mapping[str, float] = field(default_factory=dict)
    others: Sequence[str] = ()
    known: Sequence[str] = ()
    named: Sequence[str] = ()
    is_new: bool = False
    confidence: float = 1.0
    is_helper: bool = False
    text: str = field(default="", repr=False)
    language: str = "fi"


@dataclass(frozen=True)
class Button:
    """A choice as the page shows it."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """What is shown: bubbles, buttons, service ids, and the reference to remember.

    Attributes:
        link: The address of the page where the facts come from, if they may change.
        left: Topics that the message spoke of too, to come back to.
        cards: Ids of media cards that fit; one at most is shown, and once in a chat.
    """

    ref: Ref
    bubbles: tuple[str, ...]
    choices: tuple[Button, ...] = ()
    services: tuple[str, ...] = ()
    thumbs: bool = False
    asks: str | None = None
    link: str | None = None
    left: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()

    def to_custom(self) -> dict[str, Any]:
        """Return the part of a reply that is not words, as plain JSON."""
        return {
            "ref": self.ref.to_json(),
            "services": list(self.services),
            "thumbs": self.thumbs,
            "asks": self.asks,
            "link": self.link,
            "left": list(self.left),
            "cards": list(self.cards),
        }


@dataclass(frozen=True)
class Move:
    """Where the conversation goes.

    Attributes:
        at: The step whose choices are offered, and where the person now is.
        words: The step whose words are said; the same as ``at`` unless somebody
            goes on talking in the middle of a path.
        via: "back", "repeat" or "shorter" when the person asked for that.
    """

    at: str
    words: str = ""
    via: str = ""

    @property
    def says(self) -> str:
        """The step whose words are said."""
        return self.words or self.at


def aside(ref: Ref) -> Ref:
    """Return a reference that keeps the wording from repeating, and no place."""
    return Ref("", ref.said)


def reply_id(name: str) -> str:
    """Return the step id of a conversation basic."""
    return f"replies.{name}"


def find_step(content: Content, at: str) -> Step | None:
    """Return the step called ``at``, in topics or replies, or None."""
    owner, _, name = at.partition(".")
    if owner == "replies":
        return content.replies.get(name)
    topic = content.topics.get(owner)
    return topic.steps.get(name) if topic else None


def _is_there(content: Content, at: str) -> bool:
    return not at or at.startswith("crisis:") or find_step(content, at) is not None


def current_step(history: Sequence[Ref]) -> str | None:
    """Return the path step where the person is, or None before the first one."""
    trail = _trail(history)
    return trail[-1] if trail else None


def previous_step(history: Sequence[Ref]) -> str | None:
    """Return the step that 'back' leads to, or None at the start."""
    trail = _trail(history)
    if history and history[-1].at.startswith("replies."):
        # Small talk or a menu came in between: back to where the path was left.
        return trail[-1] if trail else None
    return trail[-2] if len(trail) > 1 else None


def _trail(history: Sequence[Ref]) -> list[str]:
    """Return the path steps that lead here; going back takes the last one away."""
    trail: list[str] = []
    for ref in history:
        if not ref.at or ref.at.startswith(("replies.", "crisis:")):
            continue
        if ref.via == "back":
            del trail[-1:]
        if not trail or trail[-1] != ref.at:
            trail.append(ref.at)
    return trail


def listening_turns(history: Sequence[Ref]) -> int:
    """Count how many 'just listen' turns in a row stand at the end."""
    listening = {reply_id(name) for name in (*LISTENING_TURNS, LISTEN_ON)}
    n_turns = 0
    for ref in reversed(history):
        said = ref.said.partition("#")[0]
        is_heard = said in listening or said.startswith(reply_id(REFLECT))
        if not is_heard or ref.via == "path":
            break
        n_turns += 1
    return n_turns


def misses(history: Sequence[Ref]) -> int:
    """Count how many times in a row the last replies were 'not understood'."""
    n_misses = 0
    for ref in reversed(history):
        if not ref.at.startswith("replies.not_understood"):
            break
        n_misses += 1
    return n_misses


def next_step(content: Content, heard: Heard, history: Sequence[Ref]) -> Move:
    """Choose the next step from what was understood and where the person is.

    Args:
        heard: Intent and entities. A topic's intent is ``talk_about_`` + its id.
        history: What was said, oldest first.

    Returns:
        A move whose steps exist in ``content``.
    """
    # A check that was passed over left no trace in the talk, and neither did a step
    # that is no longer there: somebody hid it, or signed other words.
    history = [
        ref
        for ref in history
        if not ref.at.startswith("crisis:soft_check") and _is_there(content, ref.at)
    ]
    intent, here = heard.intent, current_step(history)
    if intent == "open":
        return _open(content, heard, here)
    if intent == "open_area":
        return Move(reply_id("area"))
    if kind := wordless(heard.text):
        if kind == "agree":
            return next_step(content, Heard("affirm"), history)
        at = here if here and _is_in_path(history) else reply_id("listen_2")
        topic = content.topics.get((here or "").partition(".")[0])
        if kind == "glad" and topic and topic.sensitive:
            kind = "silence"  # no smile stands beside grief
        return Move(at, words=reply_id(kind), via="path")
    if end := _closing(heard):
        return Move(reply_id(REPLIES[end]))
    if known := _known_topic(content, heard, history):
        return _entered(content, heard, known, history)
    if listening_turns(history) and intent not in LEAVE_LISTENING:
        return _keep_listening(content, heard, history)
    if intent == "go_back":
        back = previous_step(history)
        return Move(back, via="back") if back else Move(reply_id("back_nothing"))
    if intent in AGAIN and (intent != EASIER or _is_in_path(history)):
        return _again(content, intent, history)
    if intent.startswith(TOPIC_INTENT):
        return _topic(content, heard, here, history)
    if here and (to := _answered_choice(content, here, intent)):
        return _follow(content, to, history)
    if here and intent == "tell_more" and _is_in_path(history):
        return _more(content, heard, here, history)
    if here and intent in IN_A_PATH and _is_in_path(history):
        is_worry = is_what_if(heard.text, heard.language)
        if not is_worry and (to := _own_step(content, here, intent, history)):
            return Move(to)
        return Move(here, words=_heard(content, heard, history), via="path")
    if intent == "ask_for_ideas" and here:
        return _ideas(content, heard, here, history)
    # In the midst of a path what fits no topic is most often about that path.
    if intent in UNSURE and (place := _place(heard, history)):
        return Move(place, words=_heard(content, heard, history), via="path")
    if intent == "nlu_fallback":
        return Move(reply_id(f"not_understood_{min(misses(history) + 1, 2)}"))
    if intent == "greet" and history:
        return Move(reply_id("greet_again"))
    return Move(reply_id(REPLIES.get(intent, "not_understood_1")))


def _closing(heard: Heard) -> str | None:
    """Return the intent by which words end the talk that were taken for a matter."""
    end = closing(heard.text, heard.language) if _is_taken_for_a_matter(heard) else None
    # 'Thanks. To be honest, I am worn out myself': the matter comes first.
    is_more = end == "thanks" and heard.confidence >= SURE_TO_TURN_BACK
    is_long = len(heard.text.split()) > WORDS_OF_THANKS
    return None if is_more and is_long else end


def _is_taken_for_a_matter(heard: Heard) -> bool:
    is_topic = heard.intent.startswith(TOPIC_INTENT)
    return is_topic or heard.intent in TAKEN_FOR_A_MATTER


def _known_topic(content: Content, heard: Heard, history: Sequence[Ref]) -> str | None:
    """Return the topic of before that the person goes back to, or None.

    By asking for it ('back to …'), or by its own word in a few words ('the rent').
    """
    now = (current_step(history) or "").partition(".")[0]
    known = [t for t in heard.known if t != now and t in content.topics]
    known = [topic for topic in known if is_matter(topic)]
    is_open = _is_taken_for_a_matter(heard) or heard.intent in IN_A_PATH
    if not known or not heard.text or not is_open:
        return None
    named = [t for t in reversed(known) if _names(content, t, heard)]
    spoken = [t for t in reversed(known) if t in heard.named]
    is_now_named = _names(content, now, heard) or now in heard.named
    if has_cue("again", heard.text, heard.language) and not is_now_named:
        if named or spoken:
            return (named or spoken)[0]
    if has_cue("back", heard.text, heard.language):
        named = named or spoken
        ranked = (topic for topic in heard.guesses if topic in known)
        # A matter of now that is spoken of again is none of before.
        is_now = next(iter(heard.guesses), None) == now
        return named[0] if named else None if is_now else next(ranked, known[-1])
    if not (named and _is_short(heard.text)) or listening_turns(history):
        return None
    return None if _names(content, now, heard) else named[0]


def _names(content: Content, topic: str, heard: Heard) -> bool:
    """Tell whether the words hold a word of the topic's own."""
    known = content.topics.get(topic)
    words = known.own_words.get(heard.language, ()) if known else ()
    return bool(words) and _pattern(words).search(heard.text) is not None


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return phrase_pattern(words)


def _is_in_path(history: Sequence[Ref]) -> bool:
    return bool(history) and not history[-1].at.startswith(("replies.", "crisis:"))


def sure_to_leave(text: str) -> float:
    """Return the confidence from which words begin a matter of their own."""
    return SURE_IN_FEW_WORDS if _is_short(text) else SURE_TO_LEAVE


def _is_short(text: str) -> bool:
    return len(text.split()) <= FEW_WORDS


def _place(heard: Heard, history: Sequence[Ref]) -> str | None:
    """Return the step to which words that fit no place well belong, or None.

    It is the path of before, also when the talk turned to this chat or to where help is
    meanwhile. After some turns of that kind in a row the words are asked about.
    """
    last = [ref.said.partition("#")[0] for ref in history[-MOST_STAYS:]]
    is_held = len(last) == MOST_STAYS and NOT_PLACED.issuperset(last)
    if heard.is_new or is_held:
        return None
    n_asides = 0
    for ref in reversed(history):
        is_aside = ref.at in ASIDES or not is_matter(ref.at.partition(".")[0])
        if not is_aside:
            return ref.at if _is_in_path([ref]) else None
        n_asides += 1
        if n_asides > MOST_ASIDES:
            break
    return None


def _open(content: Content, heard: Heard, here: str | None) -> Move:
    at = heard.entities.get("step", "")
    if at == reply_id("ideas_which") and here:
        # "Give me ideas" after listening: those of the topic it was about.
        return _ideas(content, heard, here, ())
    return Move(at) if find_step(content, at) else Move(reply_id("another_topic"))


def _keep_listening(content: Content, heard: Heard, history: Sequence[Ref]) -> Move:
    n_turns = listening_turns(history)
    if n_turns < len(LISTENING_TURNS):
        name = LISTENING_TURNS[n_turns]
    else:
        # After three turns the way on is offered at every second turn only.
        name = LISTEN_ON if n_turns % 2 else LISTENING_TURNS[-1]
    if name == LISTEN_ON:
        return Move(reply_id(name))
    return Move(reply_id(name), words=_reflection(content, heard, history))


def _heard(content: Content, heard: Heard, history: Sequence[Ref]) -> str:
    if is_what_if(heard.text, heard.language):
        return reply_id("path_what_if")
    if heard.intent in IN_A_PATH:
        return reply_id(IN_A_PATH[heard.intent])
    kind = "heard"
    if is_question(heard.text, heard.language):
        kind = "asked"
    elif _is_short(heard.text) or _is_same_topic(heard, history):
        kind = "told"
    return _reflection(content, heard, history) or reply_id(f"path_{kind}")


def _is_same_topic(heard: Heard, history: Sequence[Ref]) -> bool:
    here = current_step(history) or ""
    return heard.intent == TOPIC_INTENT + here.partition(".")[0]


def _reflection(content: Content, heard: Heard, history: Sequence[Ref]) -> str:
    """Return the reply that gives back what was said, or nothing to say it plainly.

    A theme whose words were all said within ten turns is not given back again.
    """
    theme = theme_of(heard.text, heard.language)
    step = find_step(content, reply_id(REFLECT + theme)) if theme else None
    if step is None:
        return ""
    return "" if _is_said(step, heard.language, history) else step.id


def _again(content: Content, intent: str, history: Sequence[Ref]) -> Move:
    via, nothing = AGAIN[intent]
    for ref in reversed(history):
        says = ref.said.partition("#")[0]
        # What was only heard within a path is no text to say again: the step is.
        says = ref.at if ref.via == "path" and says in HEARD_IN_A_PATH else says
        if find_step(content, says) and find_step(content, ref.at):
            return Move(ref.at, words=says, via=via)
    return Move(reply_id(nothing))


def _topic(
    content: Content, heard: Heard, here: str | None, history: Sequence[Ref]
) -> Move:
    topic_id = heard.intent[len(TOPIC_INTENT) :]
    if here and here.partition(".")[0] == topic_id:
        # Going on about the same matter: heard, and the way on stays in view.
        return Move(here, words=_heard(content, heard, history), via="path")
    place = _place(heard, history)
    least = LEAST_FOR_A_DELICATE if is_delicate(topic_id) else LEAST_TO_OPEN
    is_sure = heard.confidence >= sure_to_leave(heard.text)
    if (
        place
        and _is_short(heard.text)
        and _names(content, place.partition(".")[0], heard)
    ):
        is_sure = False  # a few words with the matter's own word are about it
    if place and not is_sure:
        return Move(place, words=_heard(content, heard, history), via="path")
    if _is_short(heard.text) or heard.is_helper:
        least += MORE_WHERE_UNCLEAR
    if heard.confidence < least:
        return Move(reply_id(f"not_understood_{min(misses(history) + 1, 2)}"))
    return _entered(content, heard, topic_id, history)


def _entered(
    content: Content, heard: Heard, topic_id: str, history: Sequence[Ref]
) -> Move:
    """Return the step at which a topic begins for who writes."""
    topic = content.topics.get(topic_id)
    if topic is None:
        return Move(reply_id("not_understood_1"))
    is_helper = heard.is_helper and not is_of_own(heard.text, heard.language)
    is_other = FOR_OTHER in topic.steps and (
        is_helper
        or is_for_other(
            heard.text, heard.language, among_people=topic.area == AMONG_PEOPLE
        )
    )
    at = f"{topic_id}.{FOR_OTHER if is_other else START}"
    return _unless_said(content, at, heard, history)


def _unless_said(
    content: Content, at: str, heard: Heard, history: Sequence[Ref]
) -> Move:
    """Return a step, or a way on from it where all its words were said just now."""
    step = find_step(content, at)
    if step is None or not _is_said(step, heard.language, history):
        return Move(at)
    to = _first_unsaid(step, history)
    return Move(to) if to else Move(at, words=reply_id("path_told"), via="path")


def _is_said(step: Step, language: str, history: Sequence[Ref]) -> bool:
    """Tell whether every variant of a step was said within ten turns."""
    recent = {ref.said for ref in history[-TURNS_WITHOUT_REPETITION:]}
    return all(f"{step.id}#{n}" in recent for n in range(len(step.say[language])))


def _answered_choice(content: Content, here: str, intent: str) -> str | None:
    step = find_step(content, here)
    for choice in step.choices if step else ():
        if intent in choice.when:
            return choice.to
    return None


def _own_step(
    content: Content, here: str, intent: str, history: Sequence[Ref]
) -> str | None:
    """Return the topic's own step for an answer to which the one at hand has no way."""
    at = f"{here.partition('.')[0]}.{STEP_FOR.get(intent, '')}"
    said = {ref.said.partition("#")[0] for ref in history}
    return at if find_step(content, at) and at not in said else None


def _follow(content: Content, to: str, history: Sequence[Ref]) -> Move:
    if to in BUILT_IN:
        return next_step(content, Heard(BUILT_IN[to]), _without_path(history, to))
    return Move(to)


def _without_path(history: Sequence[Ref], to: str) -> Sequence[Ref]:
    """Keep ``to`` from being answered by the very choice that named it."""
    return (
        history
        if to in ("back", "ideas")
        else [ref for ref in history if ref.at.startswith("replies.")]
    )


def _ideas(content: Content, heard: Heard, here: str, history: Sequence[Ref]) -> Move:
    topic = here.partition(".")[0]
    for_other = f"{topic}.{FOR_OTHER}"
    # Who helps another gets what the helper's first step leads to.
    if for_other in _trail(history) and (step := find_step(content, for_other)):
        if to := _first_unsaid(step, history):
            return Move(to)
    at = f"{topic}.ideas"
    if find_step(content, at) is None:
        return Move(reply_id("ideas_which"))
    return _unless_said(content, at, heard, history)


def _more(content: Content, heard: Heard, here: str, history: Sequence[Ref]) -> Move:
    """Lead on where more is asked for: to the topic's ideas, or a step further."""
    step = find_step(content, here)
    if here.endswith(f".{START}"):
        return _ideas(content, heard, here, history)
    if step and (to := _first_unsaid(step, history)):
        return Move(to)
    return Move(here, words=_heard(content, heard, history), via="path")


def _first_unsaid(step: Step, history: Sequence[Ref]) -> str | None:
    """Return the first of a step's ways on within its topic that is new, or None."""
    topic = step.id.partition(".")[0]
    said = {ref.said.partition("#")[0] for ref in history}
    for choice in step.choices:
        owner, _, name = choice.to.partition(".")
        is_way = owner == topic and name not in IN_PASSING
        is_way = is_way and not name.startswith(OF_DANGER)
        if is_way and choice.to not in said and not NOT_FOR_MORE & set(choice.when):
            return choice.to
    return None


def compose(
    content: Content,
    move: Move,
    history: Sequence[Ref],
    *,
    language: str,
    easy: bool = False,
    heard: Heard | None = None,
    today: date | None = None,
) -> Reply:
    """Put a move into words: the least recently said variant, and its buttons.

    Facts that no longer hold are not said: the page they came from is shown instead.

    Returns:
        A reply in ``language``; ``ref.said`` is ``step#variant``.

    Raises:
        KeyError: ``move`` names a step that ``content`` does not have.
    """
    says, offers = find_step(content, move.says), find_step(content, move.at)
    if says is None or offers is None:
        raise KeyError(move.at)
    link = says.link
    if not says.holds(today or date.today()):
        says = content.replies["facts_old"]
    options = variants(says, language, easy or move.via == "shorter")
    index = pick(options, says.id, history, via=move.via)
    bubbles = _shorten(options[index]) if move.via == "shorter" else options[index]
    return Reply(
        ref=Ref(move.at, f"{says.id}#{index}", move.via),
        bubbles=bubbles,
        choices=buttons(content, offers, language, easy=easy, heard=heard),
        services=offers.services,
        thumbs=move.at == reply_id("helped"),
        asks=offers.asks,
        link=link,
        cards=offers.cards,
    )


def pick(
    options: Sequence[Sequence[str]],
    says: str,
    history: Sequence[Ref],
    *,
    via: str = "",
) -> int:
    """Return the index of the variant to say: the one said longest ago, or never."""
    recent = [ref.said for ref in history[-TURNS_WITHOUT_REPETITION:]]
    keys = [f"{says}#{index}" for index in range(len(options))]
    if via == "repeat":
        said = next((key for key in reversed(recent) if key in keys), keys[0])
        return keys.index(said)
    if via == "shorter":
        return min(range(len(options)), key=lambda i: sum(map(len, options[i])))
    age = {key: len(recent) - i for i, key in enumerate(recent)}
    start = len(history) % len(options)
    order = [(start + i) % len(options) for i in range(len(options))]
    return max(order, key=lambda i: age.get(keys[i], TURNS_WITHOUT_REPETITION + 1))


def _shorten(bubbles: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the last bubble: it holds the instruction or the question."""
    return bubbles[-1:]


def buttons(
    content: Content,
    step: Step,
    language: str,
    *,
    easy: bool = False,
    heard: Heard | None = None,
) -> tuple[Button, ...]:
    """Return a step's choices as buttons; menus and guesses are filled in here."""
    if step.id == reply_id("menu"):
        return tuple(area_button(content, area, language) for area in areas(content))
    if step.id == reply_id("area") and heard:
        area, page = heard.entities.get("area", ""), heard.entities.get("page", "0")
        return topic_buttons(
            content, area, language, page=int(page) if page.isdecimal() else 0
        )
    made = tuple(choice_button(choice, language, easy) for choice in step.choices)
    if step.id == reply_id("not_understood_1") and heard:
        return (*_guesses(content, heard, language), *made)[:4]
    return made


def _guesses(content: Content, heard: Heard, language: str) -> Iterable[Button]:
    likely = [
        (id, content.topics[id])
        for id, confidence in heard.guesses.items()
        if id in content.topics
        and (confidence >= LEAST_FOR_A_SENSITIVE or not content.topics[id].sensitive)
    ]
    for id, topic in likely[:N_GUESSES]:
        yield Button(topic.names[language], open_payload(f"{id}.{START}"))


def areas(content: Content) -> list[str]:
    """Return the areas that hold a topic, in the order of the content."""
    return list(dict.fromkeys(topic.area for topic in content.topics.values()))


def topics_by_area(content: Content, language: str) -> list[dict[str, Any]]:
    """Return ``{"area", "name", "topics": [{"id", "name", "payload"}]}``."""
    listed = []
    for area in areas(content):
        chosen = [t for t in content.topics.values() if t.area == area]
        chosen.sort(key=lambda topic: topic.names[language].casefold())
        listed.append(
            {
                "area": area,
                "name": content.labels[area][language],
                "topics": [
                    {
                        "id": topic.id,
                        "name": topic.names[language],
                        "payload": open_payload(f"{topic.id}.{START}"),
                    }
                    for topic in chosen
                ],
            }
        )
    return listed


def area_button(content: Content, area: str, language: str) -> Button:
    """Return the button that opens the list of an area's topics."""
    return Button(content.labels[area][language], _open_area(area, 0))


def _open_area(area: str, page: int) -> str:
    named = {"area": area, **({"page": str(page)} if page else {})}
    return "/open_area" + json.dumps(named, separators=(",", ":"))


def topic_buttons(
    content: Content, area: str, language: str, *, page: int = 0
) -> tuple[Button, ...]:
    """Return a page of an area's topics by name, and the way to the next page.

    An unknown area gives every topic. After the last page comes the first again.
    """
    topics = content.topics.values()
    chosen = [topic for topic in topics if topic.area == area] or list(topics)
    chosen.sort(key=lambda topic: topic.names[language].casefold())
    pages = [
        chosen[i : i + TOPICS_A_PAGE] for i in range(0, len(chosen), TOPICS_A_PAGE)
    ]
    shown = [
        Button(topic.names[language], open_payload(f"{topic.id}.{START}"))
        for topic in pages[page % len(pages)]
    ]
    if len(pages) > 1:
        following = _open_area(area, (page + 1) % len(pages))
        shown.append(Button(content.labels["more_topics"][language], following))
    return tuple(shown)


def choice_button(choice: Choice, language: str, easy: bool) -> Button:
    """Return a choice as the page shows it."""
    title = choice.title(language, easy=easy)
    if choice.to in BUILT_IN:
        return Button(title, f"/{BUILT_IN[choice.to]}")
    return Button(title, open_payload(choice.to))


def open_payload(at: str) -> str:
    """Return the payload that opens step ``at``."""
    return "/open" + json.dumps({"step": at}, separators=(",", ":"))


def reply(
    content: Content,
    heard: Heard,
    history: Sequence[Ref],
    *,
    language: str,
    easy: bool = False,
    left: Sequence[str] = (),
) -> Reply:
    """Answer one message: choose the step, then put it into words.

    Args:
        left: Topics that an earlier message spoke of too, and that wait.
    """
    heard, waiting = _one_matter(content, heard)
    move = next_step(content, heard, history)
    said = compose(content, move, history, language=language, easy=easy, heard=heard)
    if waiting and move.at in _entries(heard):
        return _with_waiting(content, said, waiting, history, language)
    if move.at in OPEN_ENDS:
        return _offered_again(content, said, left, language)
    if move.words in MAYBE_ELSEWHERE:
        return _with_guess(content, heard, said, history, language)
    return said


def _with_guess(
    content: Content,
    heard: Heard,
    said: Reply,
    history: Sequence[Ref],
    language: str,
) -> Reply:
    """Ask about the other topic that may be meant, beside the way on in the path.

    A sensitive one is not asked about: it stands last among the choices, if likely.
    """
    now = said.ref.at.partition(".")[0]
    likely = next((t for t in heard.guesses if t in content.topics), now)
    topic, sure = content.topics.get(likely), heard.guesses.get(likely, 0.0)
    if topic is None or likely == now or not is_matter(likely):
        return said
    if sure < (LIKELY if topic.sensitive else LEAST_FOR_A_GUESS):
        return said
    guess = Button(topic.names[language], open_payload(f"{likely}.{START}"))
    if sure < LIKELY or topic.sensitive:
        return replace(said, choices=(*said.choices[: MAX_CHOICES - 1], guess))
    asked = Move(said.ref.at, words=reply_id("path_guess"), via="path")
    made = compose(content, asked, history, language=language)
    return replace(made, choices=(guess, *said.choices[: MAX_CHOICES - 1]))


def _one_matter(content: Content, heard: Heard) -> tuple[Heard, list[str]]:
    """Return what is talked about first, and the topics that wait."""
    named = heard.intent[len(TOPIC_INTENT) :]
    is_topic = heard.intent.startswith(TOPIC_INTENT)
    others = [topic for topic in heard.others if topic in content.topics]
    # One sure part tells what an unclear whole is about, but makes no several matters.
    is_clear = is_topic and heard.confidence >= SURE_TO_LEAVE
    n_least = FEWEST_MATTERS if is_clear else 1
    if len(set(others)) < n_least or not (is_topic or heard.intent == "nlu_fallback"):
        return heard, []
    is_whole_told = is_clear or len(set(others)) >= FEWEST_MATTERS and is_topic
    first, *waiting = gravest_first([named, *others] if is_whole_told else others)
    return replace(heard, intent=TOPIC_INTENT + first, confidence=1.0), waiting


def _entries(heard: Heard) -> tuple[str, ...]:
    topic = heard.intent[len(TOPIC_INTENT) :]
    return tuple(f"{topic}.{entry}" for entry in ENTRIES)


def _with_waiting(
    content: Content,
    said: Reply,
    waiting: Sequence[str],
    history: Sequence[Ref],
    language: str,
) -> Reply:
    """Say that there are several matters, and keep a way to the others in view."""
    lead = compose(content, Move(reply_id("several")), history, language=language)
    ways = tuple(also_button(content, topic, language) for topic in waiting[:N_WAITING])
    return replace(
        said,
        bubbles=(*lead.bubbles, *said.bubbles),
        choices=(*said.choices[: MAX_CHOICES - len(ways)], *ways),
        left=tuple(waiting),
    )


def _offered_again(
    content: Content, said: Reply, left: Sequence[str], language: str
) -> Reply:
    """Offer the matters that wait where the talk is open to another one."""
    ways = tuple(
        also_button(content, topic, language)
        for topic in left[:N_WAITING]
        if topic in content.topics
    )
    return replace(said, choices=(*ways, *said.choices)[:MAX_CHOICES])


def also_button(content: Content, topic: str, language: str) -> Button:
    """Return the button that opens a topic which an earlier message spoke of too."""
    name = content.topics[topic].names[language]
    also = content.labels["also"][language]
    return Button(f"{also}: {name}", open_payload(f"{topic}.{START}"))


STANDING = {"/go_back": "back", "/ask_for_shorter": "shorter"}
"""Payloads of the page's own buttons, which may be pressed at any time."""


def standing(content: Content, language: str) -> dict[str, str]:
    """Return what the page's own buttons send, with their titles: payload to title."""
    topics = {
        open_payload(f"{topic.id}.{START}"): topic.names[language]
        for topic in content.topics.values()
    }
    own = {sent: content.labels[label][language] for sent, label in STANDING.items()}
    return topics | own


def with_menu(content: Content, said: Reply, language: str) -> Reply:
    """Return a reply whose buttons are the areas: a menu that needs no Rasa."""
    buttons_of_areas = tuple(
        area_button(content, area, language) for area in areas(content)
    )
    return replace(said, choices=buttons_of_areas)


def with_services(said: Reply, services: tuple[str, ...]) -> Reply:
    """Return a reply with these service cards, and all else as it was."""
    return replace(said, services=services)


def parse_payload(payload: str) -> Heard:
    """Read a button's payload back: ``/intent`` or ``/intent{"name":"value"}``."""
    intent, brace, entities = payload.lstrip("/").partition("{")
    return Heard(intent, json.loads(brace + entities) if brace else {})


def language_buttons(content: Content, other: str, language: str) -> list[Button]:
    """Return the buttons that change the language to ``other``, and that keep it."""
    titles = {
        other: content.labels[f"language_{other}"][other],
        language: content.labels["stay"][language],
    }
    return [
        Button(
            title, SET_LANGUAGE + json.dumps({"language": to}, separators=(",", ":"))
        )
        for to, title in titles.items()
    ]
