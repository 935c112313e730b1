"""Who is meant: somebody else, or the writer."""

from __future__ import annotations

import pytest

from bot.others import is_for_other, is_of_own, is_told_to_helpers


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
        ("fi", "moi oon ope yläasteella ja yks oppilaista on poissa"),
        ("sv", "Ja e lärare o har en studerande ja funderar på"),
        ("en", "Hi, I teach at a school. How do I begin with one of my students?"),
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
        ("fi", "mun kuraattori sano et kirjota tänne"),
        ("sv", "läraren e alltid arg på mig"),
        ("en", "my teacher teaches too fast"),
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


@pytest.mark.parametrize(
    ("language", "text", "is_own"),
    [
        ("fi", "olen itsekin ihan poikki", True),
        ("fi", "poika ei nouse enkä minä jaksa", False),
        ("sv", "jag sover dåligt själv", True),
        ("sv", "hon äter inte med oss", False),
        ("en", "i am tired too", True),
        ("en", "what do i say to my son", False),
    ],
)
def test_a_helper_may_speak_of_an_own_matter(
    language: str, text: str, is_own: bool
) -> None:
    assert is_of_own(text, language) is is_own


def test_some_steps_are_told_to_helpers() -> None:
    assert is_told_to_helpers("about_service.adults")
    assert not is_told_to_helpers("about_service.age")
