"""Decide what Rinnalla says next: pure functions, no Rasa and no web in them.

A conversation is a chain of *references*: which step was said, in which variant, and
how the person came there. ``web`` keeps that chain in memory and sends its last links
with every message, so Rasa can be restarted in the middle of a path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.content import Content
from bot.matters import gravest_first, is_matter
from bot.model import ENTRIES, FOR_OTHER, MAX_CHOICES, START, Choice, Step, variants
from bot.others import is_for_other
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
SURE_TO_LEAVE, SURE_IN_FEW_WORDS, FEW_WORDS = 0.7, 0.9, 5
"""Within a path another topic begins from this confidence on; a few words are most
often an answer, and must be surer."""
MOST_STAYS = 3
TOPICS_A_PAGE = 6
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
    """What Rasa understood: intent, entities, and the topics ranked by confidence.

    Attributes:
        others: Further topics of the same message, in its order.
        confidence: How sure the intent is, from 0 to 1.
        is_helper: An earlier message told that somebody writes about another.
        text: The words, where the first step of a topic depends on who is meant.
        language: The language they are read in.
    """

    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)
    guesses: Sequence[str] = ()
    others: Sequence[str] = ()
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
    """

    ref: Ref
    bubbles: tuple[str, ...]
    choices: tuple[Button, ...] = ()
    services: tuple[str, ...] = ()
    thumbs: bool = False
    asks: str | None = None
    link: str | None = None
    left: tuple[str, ...] = ()

    def to_custom(self) -> dict[str, Any]:
        """Return the part of a reply that is not words, as plain JSON."""
        return {
            "ref": self.ref.to_json(),
            "services": list(self.services),
            "thumbs": self.thumbs,
            "asks": self.asks,
            "link": self.link,
            "left": list(self.left),
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
    intent, here = heard.intent, current_step(history)
    if intent == "open":
        return _open(content, heard, here)
    if intent == "open_area":
        return Move(reply_id("area"))
    if _is_silence(heard):
        at = here if here and _is_in_path(history) else reply_id("listen_2")
        return Move(at, words=reply_id("silence"), via="path")
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
    if here and intent in IN_A_PATH and _is_in_path(history):
        return Move(here, words=_heard(content, heard, history), via="path")
    if intent == "ask_for_ideas" and here:
        return _ideas(content, here)
    if intent == "nlu_fallback" and here and _may_stay(history):
        return Move(here, words=_heard(content, heard, history), via="path")
    if intent == "nlu_fallback":
        return Move(reply_id(f"not_understood_{min(misses(history) + 1, 2)}"))
    if intent == "greet" and history:
        return Move(reply_id("greet_again"))
    return Move(reply_id(REPLIES.get(intent, "not_understood_1")))


def _is_silence(heard: Heard) -> bool:
    """Tell whether somebody sent dots or a face alone: no words to be understood."""
    return bool(heard.text) and not any(map(str.isalnum, heard.text))


def _is_in_path(history: Sequence[Ref]) -> bool:
    return bool(history) and not history[-1].at.startswith(("replies.", "crisis:"))


def sure_to_leave(heard: Heard) -> float:
    """Return the confidence from which a message begins another matter."""
    is_short = len(heard.text.split()) <= FEW_WORDS
    return SURE_IN_FEW_WORDS if is_short else SURE_TO_LEAVE


def _may_stay(history: Sequence[Ref]) -> bool:
    """Tell whether words that fit no place well belong to the path of before.

    After some turns of that kind in a row they are asked about.
    """
    last = [ref.via for ref in history[-MOST_STAYS:]]
    is_held = last != ["path"] * MOST_STAYS and _is_in_path(history)
    # Who asked about this chat, or where help is, may speak of the matter next.
    return is_held and is_matter(history[-1].at.partition(".")[0])


def _open(content: Content, heard: Heard, here: str | None) -> Move:
    at = heard.entities.get("step", "")
    if at == reply_id("ideas_which") and here:
        # "Give me ideas" after listening: those of the topic it was about.
        return _ideas(content, here)
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
    if heard.intent in IN_A_PATH:
        return reply_id(IN_A_PATH[heard.intent])
    kind = "asked" if is_question(heard.text, heard.language) else "heard"
    return _reflection(content, heard, history) or reply_id(f"path_{kind}")


def _reflection(content: Content, heard: Heard, history: Sequence[Ref]) -> str:
    """Return the reply that gives back what was said, or nothing to say it plainly.

    A theme whose words were all said within ten turns is not given back again.
    """
    theme = theme_of(heard.text, heard.language)
    step = find_step(content, reply_id(REFLECT + theme)) if theme else None
    if step is None:
        return ""
    recent = {ref.said for ref in history[-TURNS_WITHOUT_REPETITION:]}
    said = (f"{step.id}#{n}" in recent for n in range(len(step.say[heard.language])))
    return "" if all(said) else step.id


def _again(content: Content, intent: str, history: Sequence[Ref]) -> Move:
    via, nothing = AGAIN[intent]
    for ref in reversed(history):
        says = ref.said.partition("#")[0]
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
    is_unsure = heard.confidence < sure_to_leave(heard)
    if here and is_unsure and _may_stay(history):
        return Move(here, words=_heard(content, heard, history), via="path")
    topic = content.topics.get(topic_id)
    if topic is None:
        return Move(reply_id("not_understood_1"))
    is_other = FOR_OTHER in topic.steps and (
        heard.is_helper
        or is_for_other(
            heard.text, heard.language, among_people=topic.area == AMONG_PEOPLE
        )
    )
    return Move(f"{topic_id}.{FOR_OTHER if is_other else START}")


def _answered_choice(content: Content, here: str, intent: str) -> str | None:
    step = find_step(content, here)
    for choice in step.choices if step else ():
        if intent in choice.when:
            return choice.to
    return None


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


def _ideas(content: Content, here: str) -> Move:
    topic = here.partition(".")[0]
    at = f"{topic}.ideas"
    return Move(at) if find_step(content, at) else Move(reply_id("ideas_which"))


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
    for topic_id in [g for g in heard.guesses if g in content.topics][:2]:
        topic = content.topics[topic_id]
        yield Button(topic.names[language], open_payload(f"{topic_id}.start"))


def areas(content: Content) -> list[str]:
    """Return the areas that hold a topic, in the order of the content."""
    return list(dict.fromkeys(topic.area for topic in content.topics.values()))


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
    return said


def _one_matter(content: Content, heard: Heard) -> tuple[Heard, list[str]]:
    """Return what is talked about first, and the topics that wait."""
    named = heard.intent[len(TOPIC_INTENT) :]
    is_topic = heard.intent.startswith(TOPIC_INTENT)
    others = [topic for topic in heard.others if topic in content.topics]
    n_least = FEWEST_MATTERS if is_topic else 1
    if len(set(others)) < n_least or not (is_topic or heard.intent == "nlu_fallback"):
        return heard, []
    first, *waiting = gravest_first([named, *others] if is_topic else others)
    return replace(heard, intent=TOPIC_INTENT + first), waiting


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


def language_button(content: Content, language: str) -> Button:
    """Return the button that changes the language, in that language."""
    title = content.labels[f"language_{language}"][language]
    payload = SET_LANGUAGE + json.dumps({"language": language}, separators=(",", ":"))
    return Button(title, payload)
