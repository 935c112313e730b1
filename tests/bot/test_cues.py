"""Words that steer a talk, and messages without words."""

from __future__ import annotations

import pytest

from bot.cues import (
    asks_what_to_say,
    closing,
    is_what_if,
    other_matter,
    without_particles,
    wordless,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("👍🏽", "agree"),
        ("🥹", "glad"),
        ("🫠", "silence"),
        ("...", "silence"),
        ("lkjhgfds", "mash"),
        ("dfghdfgh 777", "mash"),
        ("aaaaaaaaaa", "mash"),
    ],
)
def test_without_words(text: str, kind: str) -> None:
    assert wordless(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hmmmm",
        "hahahaha",
        "wtffff",
        "noooooo",
        "angstskrik",
        "joo 👍",
        "7777777",
        "ok",
    ],
)
def test_words_are_words(text: str) -> None:
    assert wordless(text) is None


@pytest.mark.parametrize(
    ("text", "language", "rest"),
    [
        (
            "vaihetaan aihetta, mun uni on ihan sekaisin",
            "fi",
            "mun uni on ihan sekaisin",
        ),
        ("kan vi ta de där med jobbet istället", "sv", "de där med jobbet"),
        ("different thing: my landlord ignores me", "en", "my landlord ignores me"),
        ("jotain muuta", "fi", ""),
        ("vaihetaan aihetta", "fi", ""),
        ("mun uni on ihan sekaisin", "fi", ""),
    ],
)
def test_another_matter_is_read_by_itself(text: str, language: str, rest: str) -> None:
    assert other_matter(text, language) == rest


def test_a_worry_how_it_goes_is_not_the_fear_to_begin() -> None:
    assert is_what_if("entä jos se suuttuu", "fi")
    assert not is_what_if("entä jos en uskalla", "fi")
    assert not is_what_if("se suuttuu aina", "fi")


@pytest.mark.parametrize(
    ("text", "language", "is_wish"),
    [
        ("mut mitä mie sille kirjottasin", "fi", True),
        ("mitä se sanoi siihen", "fi", False),
        ("vad ska jag säga åt chefen då", "sv", True),
        ("va sa han då", "sv", False),
        ("how do you even tell them that", "en", True),
        ("what did he say", "en", False),
    ],
)
def test_a_wish_for_words_to_say(text: str, language: str, is_wish: bool) -> None:
    assert asks_what_to_say(text, language) is is_wish


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("soitan sille lauantaina. kiitos ja hei", "fi", "goodbye"),
        ("se ei ees sanonu moi", "fi", None),
        ("kiitos mutta toi ei auttanu", "fi", None),
        ("tack, jag frågar henne imorgon", "sv", "thanks"),
        ("jag ringer dit, hejdå", "sv", "goodbye"),
        ("thanks to my mom i failed", "en", None),
        ("thanks, can i ask one more thing?", "en", None),
    ],
)
def test_the_end_of_a_talk(text: str, language: str, intent: str | None) -> None:
    assert closing(text, language) == intent


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("vem har gjort dej då", "sv", "vem har gjort dej"),
        ("ok, so who made you then?", "en", "who made you"),
        ("ja sit", "fi", "ja sit"),
    ],
)
def test_small_words_around_a_question(text: str, language: str, asked: str) -> None:
    assert without_particles(text, language) == asked
