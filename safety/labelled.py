"""Labelled messages: read them, and say what the detector makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .assessment import CATEGORIES, SUBJECTS
from .detector import Detector
from .errors import InputError
from .session import assess

LABELS = ("none", "concern", "elevated", "acute")


@dataclass(frozen=True)
class Labelled:
    """One message with its label (tests/safety/data/README.md says what they mean).

    Attributes:
        kind: "p" said plainly, "i" indirect, "o" ordinary, "h" a look-alike; "" where
            the set does not tell.
        kept: It was kept from those who write rules.
        note: What the writer had in mind: spelling, occasion.
    """

    id: str
    lang: str
    text: str
    level: str
    categories: tuple[str, ...] = ()
    subject: str = "none"
    kind: str = ""
    kept: bool = False
    note: str = ""


@dataclass(frozen=True)
class Changed:
    """A labelled message that two versions of the rules read differently."""

    message: Labelled
    old: str
    new: str


def labelled_in(place: Path) -> tuple[Labelled, ...]:
    """Read a file of labelled messages, or all single messages of a folder.

    Dialogues (``*_dialogues.jsonl``) and what the fuzzer found are left out.

    Raises:
        InputError: There are none.
    """
    if not place.is_dir():
        return read_labelled(place)
    paths = single_sets(place)
    if not paths:
        raise InputError(f"{place.name} holds no .jsonl file of labelled messages")
    return tuple(message for path in paths for message in read_labelled(path))


def single_sets(folder: Path) -> list[Path]:
    """Return a folder's files of single messages, in order."""
    paths = sorted(folder.glob("*.jsonl"))
    return [
        p for p in paths if not p.stem.endswith("_dialogues") and "fuzz" not in p.stem
    ]


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """Read a file of labelled messages, one JSON object a line.

    Raises:
        InputError: Names file, line and what is wrong.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        raise InputError(f"{path.name} cannot be read; give a .jsonl file") from None
    return tuple(
        _labelled(path.name, number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )


def _labelled(file: str, number: int, line: str) -> Labelled:
    where = f"{file}, line {number}"
    try:
        row = json.loads(line)
        found = Labelled(
            id=str(row["id"]),
            lang=str(row["lang"]),
            text=str(row["text"]),
            level=str(row["level"]),
            categories=tuple(row["categories"]),
            subject=str(row["subject"]),
            kind=str(row.get("kind", "")),
            kept=bool(row.get("kept", False)),
            note=str(row.get("note", "")),
        )
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{where}: not a labelled message") from None
    unknown = set(found.categories) - set(CATEGORIES)
    if found.level not in LABELS or found.subject not in SUBJECTS or unknown:
        raise InputError(f"{where}: unknown level, category or subject")
    return found


def changed(
    messages: Iterable[Labelled], old: Detector, new: Detector
) -> Iterator[Changed]:
    """Yield the messages whose level differs between two versions of the rules."""
    for message in messages:
        before, _ = assess(message.text, by=old)
        after, _ = assess(message.text, by=new)
        if before.level is not after.level:
            yield Changed(message, before.level.label, after.level.label)
