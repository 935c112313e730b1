"""The published figures of the detector's tests, read from docs/safety-case.md."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "safety-case.md"
RULES = ROOT / "safety" / "rules"
DIGITS = 12
"""Of a hash, as bench.safety_case writes it."""

_BLOCK = re.compile(r"<!-- figures: (\S+) -->\n(.*?)<!-- end -->", re.DOTALL)
_RULES = re.compile(r"Rules `(\w+)`")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_REMARK = re.compile(r" \([^)]*[a-z][^)]*\)")
MET, NOT_MET = "✓", "✗"


@dataclass(frozen=True)
class Result:
    """A figure of a test, as the document words it, and whether it is good enough."""

    value: str
    is_met: bool


@dataclass(frozen=True)
class Test:
    """A test of the safety specification; ``name`` is that of the document."""

    name: str
    asked: str
    alone: Result
    second: Result


@dataclass(frozen=True)
class SafetyCase:
    """The tests on the blind sets, when they were run, and on which rules."""

    day: date
    rules: str
    tests: tuple[Test, ...]

    @property
    def is_current(self) -> bool:
        """Tell whether the rules that run are those that were measured."""
        return self.rules == rules_digest()


def read(path: Path = DOCUMENT) -> SafetyCase | None:
    """Return the figures, or None where the document is not there or holds none."""
    try:
        blocks = dict(_BLOCK.findall(path.read_text(encoding="utf-8")))
    except OSError:
        return None
    day = _DAY.search(blocks.get("speed", ""))
    rules = _RULES.search(blocks.get("versions", ""))
    tests = tuple(_tests(blocks.get("acceptance", "")))
    if not (day and rules and tests):
        return None
    return SafetyCase(date.fromisoformat(day.group()), rules.group(1), tests)


def rules_digest(folder: Path = RULES) -> str:
    """Return the hash of the detector's rules, as the document names them."""
    joined = b"".join(path.read_bytes() for path in sorted(folder.glob("*.yml")))
    return hashlib.sha256(joined).hexdigest()[:DIGITS]


def _tests(block: str) -> Iterator[Test]:
    rows = [line for line in block.splitlines() if line.startswith("| ")]
    for line in rows[2:]:
        name, asked, alone, second = (
            cell.strip() for cell in line.strip("|").split("|")
        )
        yield Test(name, asked, _result(alone), _result(second))


def _result(cell: str) -> Result:
    value, mark = cell[:-1].strip(), cell[-1]
    return Result(_REMARK.sub("", value), mark == MET)
