"""Parse messages with a trained model; runs in Rasa's environment.

Usage: python -m bot.dialogue.understand MODEL.tar.gz < messages.jsonl
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Iterator
from typing import Any

import structlog

from bot import flow

N_RANKED = 5
OUT_OF_SCOPE = "out_of_scope"
SMALLTALK = "smalltalk"
# Basics that are about a topic of ours.
TOPIC_OF_BASIC = {
    "ask_are_you_a_bot": "about_service",
    "ask_for_human": "where_to_get_help",
}


def topic_of(intent: str) -> str:
    """Return the topic an intent stands for; most basics count as small talk."""
    if intent.startswith(flow.TOPIC_INTENT):
        return intent[len(flow.TOPIC_INTENT) :]
    if intent == OUT_OF_SCOPE:
        return OUT_OF_SCOPE
    return TOPIC_OF_BASIC.get(intent, SMALLTALK)


def ranked_topics(intents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return topics with the sum of their intents' confidence, best first."""
    totals: dict[str, float] = {}
    for rank in intents:
        # nlu_fallback is a threshold, not a meaning: the caller sees the confidence.
        if rank["name"] not in (*flow.CRISIS_ONLY, "nlu_fallback"):
            topic = topic_of(rank["name"])
            totals[topic] = totals.get(topic, 0.0) + rank["confidence"]
    best = sorted(totals.items(), key=lambda item: -item[1])[:N_RANKED]
    return [{"topic": topic, "confidence": round(c, 4)} for topic, c in best]


def answer(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the line to print for one parsed message."""
    ranking = ranked_topics(parsed.get("intent_ranking") or [])
    best = ranking[0] if ranking else {"topic": OUT_OF_SCOPE, "confidence": 0.0}
    return {**best, "ranking": ranking}


def keep_texts_out_of_the_log() -> None:
    """Outside a server Rasa's logger writes every text as a debug line: not here."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Rasa's progress bars off standard output, where the answers go."""
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def main() -> int:
    """Answer every line of standard input, in order."""
    keep_texts_out_of_the_log()
    with _quiet():
        from rasa.core.agent import Agent

        from bot.dialogue import patches

        patches.apply()

        agent = Agent.load(sys.argv[1])
    loop = asyncio.new_event_loop()
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            text = json.loads(line)["text"]
        except (ValueError, KeyError, TypeError):
            sys.stderr.write(f'line {number}: not {{"text": …}}\n')
            return 1
        clean = text.lstrip("/ ") or "?"
        parsed = loop.run_until_complete(agent.parse_message(clean))
        sys.stdout.write(json.dumps(answer(parsed), ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
