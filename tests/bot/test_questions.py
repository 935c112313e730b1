"""Questions are told from what is told, with and without a question mark."""

from __future__ import annotations

import pytest

from bot.questions import is_question


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("se maksaa?", "fi"),
        ("no mitä mä sit teen", "fi"),
        ("voiko sinne vaan mennä", "fi"),
        ("onks siel joku", "fi"),
        ("å va händer sen", "sv"),
        ("men om ja int vågar", "sv"),
        ("so what do i do", "en"),
        ("ok but what if nobody answers", "en"),
    ],
)
def test_a_question(text: str, language: str) -> None:
    assert is_question(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ei ne vastaa mulle", "fi"),
        ("kaks vuotta", "fi"),
        ("ja", "fi"),
        ("", "fi"),
        ("...", "sv"),
        ("ja har redan ringt dem", "sv"),
        ("i texted, they read it, nothing", "en"),
    ],
)
def test_no_question(text: str, language: str) -> None:
    assert not is_question(text, language)
