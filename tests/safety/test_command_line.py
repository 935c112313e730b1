"""``python -m safety assess``: one answer a line, in order, in both environments."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from safety.__main__ import answers, main

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


@pytest.mark.parametrize(
    "turn", [1, {"text": None}, {"bot": "salainen?"}, {"text": ["salainen"]}]
)
def test_bad_turn_is_answered_without_its_text(turn: object) -> None:
    (answer,) = answers([json.dumps({"turns": [{"text": "moi"}, turn]})])
    assert set(answer) == {"error"}
    assert "salainen" not in answer["error"]


@pytest.mark.parametrize(
    ("first", "answer", "language", "level"),
    [
        ("i want to die", "no", "en", "concern"),
        ("haluun kuolla", "😂", "fi", "elevated"),
        ("jag mår inte så bra i dag", "ja", "sv", "high"),
        ("привет, как дела?", "joo", "fi", "high"),  # the first one it can read
    ],
)
def test_dialogue_keeps_its_language(
    first: str, answer: str, language: str, level: str
) -> None:
    asked = {"bot": "Ajatteletko itsemurhaa?", "text": answer}
    (found,) = answers([json.dumps({"turns": [{"text": first}, asked]})])
    last = found["turns"][-1]
    assert (last["language"], last["level"]) == (language, level)


def test_bot_line_that_is_no_text_asks_nothing() -> None:
    turns = [{"text": "haluun kuolla"}, {"bot": 3, "text": "en"}]
    (found,) = answers([json.dumps({"turns": turns})])
    assert found["turns"][-1]["level"] == "elevated"


@pytest.mark.parametrize(("options", "check"), [([], True), (["--rules-only"], False)])
def test_assess_reads_standard_input(
    options: list[str],
    check: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "they can rent my room out from monday, i will not be needing it"
    given = json.dumps({"text": text}).encode() + b"\n\xff\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(["assess", *options]) == 0
    read, broken = map(json.loads, capsys.readouterr().out.splitlines())
    assert read["check"] is check
    assert set(broken) == {"error"}


def test_both_environments_read_alike() -> None:
    assert run(RASA_PYTHON) == run(sys.executable)
