"""Transcripts of the talks that danger touches: no word of them changes unseen.

    .venv/bin/python -m tests.transcripts

writes them anew through the whole house; what changed is then read in the difference
before it is committed. Helplines are left out: which come first depends on the hour.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.content import LANGUAGES
from bot.flow import open_payload
from bot.model import START
from tests.house import Chat, House, running

FOLDER = Path(__file__).parent / "e2e" / "data" / "transcripts"
TALKS: dict[str, Any] = yaml.safe_load((FOLDER / "talks.yml").read_text("utf-8"))
CASES = [
    (kind, name, lang) for kind in TALKS for name in TALKS[kind] for lang in LANGUAGES
]
MOST_TURNS = 40
Frame = dict[str, Any]


def path_of(kind: str, name: str, language: str) -> Path:
    """Return where a talk's transcript is kept."""
    return FOLDER / kind / f"{name}.{language}.txt"


def transcript(house: House, kind: str, name: str, language: str) -> str:
    """Hold a talk and return its words, a line a bubble."""
    chat = Chat(house, language=language)
    is_topic = kind == "topics"
    talk = _walk(chat, name) if is_topic else _told(chat, TALKS[kind][name][language])
    return "".join(f"{line}\n" for line in talk)


def _told(chat: Chat, turns: list[str]) -> Iterator[str]:
    for words in turns:
        yield f"> {words}"
        yield from _lines(chat.say(words))


def _walk(chat: Chat, topic: str) -> Iterator[str]:
    frames = _opened(chat, topic)
    yield from _lines(frames)
    ways: dict[str, str] = {}
    been = set[str]()
    for _ in range(MOST_TURNS):
        ways |= _ways(frames[-1], topic)
        following = next((way for way in reversed(ways) if way not in been), None)
        if following is None:
            return
        been.add(following)
        yield f"> [{ways[following]}]"
        frames = chat.choose(following)
        yield from _lines(frames)


def _opened(chat: Chat, topic: str) -> list[Frame]:
    """Open a topic from the menu: words might lead elsewhere some day."""
    chat.say("moi")
    areas = chat.choose("/ask_for_menu")[-1]["choices"]
    start = open_payload(f"{topic}.{START}")
    for area in areas:
        frame = chat.choose(area["payload"])[-1]
        seen = set[str]()
        while True:
            offered = [choice["payload"] for choice in frame["choices"]]
            if start in offered:
                return chat.choose(start)
            more = next((p for p in offered if p.startswith("/open_area")), None)
            if more is None or more in seen:
                break
            seen.add(more)
            frame = chat.choose(more)[-1]
    raise KeyError(topic)


def _ways(frame: Frame, topic: str) -> dict[str, str]:
    """Return payload -> title of the choices that stay within a topic."""
    found = {}
    for choice in frame["choices"]:
        name, brace, rest = choice["payload"].partition("{")
        step = json.loads(brace + rest).get("step", "") if brace else ""
        is_within = step.startswith(f"{topic}.") or name == "/ask_for_ideas"
        if is_within:
            found[choice["payload"]] = choice["title"]
    return found


def _lines(frames: list[Frame]) -> Iterator[str]:
    for frame in frames:
        if frame["type"] not in ("help_card", "reply"):
            continue
        mark = "!" if frame["type"] == "help_card" else " "
        yield from (f"{mark} {bubble}" for bubble in frame["bubbles"])
        titles = " | ".join(choice["title"] for choice in frame.get("choices") or ())
        if titles:
            yield f"  [{titles}]"


def main() -> int:
    """Write every transcript anew; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        with running(Path(folder), "web", "rasa", "actions") as house:
            for case in CASES:
                path = path_of(*case)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(transcript(house, *case), "utf-8")
    sys.stdout.write(f"{len(CASES)} transcripts: read what changed (git diff)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
