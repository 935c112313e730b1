"""Try a trained model before it answers anybody; runs in Rasa's environment.

Usage: python -m bot.dialogue.try_model MODEL.tar.gz [OLD.tar.gz]

Two kinds of tests. *Talks*: every button and intent of every topic, every basic and
every kind of danger gets its answer in the three languages. *Understanding*: messages
nobody trained on, and some examples of every topic, each read by both models. Writes
one JSON object to standard output; ``bot.retrain`` judges it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore

from bot import crisis, flow
from bot.content import LANGUAGES, Content, load
from bot.dialogue.channel import Collector
from bot.dialogue.importer import WITH_OWN_RULE
from bot.dialogue.meaning import MeaningFeaturizer, cached_meanings, whole
from bot.dialogue.nlg import ContentNaturalLanguageGenerator
from bot.dialogue.understand import (
    OUT_OF_SCOPE,
    SMALLTALK,
    answer,
    keep_texts_out_of_the_log,
    topic_of,
)
from bot.examples import examples
from bot.meanings import to_text
from safety import Assessment, Level
from safety.assessment import CATEGORIES

UNSEEN = Path(__file__).resolve().parents[2] / "tests" / "bot" / "data"
EXAM = UNSEEN / "understand_exam.jsonl"
EVERY_UNSEEN = 3
EXAMPLES_AN_INTENT = 3
"""Enough to tell one model from another by a point, and half a minute of reading."""

LEVELS = (Level.ELEVATED, Level.HIGH, Level.ACUTE)


@dataclass(frozen=True)
class Question:
    """A message, and the topic it is about."""

    text: str
    topic: str
    kind: str


@dataclass(frozen=True)
class Talk:
    """What is sent, and how the place of the answer must begin."""

    name: str
    payload: str
    at: str
    metadata: Mapping[str, Any]


def questions(content: Content) -> list[Question]:
    """Return what both models read: unseen messages, and a few examples a topic."""
    known = {*content.topics, SMALLTALK, OUT_OF_SCOPE}
    rows = [json.loads(row) for row in _lines(EXAM)[::EVERY_UNSEEN]]
    unseen = [Question(r["text"], r["topic"], "unseen") for r in rows]
    return [*(q for q in unseen if q.topic in known), *_own(content)]


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _own(content: Content) -> Iterator[Question]:
    for intent, texts in examples(content).items():
        step = max(1, len(texts) // EXAMPLES_AN_INTENT)
        if intent not in flow.CRISIS_ONLY:
            for text in texts[::step][:EXAMPLES_AN_INTENT]:
                yield Question(text, topic_of(intent), "examples")


def talks(content: Content) -> list[Talk]:
    """Return the tests that need no understanding: buttons, intents and danger.

    The language of topics and basics goes around; danger is tried in all three.
    """
    basics = sorted(set(content.intents) - WITH_OWN_RULE - flow.CRISIS_ONLY)
    return [*_of_topics(content), *_of_basics(basics), *_of_danger()]


def _of_topics(content: Content) -> Iterator[Talk]:
    for topic, language in zip(content.topics, cycle(LANGUAGES)):
        button = flow.open_payload(f"{topic}.start")
        yield Talk(f"button {topic}", button, f"{topic}.start", _said(language))
        intent = f"/{flow.TOPIC_INTENT}{topic}"
        yield Talk(f"topic {topic}", intent, f"{topic}.", _said(language))


def _of_basics(basics: Sequence[str]) -> Iterator[Talk]:
    for basic, language in zip(basics, cycle(LANGUAGES)):
        yield Talk(f"basic {basic}", f"/{basic}", "", _said(language))


def _of_danger() -> Iterator[Talk]:
    for language, level, category in product(LANGUAGES, LEVELS, CATEGORIES):
        reading = Assessment(level, level, (category,), (category,), "self")
        tags = crisis.context(reading)
        name = f"danger {category} {level.label} {language}"
        metadata = {**_said(language), "crisis": tags}
        yield Talk(name, crisis.payload(tags), crisis.PREFIX, metadata)


def _said(language: str) -> dict[str, Any]:
    return {"language": language, "history": []}


def load_agent(path: str) -> Agent:
    """Load a model with the words of the content, and chats of its own."""
    return Agent.load(
        path,
        generator=ContentNaturalLanguageGenerator(),
        tracker_store=InMemoryTrackerStore(None),
    )


async def failed_talks(agent: Agent, tests: Sequence[Talk]) -> list[str]:
    """Return the names of the talks that got no answer, or a wrong one."""
    return [talk.name for talk in tests if not await _is_answered(agent, talk)]


async def _is_answered(agent: Agent, talk: Talk) -> bool:
    channel = Collector()
    await agent.handle_message(
        UserMessage(
            talk.payload,
            channel,
            talk.name,
            input_channel="web",
            metadata=talk.metadata,
        )
    )
    if not channel.messages:
        return False
    said = channel.messages[-1]
    at = ((said.get("custom") or {}).get("ref") or {}).get("at") or ""
    return bool(str(said.get("text") or "").strip()) and at.startswith(talk.at)


async def scores(
    agent: Agent, asked: Sequence[Question], meanings: Mapping[str, str]
) -> dict[str, dict[str, dict[str, int]]]:
    """Return kind -> topic -> how many were asked and how many were right."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for question in asked:
        message = UserMessage(
            question.text.lstrip("/ ") or "?",
            metadata={"meaning": meanings[question.text]},
        )
        parsed = await agent.processor.parse_message(message)  # type: ignore[union-attr]
        of_kind = found.setdefault(question.kind, {})
        row = of_kind.setdefault(question.topic, {"n": 0, "right": 0})
        row["n"] += 1
        row["right"] += answer(parsed)["topic"] == question.topic
    return found


def _meanings(asked: Sequence[Question]) -> dict[str, str]:
    """Return text -> meaning, computed once for both models."""
    cache = Path(MeaningFeaturizer.get_default_config()["cache"])
    own = [q.text for q in asked if q.kind == "examples"]
    known = dict(cached_meanings(own, cache))
    return {q.text: to_text(_meaning(q.text, known)) for q in asked}


def _meaning(text: str, known: Mapping[str, Any]) -> Any:
    return known[text] if text in known else whole(text)


async def tried(paths: Sequence[str]) -> dict[str, Any]:
    """Return what the tests found about the new model, and about the old one."""
    content = load()
    asked = questions(content)
    meanings = _meanings(asked)
    agent = load_agent(paths[0])
    tests = talks(content)
    result: dict[str, Any] = {"talks": len(tests)}
    result["failed"] = await failed_talks(agent, tests)
    result["new"] = await scores(agent, asked, meanings)
    for old in paths[1:2]:
        result["old"] = await scores(load_agent(old), asked, meanings)
    return result


def main() -> int:
    """Try the models named on the command line; return the exit code."""
    keep_texts_out_of_the_log()
    result = asyncio.run(tried(sys.argv[1:]))
    sys.stdout.write(f"{json.dumps(result)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
