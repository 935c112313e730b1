"""What hides a word is undone; ordinary words stay what they are (SAF-D5)."""

from __future__ import annotations

import pytest

from safety import Level, assess
from safety.detector import detector
from safety.folding import MAX_CHARS, strip_marks

HIDDEN = [
    ("HALUUN KUOLLA", "haluun kuolla"),
    ("haluun k u o l l a", "haluun kuolla"),
    ("haluun k.u.o.l.l.a", "haluun kuolla"),
    ("haluun k-u-o-l-l-a", "haluun kuolla"),
    ("haluun k*olla", "haluun kuolla"),
    ("haluun ku0lla", "haluun kuolla"),
    ("haluuuuun kuoooolla", "haluun kuolla"),
    ("haluun\u200b ku\u200dolla", "haluun kuolla"),
    ("hаluun kuоlla", "haluun kuolla"),  # Cyrillic а and о
    ("ｈａｌｕｕｎ ｋｕｏｌｌａ", "haluun kuolla"),
    ("haluun kuolal", "haluun kuolla"),
    ("haluan kuolla", "haluun kuolla"),
    ("en jaksa elaa", "en jaksa elää"),
    ("EN JAKSA ENÄÄ ELÄÄ", "en jaksa enää elää"),
    ("v11ltelen", "viiltelen"),
    ("i want to k1ll my5elf", "i want to kill myself"),
    ("i want to kill mysefl", "i want to kill myself"),
    ("su!cide thoughts, i think about suic1de", "i think about suicide"),
    ("I don’t want to live", "i dont want to live"),
    ("vill do", "vill dö"),
    ("ja skar mej igår", "ja skär mej igår"),
]


@pytest.mark.parametrize(("hidden", "plain"), HIDDEN)
def test_hidden_word_gives_the_level_of_the_plain_one(hidden: str, plain: str) -> None:
    level = assess(plain)[0].level
    assert level >= Level.ELEVATED
    assert assess(hidden)[0].level >= level


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ääkköset ÖÅ", "aakkoset oa"),
        ("don't", "dont"),
        ("SA'd", "saed"),
        ("e\u0301te\u0301", "ete"),
        ("a\tb\x00c", "a\tbc"),
    ],
)
def test_marks_are_folded_away(text: str, folded: str) -> None:
    assert strip_marks(text) == folded


@pytest.mark.parametrize("text", ["c++ kurssi", "klo 20.00", "jee!!! :D", "a b c d"])
def test_ordinary_signs_raise_nothing(text: str) -> None:
    assert assess(text)[0].level == Level.NONE


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    tail = " haluun oikeesti kuolla"
    assert assess("ha" * (MAX_CHARS // 2) + tail)[0].level == Level.NONE
    assert assess("ha " * 500 + tail)[0].level == Level.ELEVATED


def test_unknown_words_are_not_kept() -> None:
    detector().read("haluun kuolla zxqvkanari kaikki valmista")
    strings = detector().book.vocab.strings
    assert "zxqvkanari" not in strings
