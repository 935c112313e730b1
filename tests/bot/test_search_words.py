"""Words of a closed list are found in a question, and nothing else."""

from __future__ import annotations

import pytest

from bot.content import LANGUAGES
from bot.lexicons import lexicon
from bot.search_words import ids_in


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fi", "vuokranantaja ei vastaa", {"landlord"}),
        ("sv", "hyresvärden svarar inte", {"landlord"}),
        ("en", "my landlord does not answer", {"landlord"}),
        ("fi", "Pekka Virtanen Porvoosta", set()),
        ("en", "", set()),
    ],
)
def test_ids_of_words(language: str, text: str, expected: set[str]) -> None:
    assert ids_in(text, language) == expected


def test_every_word_has_all_languages() -> None:
    for id, row in lexicon("search_words").items():
        assert set(row) == set(LANGUAGES) and all(row.values()), id
