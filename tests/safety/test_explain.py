"""Explanations: what a professional is told about a level."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from safety.__main__ import main
from safety.detector import Detector
from safety.errors import InputError
from safety.explain import Reason, as_text, explain
from safety.labelled import Labelled, changed, labelled_in, read_labelled
from safety.loader import RULES, load

WISH = "suicide.passive.want_to_die"


ROW = {
    "id": "x-1",
    "lang": "fi",
    "text": "haluun kuolla",
    "level": "elevated",
    "categories": ["suicide"],
    "subject": "self",
}


def reason(text: str, rule: str) -> Reason:
    return next(r for r in explain(text).reasons if r.rule == rule)


def test_a_signal_is_named_with_its_words_and_file() -> None:
    found = reason("mä haluun kuolla", WISH)
    assert found.words == "haluun kuolla"
    assert found.file.endswith(".yml") and found.source
    assert (found.effect, found.level, found.subject) == ("counts", "elevated", "self")


def test_a_frame_that_decides_is_named() -> None:
    assert reason("viime vuonna halusin kuolla", WISH).frame == "past"


@pytest.mark.parametrize(
    ("text", "effect"),
    [("en halua kuolla", "negated"), ("haluisin kuolla nauruun", "idiom")],
)
def test_what_undoes_a_signal_is_named(text: str, effect: str) -> None:
    found = explain(text)
    assert effect in {r.effect for r in found.reasons}
    assert found.assessment.level.label in ("none", "concern")


def test_an_exception_is_named() -> None:
    assert "exception" in {
        r.effect for r in explain("they went in, it hit me up").reasons
    }


def test_combinations_and_word_classes_are_named() -> None:
    found = explain("en jaksa enää. mä teen sen tänään")
    assert found.together
    assert "NEG" in dict(found.words)["en"]


def test_the_text_for_reading_says_why() -> None:
    text = as_text(explain("en halua kuolla, mut en jaksa enää elää"))
    assert "denied" in text and "decided" in text and "elevated" in text
    assert "signals   none" in as_text(explain("kissa"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("en jaksa enää. mä teen sen tänään", "together  combined."),
        ("viime vuonna halusin kuolla", "in the frame 'past'"),
        ("mä haluun kuolla", "of: self"),
    ],
)
def test_the_text_for_reading_names_frames_and_combinations(
    text: str, told: str
) -> None:
    assert told in as_text(explain(text))


def test_the_commands_explain_and_compare(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["explain", "haluun kuolla"]) == 0
    assert WISH in capsys.readouterr().out
    other = tmp_path / "rules"
    shutil.copytree(RULES, other)
    for path in other.glob("suicide*.yml"):
        rules = yaml.safe_load(path.read_text("utf-8"))
        for rule in rules["rules"]:
            rule["level"] = "concern"
        path.write_text(yaml.safe_dump(rules), "utf-8")
    messages = tmp_path / "m.jsonl"
    messages.write_text(json.dumps(ROW) + "\n", "utf-8")
    assert main(["diff", str(RULES), str(other), "--messages", str(messages)]) == 0
    assert "elevated -> concern  [elevated] x-1" in capsys.readouterr().out
    assert main(["diff", str(tmp_path), str(RULES)]) == 2
    assert "is no folder of rules" in capsys.readouterr().err


def test_versions_that_agree_change_nothing() -> None:
    same = Detector(load(RULES))
    one = Labelled("1", "fi", "haluun kuolla", "elevated", ("suicide",), "self")
    assert list(changed([one], same, same)) == []


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"id": 1}',
        json.dumps({**ROW, "level": "high"}),
        json.dumps({**ROW, "categories": ["x"]}),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(InputError, match="set.jsonl, line 2"):
        read_labelled(path)


def test_an_empty_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no"):
        labelled_in(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        labelled_in(tmp_path / "none.jsonl")
