"""Changing words in a content file: that text changes, and nothing else does."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import DATA
from bot.review import writer
from bot.review.writer import Place, WriterError

FILE = """\
# Written by hand, in every style.
id: sleep          # the name of the file
names: {fi: Uni, sv: "Sömn", en: 'Sleep'}
emoji: "🌙"
examples:
  fi:
    - en saa unta 😴
    - "valvon: taas"
    - 'no'
steps:
  start:
    say:
      fi:
        - |-
          Yö on pitkä. 🌙
          Mikä auttaisi?
        # A note between two variants.
        - "Yksi rivi"
        - |-
          Kolmas,

          jossa on väli.

      sv: ["Natten är lång", 'En till', tredje]
    choices:
      - {to: listen, label: {fi: Puhun nyt, sv: "Ja: nu", en: "Yes"}}
      - to: end
        label:
          fi: Kiitos   # short
          en: >-
            folded
            text
    heading: {fi: Uni, sv: Sömn, en: Sleep}
tail: end
"""
RAW = FILE.encode()
KEYS = [place.keys for place in writer.texts(RAW)]
LISTS = [
    ("examples", "fi"),
    ("steps", "start", "say", "fi"),
    ("steps", "start", "say", "sv"),
]
# Any text that UTF-8 can hold, and the ones that YAML would read otherwise.
WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        ["no", "null", "~", "12", "2026-11-22", "a: b", "- x", "a #b", "'", '"', "x:"]
        + [
            "ei\njoo",
            "\nyks",
            "kaks\n",
            "  väli",
            "a\n  b",
            "\ttab",
            "🙂",
            "",
            "%",
            "y",
        ]
        + [
            "\x85",
            "\u2028a",
            "\ufeff",
            "\x7f",
            "a\r\nb",
            "{a}",
            "[b",
            "x, y",
            "*a",
            "&",
        ]
    ),
)


def values(raw: bytes) -> Any:
    return yaml.safe_load(raw)


def put(data: Any, keys: tuple[Any, ...], value: Any) -> Any:
    for key in keys[:-1]:
        data = data[key]
    data[keys[-1]] = value


@settings(max_examples=120, deadline=None)
@given(keys=st.sampled_from(KEYS), text=WORDS)
def test_only_the_text_at_the_place_changes(keys: tuple[Any, ...], text: str) -> None:
    wanted = values(RAW)
    put(wanted, keys, text)
    assert values(writer.changed(RAW, keys, text)) == wanted


@settings(max_examples=80, deadline=None)
@given(
    keys=st.sampled_from(LISTS),
    rows=st.lists(st.one_of(WORDS, st.sampled_from(["Yksi rivi", "no", "En till"]))),
)
def test_a_list_becomes_what_was_asked(keys: tuple[Any, ...], rows: list[str]) -> None:
    if not rows:
        with pytest.raises(WriterError, match="unwritable"):
            writer.rewritten(RAW, {keys: rows})
        return
    wanted = values(RAW)
    put(wanted, keys, rows)
    new = writer.rewritten(RAW, {keys: rows})
    assert values(new) == wanted
    kept = [row for row in FILE.split("\n") if row and row[0] != " "]
    assert [row for row in new.decode().split("\n") if row in kept] == kept


def test_every_line_but_the_changed_one_stays() -> None:
    new = writer.changed(RAW, ("steps", "start", "choices", 0, "label", "sv"), "Nej")
    before, after = FILE.split("\n"), new.decode().split("\n")
    differ = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert differ == [
        (
            '      - {to: listen, label: {fi: Puhun nyt, sv: "Ja: nu", en: "Yes"}}',
            '      - {to: listen, label: {fi: Puhun nyt, sv: "Nej", en: "Yes"}}',
        )
    ]


def test_bubbles_stay_a_block_and_a_plain_word_stays_plain() -> None:
    keys = ("steps", "start", "say", "fi")
    new = writer.changed(RAW, (*keys, 0), "Yö on lyhyt.\nEntä nyt?").decode()
    assert "        - |-\n          Yö on lyhyt.\n          Entä nyt?\n" in new
    new = writer.changed(RAW, (*keys, 1), "Kaksi\nriviä").decode()
    assert "        - |-\n          Kaksi\n          riviä\n        - |-" in new
    new = writer.changed(RAW, ("names", "fi"), "Yöuni").decode()
    assert "names: {fi: Yöuni, sv:" in new
    new = writer.changed(RAW, ("names", "fi"), "no").decode()
    assert 'names: {fi: "no", sv:' in new


def test_a_variant_is_added_and_another_taken_out() -> None:
    keys = ("steps", "start", "say", "fi")
    old = values(RAW)["steps"]["start"]["say"]["fi"]
    more = writer.rewritten(RAW, {keys: [*old, "Uusi\ntapa"]}).decode()
    assert "          jossa on väli.\n        - |-\n          Uusi\n" in more
    less = writer.rewritten(RAW, {keys: [old[0], old[2]]}).decode()
    assert less == FILE.replace('        - "Yksi rivi"\n', "")


def test_a_text_that_stays_leaves_the_file_as_it_is() -> None:
    same = {place.keys: place.text for place in writer.texts(RAW)}
    assert writer.rewritten(RAW, same) == RAW


def test_texts_are_those_with_a_language() -> None:
    found = {place.keys: place for place in writer.texts(RAW)}
    keys = ("steps", "start", "choices", 1, "label", "en")
    assert found[keys] == Place(keys, "label", "en", "folded text")
    assert found["examples", "fi", 2].text == "no"
    assert found["examples", "fi", 2].part == "examples"
    assert not any(keys[-1] in ("emoji", "id", "to", "tail") for keys in found)


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(WriterError, match="no_place"):
        writer.changed(RAW, ("steps", "none"), "x")
    with pytest.raises(WriterError, match="no_place"):
        writer.changed(RAW, ("names",), "x")
    with pytest.raises(WriterError, match="unwritable"):
        writer.changed(RAW, ("names", "fi"), "half \ud83d")
    with pytest.raises(WriterError, match="unreadable"):
        writer.texts(b"a: [")
    with pytest.raises(WriterError, match="unreadable"):
        writer.texts(b"\xff")
    shared = b"a: {fi: &one Moi}\nb: {fi: *one}\n"
    with pytest.raises(WriterError, match="side_effect"):
        writer.changed(shared, ("a", "fi"), "Hei")


def test_files_of_the_content_can_be_written() -> None:
    """In each file some texts are changed, and read back."""
    draw = random.Random(7)
    topics = sorted(DATA.glob("topics/*/*.yml"))
    others = [*DATA.glob("crisis/*.yml"), *DATA.glob("replies/*.yml"), *DATA.glob("*")]
    for path in [*draw.sample(topics, 3), *others]:
        if path.suffix != ".yml":
            continue
        raw = path.read_bytes()
        places = writer.texts(raw)
        some = draw.sample(places, min(8, len(places)))
        new = writer.rewritten(raw, {p.keys: f"{p.text}\nLisää: 🙂" for p in some})
        assert {p.text for p in writer.texts(new)} >= {
            f"{p.text}\nLisää: 🙂" for p in some
        }, path.name


def test_a_difference_names_the_file(tmp_path: Path) -> None:
    new = writer.changed(RAW, ("names", "fi"), "Yöuni")
    rows = writer.difference(RAW, new, name="topics/sleep.yml").splitlines()
    assert rows[0] == "--- topics/sleep.yml"
    assert "-names: {fi: Uni, sv: \"Sömn\", en: 'Sleep'}" in rows
    assert "+names: {fi: Yöuni, sv: \"Sömn\", en: 'Sleep'}" in rows
