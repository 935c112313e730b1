"""The loader refuses a rule file that is wrong, and says where and what."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from safety.assessment import CATEGORIES
from safety.detector import Detector
from safety.errors import RuleError
from safety.level import Level
from safety.loader import RULES, RuleBook, load

RULE: dict[str, Any] = {
    "id": "tiny.wish",
    "level": "elevated",
    "category": "suicide",
    "theme": "wish",
    "levels": {"soon": "acute"},
    "patterns": ["WANT ~3 DIE"],
    "must_match": {"en": ["i want to die"]},
}
BOTH: dict[str, Any] = {
    "id": "tiny.both",
    "level": "high",
    "themes": ["wish"],
    "must_match": {"en": ["i want to die"]},
}
SECOND: dict[str, Any] = {
    "check_at": 0.0,
    "raise_at": 0.5,
    "sure_at": 1.0,
    "calm_check_at": 0.0,
    "calm_raise_at": 0.0,
    "common_words": {},
    "words": dict.fromkeys(CATEGORIES, "DIE"),
    "questions": {"self": [*CATEGORIES]},
}


def loaded(folder: Path, **spoilt: Any) -> RuleBook:
    """Load a folder of one rule, with the lexicon that ships and some files spoilt."""
    files = {
        "tiny": {"rules": [RULE]},
        "frames": {"frames": {"soon": {"patterns": ["SOON"]}}},
        "combinations": {"combinations": [BOTH]},
        "second_reader": SECOND,
        **spoilt,
    }
    for name in ("lexicon.yml", "ordinary.yml"):
        shutil.copy(RULES / name, folder)
    for name, data in files.items():
        text = data if isinstance(data, str) else yaml.safe_dump(data)
        (folder / f"{name}.yml").write_text(text, "utf-8")
    return load(folder)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("i want to die", Level.ELEVATED),
        ("i want to die tonight", Level.ACUTE),
        ("i want to sleep", Level.NONE),
    ],
)
def test_a_folder_of_one_rule_reads_by_it(
    tmp_path: Path, text: str, level: Level
) -> None:
    findings = Detector(loaded(tmp_path)).read(text).findings
    assert max((f.level for f in findings), default=Level.NONE) == level


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"lvl": "high"}, "has unknown keys: ['lvl']"),
        ({"category": "sorrow"}, "has unknown categories: ['sorrow']"),
        ({"categories": ["sorrow"]}, "has unknown categories: ['sorrow']"),
        ({"levels": {"nowhere": "high"}}, "has unknown frames: ['nowhere']"),
        ({"subject": "mother"}, "has an unknown subject: ['mother']"),
        ({"negation": "maybe"}, "has negation: ['maybe']"),
        ({"must_match": {"en": []}}, "has no example in must_match"),
        ({"must_match": ["i want to die"]}, "has no example in must_match"),
        ({"patterns": []}, "has no pattern"),
        ({"patterns": "WANT"}, "patterns is no list"),
        ({"patterns": ["^"]}, "it fits where no word is"),
        ({"patterns": ["DIE?"]}, "it fits where no word is"),
        ({"patterns": ["[WANT [DIE] WISH]"]}, "a group within a group"),
        ({"level": "hihg"}, "level 'hihg'"),
        ({"levels": {"soon": "hihg"}}, "level 'hihg'"),
        ({"in_session": {"suicide": "hihg"}}, "level 'hihg'"),
        ({"patterns": ["[WANT DIE"]}, "a group that is not closed"),
        ({"patterns": ["WANT ] DIE"]}, "an empty or unopened group"),
        ({"patterns": ["[] DIE"]}, "an empty or unopened group"),
        ({"patterns": ["WANT ~few DIE"]}, "pattern 'WANT ~few DIE'"),
        ({"patterns": ["WANT DYING"]}, "DYING is no class of the lexicon"),
        ({"patterns": ["niinku DIE"]}, "'niinku' is a filler"),
        ({"patterns": ["kuolla.9"]}, "kuolla.9: is no verb form of the lexicon"),
        ({"not": ["WANT DYING"]}, "DYING is no class of the lexicon"),
    ],
)
def test_a_wrong_rule_is_named(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(RuleError) as error:
        loaded(tmp_path, tiny={"rules": [{**RULE, **changes}]})
    assert str(error.value).startswith("safety/rules/tiny.yml: rule 'tiny.wish': ")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([RULE, RULE], "rule 'tiny.wish': is there twice: ['tiny.wish']"),
        ([{"id": "x"}], "rule 'x': lacks keys: ['level', 'must_match', 'patterns']"),
    ],
)
def test_a_twin_and_a_gap_are_named(
    tmp_path: Path, rules: list[dict[str, Any]], told: str
) -> None:
    with pytest.raises(RuleError) as error:
        loaded(tmp_path, tiny={"rules": rules})
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"DIE": "gone"}, "tiny.yml: DIE: is a class of another file already"),
        ({"NEW": "ab*"}, "tiny.yml: ab*: has fewer than 3 letters"),
        ({"NEW": "kuolla.9"}, "kuolla.9: is no verb form of the lexicon"),
        ({"NEW": "@NO_SUCH"}, "NO_SUCH: is no class of the lexicon"),
    ],
)
def test_a_wrong_word_class_is_named(
    tmp_path: Path, words: dict[str, str], told: str
) -> None:
    with pytest.raises(RuleError) as error:
        loaded(tmp_path, tiny={"classes": words, "rules": [RULE]})
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("file", "data", "told"),
    [
        ("tiny", "rules: [", "file: is not YAML"),
        ("tiny", "", "file: holds no keys with values"),
        ("tiny", {"defaults": {}}, "rules: is no list of entries with keys"),
        ("tiny", {"rules": ["WANT"]}, "rules: is no list of entries with keys"),
        ("frames", {"frames": {"soon": {}}}, "soon: lacks keys: ['patterns']"),
        ("combinations", {"combinations": [{}]}, "None: lacks keys"),
        (
            "frames",
            {"frames": {"soon": {"scope": "page", "patterns": ["SOON"]}}},
            "soon: scope is not one of",
        ),
        (
            "frames",
            {"frames": {"soon": {"patterns": ["SOOON"]}}},
            "frame 'soon': pattern 'SOOON'",
        ),
        (
            "combinations",
            {"combinations": [{**BOTH, "themes": ["wish", "sorrow"]}]},
            "tiny.both: has unknown themes: ['sorrow']",
        ),
        (
            "combinations",
            {"combinations": [{**BOTH, "level": "hihg"}]},
            "tiny.both: level 'hihg'",
        ),
        (
            "second_reader",
            {**SECOND, "words": {"suicide": "DIE"}},
            "words: not once for each category",
        ),
        (
            "second_reader",
            {**SECOND, "questions": {"self": [*CATEGORIES, "sorrow"]}},
            "words: not once for each category: ['sorrow']",
        ),
        (
            "second_reader",
            {**SECOND, "common_words": {"sorrow": "DIE"}},
            "common_words: no categories: ['sorrow']",
        ),
    ],
)
def test_another_wrong_file_is_named(
    tmp_path: Path, file: str, data: Any, told: str
) -> None:
    with pytest.raises(RuleError) as error:
        loaded(tmp_path, **{file: data})
    assert str(error.value).startswith(f"safety/rules/{file}.yml: ")
    assert told in str(error.value)


def test_an_emoji_in_two_groups_is_named(tmp_path: Path) -> None:
    text = (RULES / "lexicon.yml").read_text("utf-8")
    twice = text.replace("  SOFT: 🕊", "  SOFT: 🕊 🔪")
    (tmp_path / "lexicon.yml").write_text(twice, "utf-8")
    shutil.copy(RULES / "ordinary.yml", tmp_path)
    with pytest.raises(RuleError, match="🔪: is in two groups of emoji"):
        load(tmp_path)
