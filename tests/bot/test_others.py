"""Who is meant: somebody else, or the writer."""

from __future__ import annotations

import pytest

from bot.others import is_for_other


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "miten voin auttaa kaveria joka ei nuku"),
        ("fi", "tyttäreni ei ole käynyt koulussa kahteen viikkoon"),
        ("fi", "kaverilla on joka ilta energiajuoma kädessä ja kädet tärisee"),
        ("fi", "Olen huolissani ystävästäni"),
        ("fi", "opettajana mietin mitä sanoa hänelle"),
        ("sv", "vår dotter stannar i sängen hela dagarna"),
        ("sv", "min kompis sover int alls mera"),
        ("en", "asking for a friend, how do you get a therapist"),
        ("en", "My son plays all night"),
        ("en", "my roommate never gets out of bed"),
    ],
)
def test_somebody_else_is_meant(language: str, text: str) -> None:
    assert is_for_other(text, language, among_people=False)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "kaveri valvottaa mua joka yö"),
        ("fi", "mulla ja kaverilla on samat tunnit enkä jaksa"),
        ("fi", "valvon taas"),
        ("sv", "jag bor med en vän och sover dåligt"),
        ("en", "my friend keeps me awake"),
        ("en", "i cant sleep"),
    ],
)
def test_the_writer_is_meant(language: str, text: str) -> None:
    assert not is_for_other(text, language, among_people=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my friend is never online any more", False),
        ("my daughter has no friends", True),
    ],
)
def test_among_people_a_friend_is_the_other_side(text: str, expected: bool) -> None:
    assert is_for_other(text, "en", among_people=True) is expected
