"""Rules as a professional reads them, and what a change of them does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.content import Content
from bot.review.units import RULES
from dashboard.desk import cards, reading, rulebook, ruletests
from dashboard.words import Words
from safety.service_data import ALWAYS, Span
from tests.safety.test_loader import loaded


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yml")), ids=lambda p: p.stem)
def test_each_file_of_rules_can_be_read_whole(path: Path) -> None:
    held = rulebook.read(path.read_bytes())
    assert held.intro
    assert held.signals or held.rest
    for one in held.signals:
        assert one.patterns
        assert one.yes
        assert reading.signal(Words("fi"), one)


def test_a_rule_takes_the_defaults_of_its_file_and_its_own_words_win() -> None:
    raw = b"""# Of tests.
defaults: {category: suicide, levels: {game: none, past: concern}}
rules:
  - id: a.b
    level: high
    levels: {past: none}
    patterns: ["x"]
    must_match: {sv: [hej], fi: [moi]}
    must_not_match: {fi: [hei]}
classes:
  # a note
  A: b
"""
    held = rulebook.read(raw)
    (one,) = held.signals
    assert held.intro == "Of tests."
    assert one.categories == ("suicide",)
    assert one.frames == (("game", "none"), ("past", "none"))
    assert rulebook.title(one, "fi") == "”moi”"
    assert rulebook.step_of(one) == "a_b"
    assert held.rest == {"classes": "classes:\n  # a note\n  A: b"}


def test_a_broken_file_of_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="line"):
        rulebook.read(b"rules: [")


def test_a_message_that_gets_another_level_is_told(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    loaded(rules)
    texts = {"die": "i want to die", "sleep": "i want to sleep"}
    rows = [
        {"id": id, "lang": "en", "text": text, "level": "elevated"}
        | {"categories": ["suicide"], "subject": "self"}
        for id, text in texts.items()
    ]
    messages = tmp_path / "messages.jsonl"
    messages.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    raw = (rules / "tiny.yml").read_bytes()
    graver = raw.replace(b"level: elevated", b"level: acute")
    lighter = raw.replace(b"level: elevated", b"level: concern")
    assert graver != raw
    found = ruletests.effect(rules, {"tiny.yml": graver}, messages=messages)
    assert found.n_messages == 2
    assert [one.message.id for one in found.lower] == ["die"]
    assert found.higher == ()
    found = ruletests.effect(
        rules,
        {"combinations.yml": b"combinations: []\n", "tiny.yml": lighter},
        messages=messages,
    )
    assert [(one.message.id, one.old) for one in found.higher] == [("die", "concern")]
    assert (rules / "tiny.yml").read_bytes() == raw


def test_hours_are_told_in_words(words: Words) -> None:
    span = Span(frozenset({0, 1, 2, 4}), 9 * 60, 24 * 60)
    late = Span(frozenset({5}), 18 * 60, 27 * 60)
    assert list(cards.hours(words, ALWAYS)) == ["auki aina"]
    assert list(cards.hours(words, None)) == ["ajat eivät tiedossa"]
    assert list(cards.hours(words, (span, late))) == [
        "ma–ke, pe 09.00–24.00",
        "la 18.00–03.00",
    ]


def test_each_helpline_tells_how_to_reach_it(content: Content, words: Words) -> None:
    found = cards.helplines(words, content.services)
    assert len(found) == len(content.services.services)
    assert all(one.contacts for one in found)
    assert any(not one.is_shown for one in found)
    for one in found:
        assert reading.helpline(words, one)


def test_a_video_shows_its_scenes_and_its_files(content: Content) -> None:
    for card in content.cards.values():
        shown = cards.showing(card, "sv")
        assert shown.scenes or cards.exercise_lines(card, "sv")
        if shown.scenes:
            assert shown.video
            assert shown.captions
