"""Labelled messages as the detector reads them, and shares with their intervals."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.isolated import ROOT
from safety import Assessment, Level, SessionState, assess, question_kind
from safety.labelled import Labelled
from safety.reader import Opinion, SecondReader, second_reader
from safety.reader.second import WEIGHTS
from safety.session import Second

LANGUAGES = ("fi", "sv", "en")
Z = 1.959964
"""Of the normal distribution: 95 % lie within."""


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval (Wilson's score) of a share, as shares of 1."""
    if not n:
        return 0.0, 1.0
    share, shrink = hits / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Case:
    """A labelled message, read by the rules alone and with the second reader."""

    message: Labelled
    rules: Assessment
    both: Assessment

    @property
    def label(self) -> str:
        """The level on the label."""
        return self.message.level

    @property
    def is_danger(self) -> bool:
        """Tell whether a help card has to come."""
        return self.label in ("acute", "elevated")

    @cached_property
    def kind(self) -> str:
        """How it is said: told by the set, else by the first word of its note."""
        told = {"hard": "h", "ordinary": "o"}.get(self.message.note.split(":")[0], "")
        return self.message.kind or ("" if self.is_danger else told)


Test = Callable[[Case, Assessment], bool]


def seen(case: Case, found: Assessment) -> bool:
    """Tell whether a message of danger gets what it needs (data/README.md)."""
    needed = Level.HIGH if case.label == "acute" else Level.ELEVATED
    return found.level >= needed


def seen_or_checked(case: Case, found: Assessment) -> bool:
    """Tell whether a message of danger is at least asked about."""
    return seen(case, found) or found.check


def as_acute(case: Case, found: Assessment) -> bool:
    """Tell whether a message gets the highest level."""
    return found.level == Level.ACUTE


def alarm(case: Case, found: Assessment) -> bool:
    """Tell whether a help card comes."""
    return found.level >= Level.ELEVATED


def severe(case: Case, found: Assessment) -> bool:
    """Tell whether the emergency number comes first."""
    return found.level >= Level.HIGH


def checked(case: Case, found: Assessment) -> bool:
    """Tell whether the message is only asked about."""
    return found.check and not alarm(case, found)


def right_category(case: Case, found: Assessment) -> bool:
    """Tell whether one of the dangers named is on the label."""
    return bool(set(found.categories) & set(case.message.categories))


def right_subject(case: Case, found: Assessment) -> bool:
    """Tell whether it is known who is at risk."""
    return found.subject == case.message.subject


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing."""
        return self.hits / self.n if self.n else 0.0

    def __str__(self) -> str:
        if not self.n:
            return "–"
        low, high = wilson(self.hits, self.n)
        rate = f"{100 * self.value:.1f} % ({100 * low:.1f}–{100 * high:.1f})"
        return f"{self.hits}/{self.n} · {rate}"


def share(cases: Iterable[Case], test: Test, how: str) -> Share:
    """Count a test over cases, read by the ``rules`` or by ``both``."""
    hits = [test(case, getattr(case, how)) for case in cases]
    return Share(sum(hits), len(hits))


class Remembering:
    """The second reader, with its opinions kept from run to run.

    Kept under var/, by a hash of the text and for these very weights and this code.
    """

    def __init__(self, reader: SecondReader) -> None:
        self.reader = reader
        self.path = ROOT / "var" / "bench" / f"opinions-{code_digest(WEIGHTS)}.json"
        self.kept: dict[str, list[object]] = {}
        if self.path.exists():
            self.kept = json.loads(self.path.read_text("utf-8"))

    def read(self, text: str) -> Opinion:
        """Read one message, or remember what was said of it."""
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if key not in self.kept:
            found = self.reader.read(text)
            self.kept[key] = [found.danger, found.urgency, found.categories]
        danger, urgency, categories = self.kept[key]
        return Opinion(danger, urgency, tuple(categories))  # type: ignore[arg-type]

    def save(self) -> None:
        """Write down what was said."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.kept), "utf-8")


def code_digest(*paths: Path) -> str:
    """Return a short hash of files and of the second reader's code."""
    code = sorted((ROOT / "safety" / "reader").glob("*.py"))
    return digest(*paths, *code)


def digest(*paths: Path) -> str:
    """Return a short hash of some files."""
    joined = b"".join(path.read_bytes() for path in paths)
    return hashlib.sha256(joined).hexdigest()[:12]


def shipped_reader() -> SecondReader:
    """Return the second reader that ships.

    Raises:
        SystemExit: It cannot be loaded.
    """
    reader = second_reader()
    if reader is None:
        raise SystemExit("the second reader cannot be loaded; run: make setup")
    return reader


@dataclass(frozen=True)
class Fixed:
    """A second reader that has made up its mind."""

    opinion: Opinion

    def read(self, text: str) -> Opinion:
        """Say it."""
        return self.opinion


def read_all(
    messages: Sequence[Labelled], second: Second, opinions: Sequence[Opinion] = ()
) -> tuple[Case, ...]:
    """Read messages twice; with ``opinions`` these are the second reader's."""
    fixed: list[Second] = [Fixed(o) for o in opinions]
    seconds = fixed or [second] * len(messages)
    return tuple(
        Case(m, assess(m.text)[0], assess(m.text, second=s)[0])
        for m, s in zip(messages, seconds, strict=True)
    )


def dialogue_is_right(dialogue: dict[str, object], second: Second | None) -> bool:
    """Tell whether the chat has the level on the label after every turn."""
    state = SessionState()
    lang = str(dialogue["lang"])
    for turn in dialogue["turns"]:  # type: ignore[attr-defined]
        asked = question_kind(turn["bot"]) if "bot" in turn else None
        found, state = assess(
            turn["text"], state, asked=asked, lang=lang, second=second
        )
        least = {"acute": Level.HIGH, "elevated": Level.ELEVATED}.get(turn["level"])
        if (found.level < least) if least else (found.level > Level.CONCERN):
            return False
    return True
