"""What a change of the detector's rules does to the labelled messages.

The messages are our own inventions, never anybody's: tests/safety/data.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safety.detector import Detector
from safety.labelled import Changed, changed, labelled_in
from safety.level import Level
from safety.loader import load

MESSAGES = Path(__file__).resolve().parents[2] / "tests" / "safety" / "data"


@dataclass(frozen=True)
class Effect:
    """What a change does.

    Attributes:
        lower: Messages that get a lower level: those that danger may hide in, first.
        higher: Messages that get a higher one.
    """

    n_messages: int
    lower: tuple[Changed, ...]
    higher: tuple[Changed, ...]


def effect(
    rules: Path, earlier: Mapping[str, bytes], *, messages: Path = MESSAGES
) -> Effect:
    """Compare the working copy of the rules with an earlier version of some files.

    Args:
        rules: The folder of the working copy.
        earlier: The earlier files by name ("suicide_wish.yml").

    Raises:
        SafetyError: The rules of one version cannot be used, or there are no labelled
            messages; the message names what is wrong.
    """
    labelled = labelled_in(messages)
    with tempfile.TemporaryDirectory() as folder:
        old_rules = Path(folder) / "rules"
        shutil.copytree(rules, old_rules)
        for name, raw in earlier.items():
            (old_rules / name).write_bytes(raw)
        old = Detector(load(old_rules))
    found = list(changed(labelled, old, Detector(load(rules))))
    return Effect(
        n_messages=len(labelled),
        lower=tuple(one for one in found if _rank(one.new) < _rank(one.old)),
        higher=tuple(one for one in found if _rank(one.new) > _rank(one.old)),
    )


def _rank(level: str) -> Level:
    return Level.parse(level)
