"""docs/safety-case.md: the arithmetic behind it, and that no set is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.noise import NOISES
from bench.safety_case import (
    CORPUS,
    DATA,
    DOCUMENT,
    about,
    filled,
    noised,
    topics,
)
from bench.safety_tables import Group, glance, levels, natural_mix, ordinary, parity
from bench.scores import Remembering, Share, dialogue_is_right, read_all, wilson
from safety.labelled import Labelled, labelled_in, single_sets
from safety.reader import Opinion

SAMPLE = (
    Labelled("a", "fi", "tapan itteni tänä iltana", "acute", ("suicide",), "self", "p"),
    Labelled("b", "en", "i want to die", "elevated", ("suicide",), "self", "p"),
    Labelled("c", "sv", "vad blir det för väder", "none", kind="o"),
    Labelled("d", "fi", "kuolen nauruun", "none", kind="h"),
)


class Silent(Remembering):
    """A second reader that finds no danger."""

    def __init__(self) -> None:
        """Keep nothing."""

    def read(self, text: str) -> Opinion:
        return Opinion(-1.0, -1.0)


def sample() -> Group:
    return Group("sample", read_all(SAMPLE, Silent()))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # as scipy.stats.binomtest(...).proportion_ci(method="wilson")
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (45, 50, 0.7864, 0.9565),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_interval(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


def test_share_is_written_with_its_interval() -> None:
    assert str(Share(45, 50)) == "45/50 · 90.0 % (78.6–95.7)"
    assert str(Share(0, 0)) == "–"


@pytest.mark.parametrize("noise", NOISES)
def test_noise_is_the_same_each_time_and_changes_something(noise: str) -> None:
    text = "Mä en jaksa enää, haluun vaan pois."
    assert NOISES[noise](text) == NOISES[noise](text) != text


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("text", ["", "a", "😂", "  ", "ok", "1 2 3"])
def test_noise_bears_short_texts(noise: str, text: str) -> None:
    assert isinstance(NOISES[noise](text), str)


def test_messages_kept_from_rule_writers_are_marked_in_each_language() -> None:
    marked = {m.lang for m in labelled_in(CORPUS) if m.kept}
    assert marked == {"fi", "sv", "en"}


def test_tables_of_a_small_group() -> None:
    group = sample()
    assert "| sample | rules alone | 1/1 · 100.0 % (20.7–100.0) |" in glance([group])
    assert "| `acute` | fi | 1 | seen | 1/1" in levels(group)
    assert parity([group]).count("\n") == 3
    assert "| sample | sv | rules alone | 1 | 0.0 (0.0–793.5) |" in ordinary([group])


def test_natural_mix_counts_alarms_a_thousand() -> None:
    mix = natural_mix(sample(), "rules")
    assert mix.alarms == pytest.approx(130)
    assert mix.ppv == 1
    assert natural_mix(sample(), "rules", end="bad").ppv < 0.5


def test_noise_is_measured_against_the_plain_form() -> None:
    rows = noised("sample", sample().cases, Silent())
    assert [row.noise for row in rows] == list(NOISES)
    assert rows[0].plain["both"] == Share(2, 2)


def test_dialogue_is_right_when_all_its_turns_are() -> None:
    turns = [{"text": "moi", "level": "none"}, {"text": "kiitti", "level": "none"}]
    assert dialogue_is_right({"lang": "fi", "turns": turns}, None)
    turns = [{"text": "moi", "level": "elevated"}]
    assert not dialogue_is_right({"lang": "fi", "turns": turns}, None)


def test_figures_go_between_their_marks() -> None:
    page = "a\n<!-- figures: x -->\nold\n<!-- end -->\nb\n"
    assert filled(page, {"x": "new"}) == page.replace("old", "new")
    assert filled(page, {}) == page
    empty = page.replace("old\n", "") * 2
    assert filled(empty, {"x": "new"}) == page.replace("old", "new") * 2
    with pytest.raises(ValueError, match="no block for"):
        filled(page, {"y": "new"})


def test_every_set_is_in_the_document() -> None:
    page = DOCUMENT.read_text("utf-8")
    for path in (*single_sets(DATA), *sorted(DATA.glob("*_dialogues.jsonl"))):
        assert f"`{path.stem}`" in page, f"run make safety-case: {path.name}"


def test_no_block_of_the_document_is_empty() -> None:
    page = DOCUMENT.read_text("utf-8")
    assert "-->\n<!-- end -->" not in page, "run make safety-case"


def test_history_of_a_set_is_told_by_its_name() -> None:
    assert "read once" in about("blind_a")
    assert "on its totals" in about("unseen_a")
    assert "tuned on it" in about("crisis_dev")
    assert about("other") == "no history told"


def test_everyday_topics_have_no_label_of_danger() -> None:
    assert {m.level for m in topics()} == {"none"}


def test_fuzz_finds_are_no_labelled_set() -> None:
    assert [p.stem for p in single_sets(DATA) if "fuzz" in p.stem] == []
    assert json.loads(Path(DATA / "fuzz_found.jsonl").read_text().split("\n")[0])
