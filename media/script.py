"""A video's script: what each scene shows and says, for how long, and its captions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
SCRIPTS = FOLDER / "scripts"
LANGUAGES = ("fi", "sv", "en")

# A caption is read, not skimmed: subtitles for young readers stay near these figures.
LINE = 37  # characters a line
LINES = 2
SPEED = 15  # characters a second
SHORTEST_S = 2.0
GAP_S = 0.1  # between two captions, so that a change is seen


class ScriptError(Exception):
    """A script is not whole; the message names file, scene and what is wrong."""


@dataclass(frozen=True)
class Scene:
    """One moment: ``picture`` says what changes, by part; ``None`` takes a part away.

    A list holds several changes of one part, one after the other.
    """

    start: float
    seconds: float
    picture: Mapping[str, Any]
    says: Mapping[str, str]
    shows: Mapping[str, str]


@dataclass(frozen=True)
class Script:
    """A whole video; ``poster`` is the second that stands for it."""

    id: str
    poster: float
    scenes: tuple[Scene, ...]

    @property
    def seconds(self) -> float:
        """Return the length."""
        return self.scenes[-1].start + self.scenes[-1].seconds


def names() -> list[str]:
    """Return the ids of all videos."""
    return sorted(path.stem for path in SCRIPTS.glob("*.yml"))


def load(name: str) -> Script:
    """Read one script.

    Raises:
        ScriptError: A scene lacks a language, its length or its picture.
    """
    path = SCRIPTS / f"{name}.yml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if raw.get("id") != name:
        raise ScriptError(f"{path.name}: id {raw.get('id')!r} is not {name!r}")
    scenes: list[Scene] = []
    start = 0.0
    for number, item in enumerate(raw["scenes"], start=1):
        scenes.append(_scene(item, start, where=f"{path.name}: scene {number}"))
        start += scenes[-1].seconds
    return Script(id=name, poster=float(raw["poster"]), scenes=tuple(scenes))


def _scene(item: dict[str, Any], start: float, *, where: str) -> Scene:
    """Build one scene, refusing what is missing."""
    unknown = set(item) - {"seconds", "picture", "says", "shows"}
    if unknown:
        raise ScriptError(f"{where}: unknown {', '.join(sorted(unknown))}")
    for key in ("says", "shows"):
        missing = [name for name in LANGUAGES if not item.get(key, {}).get(name)]
        if missing:
            raise ScriptError(f"{where}: {key} lacks {', '.join(missing)}")
    return Scene(
        start=start,
        seconds=float(item["seconds"]),
        picture=item.get("picture") or {},
        says=item["says"],
        shows=item["shows"],
    )


def lines(text: str) -> list[str]:
    """Break a caption into at most two lines of nearly the same length.

    Raises:
        ScriptError: It does not fit.
    """
    if len(text) <= LINE:
        return [text]
    words = text.split()
    splits = [
        [" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))
    ]
    fitting = [split for split in splits if max(map(len, split)) <= LINE]
    if not fitting:
        raise ScriptError(f"caption does not fit two lines of {LINE}: {text!r}")
    return min(fitting, key=_unevenness)


def _unevenness(split: list[str]) -> float:
    """Prefer a break after a full stop or comma, then even lines."""
    first, second = split
    bonus = 16 if first[-1] in ".?!:" else 6 if first[-1] == "," else 0
    return abs(len(first) - len(second)) - bonus


def vtt(script: Script, language: str) -> str:
    """Write the captions of one language as WebVTT."""
    blocks = ["WEBVTT"]
    for scene in script.scenes:
        end = scene.start + scene.seconds - GAP_S
        text = "\n".join(lines(scene.says[language]))
        blocks.append(f"{_clock(scene.start)} --> {_clock(end)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: float) -> str:
    """Return ``00:01:02.500``."""
    whole = round(seconds * 1000)
    minutes, rest = divmod(whole, 60_000)
    return f"00:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
