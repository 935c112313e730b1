"""``python -m safety assess``: one answer a line, in order, in both environments."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from safety.__main__ import answers

ROOT = Path(__file__).parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
LINES = [
    json.dumps({"text": "haluun kuolla"}),
    json.dumps({"text": "moi", "lang": "fi"}),
    json.dumps({"turns": [{"text": "haluun kuolla"}, {"bot": "?", "text": "moi"}]}),
    "not json",
    "[]",
    json.dumps({"text": 3}),
    json.dumps({"text": "salainen", "lang": "xx"}),
    json.dumps({"turns": "haluun"}),
    json.dumps({"text": "ja vill int leva mera 😂"}),
]


def run(python: str | Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [str(python), "-m", "safety", "assess"],
        input="\n".join(LINES) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_answers_come_in_order() -> None:
    found = run(sys.executable)
    assert len(found) == len(LINES)
    assert found[0]["level"] == "elevated"
    assert set(found[0]) == {
        "level",
        "categories",
        "subject",
        "language",
        "rules",
        "check",
    }
    assert [turn["level"] for turn in found[2]["turns"]] == ["elevated", "elevated"]
    assert found[2]["turns"][1]["message_level"] == "none"


@pytest.mark.parametrize("number", [3, 4, 5, 6, 7])
def test_bad_line_is_answered_without_its_text(number: int) -> None:
    (answer,) = answers([LINES[number]])
    assert set(answer) == {"error"}
    assert "salainen" not in answer["error"]


def test_both_environments_read_alike() -> None:
    assert run(RASA_PYTHON) == run(sys.executable)
