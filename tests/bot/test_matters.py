"""Several matters in one message: told apart, the gravest one first."""

from __future__ import annotations

import pytest

from bot.content import LANGUAGES, load
from bot.lexicons import lexicon
from bot.matters import gravest_first, parts


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "fi",
            "vuokra on maksamatta ja koe on huomenna, en saa unta",
            ["vuokra on maksamatta", "koe on huomenna", "en saa unta"],
        ),
        (
            "sv",
            "jag sover inte alls och sen har jag gräl med mamma",
            ["jag sover inte alls", "har jag gräl med mamma"],
        ),
        (
            "en",
            "My rent is late. Also my best friend is angry",
            ["My rent is late", "my best friend is angry"],
        ),
        ("fi", "mä en saa nukuttua", []),
        ("fi", "no joo, en saa nukuttua", []),
        ("en", "", []),
        ("sv", ", . ; - och", []),
    ],
)
def test_parts_of_a_message(language: str, text: str, expected: list[str]) -> None:
    assert parts(text, language) == expected


def test_a_long_message_has_few_parts() -> None:
    assert len(parts("tämä on yksi asia, " * 50, "fi")) == 4


def test_the_gravest_comes_first_and_the_rest_as_told() -> None:
    told = ["sleep", "free_time", "violence_abuse", "sleep"]
    assert gravest_first(told) == ["violence_abuse", "sleep", "free_time"]


def test_the_list_names_topics_and_joins_every_language() -> None:
    assert set(lexicon("matters")["gravest_first"]) <= set(load().topics)
    assert set(lexicon("matters")["joiners"]) == set(LANGUAGES)
