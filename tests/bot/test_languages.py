"""Which language a message names, and whether it is words at all."""

from __future__ import annotations

import pytest

from bot.languages import is_prose, named_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("kan vi prata svenska", "sv"),
        ("can we speak english please", "en"),
        ("suomeksi kiitos", "fi"),
        ("englanniksi kiitos", "en"),
        ("im an exchange student, i dont speak finnish", None),
        ("en puhu ruotsia", None),
        ("hej", None),
    ],
)
def test_named_language(text: str, language: str | None) -> None:
    assert named_language(text) == language


@pytest.mark.parametrize(
    ("text", "is_words"),
    [
        ("مرحبا، هل يمكنني التحدث مع أحد؟", True),
        ("Привет", True),
        ("ich weiß nicht was ich machen soll", True),
        ("kännykkä vie kaiken ajan", True),
        ("hola amiga", False),
        ('/open{"step":"sleep.start"}', False),
        ("def f(x): return x+1", False),
        ("https://example.org/a/b", False),
        ("", False),
    ],
)
def test_is_prose(text: str, is_words: bool) -> None:
    assert is_prose(text) is is_words
