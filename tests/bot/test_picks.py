"""A choice taken in words, and words that only look like one."""

from __future__ import annotations

import pytest

from bot.picks import picked

FI = ["Hengitetään hetki", "Kuka voi auttaa", "En uskalla soittaa"]
SV = ["Andas en stund", "Vem kan hjälpa", "Tips till", "Sluta"]
EN = ["Breathe for a moment", "Who can help", "Another idea"]


@pytest.mark.parametrize(
    ("text", "titles", "language", "index"),
    [
        ("eka", FI, "fi", 0),
        ("toi toka kuulostaa ihan hyvältä", FI, "fi", 1),
        ("2", FI, "fi", 1),
        ("otan sen viimeisen", FI, "fi", 2),
        ("kuka voi auttaa", FI, "fi", 1),
        ("hengitetään", FI, "fi", 0),
        ("en uskalla", FI, "fi", 2),
        ("auttaa", FI, "fi", 1),
        ("no en uskala", FI, "fi", 2),
        ("nä hu kan ja sluta", ["Hur kan jag sluta", "Kanske"], "sv", 0),
        ("den andra låter bra", SV, "sv", 1),
        ("fyran", SV, "sv", 3),
        ("the first one sounds good", EN, "en", 0),
        ("i'll take the third", EN, "en", 2),
    ],
)
def test_choices_in_words(
    text: str, titles: list[str], language: str, index: int | None
) -> None:
    assert picked(text, titles, language) == index


@pytest.mark.parametrize(
    ("text", "titles", "language"),
    [
        ("", FI, "fi"),
        ("neljäs", FI, "fi"),
        ("eka ja toka", FI, "fi"),
        ("mun eka työpäivä", FI, "fi"),
        ("kuka voi auttaa?? kukaan ei auta mua enää", FI, "fi"),
        ("ok hyvä", FI, "fi"),
        ("en auttaa", FI, "fi"),
        ("the last bus left", EN, "en"),
        ("can the second one help?", EN, "en"),
        ("viimeinen", [], "fi"),
    ],
)
def test_other_words_pick_nothing(text: str, titles: list[str], language: str) -> None:
    assert picked(text, titles, language) is None
