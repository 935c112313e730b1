"""Which language a message is in. Another than the three brings help to the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from safety.labelled import read_labelled
from safety.language import LANGUAGES, guess

DATA = Path(__file__).parent / "data"
LEAST_SEEN = 0.7
MOST_TAKEN_FOR_FOREIGN = 0.005


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("pesin pyykkiä, tiskasin, imuroin", "fi"),
        ("yritin pomodoroa, kesti neljä minuuttia", "fi"),
        ("skolhunden får man klappa", "sv"),
        ("dinner table, total silence", "en"),
        ("hola amiga", "fi"),
    ],
)
def test_words_of_ours_that_are_rare_are_ours(text: str, language: str) -> None:
    assert guess(text, default=language) == language


@pytest.mark.parametrize(
    "text",
    [
        "я больше не могу",
        "ich will nicht mehr",
        "yardım edin lütfen",
        "aidez moi je suis seul",
    ],
)
def test_other_languages_are_none_of_ours(text: str) -> None:
    assert guess(text, default="fi") == "unknown"


def test_most_messages_in_other_languages_are_seen() -> None:
    texts = yaml.safe_load((DATA / "foreign.yml").read_text("utf-8")).values()
    guesses = [guess(text, default="fi") for group in texts for text in group]
    assert guesses.count("unknown") >= LEAST_SEEN * len(guesses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_of_ours_are_hardly_ever_foreign(language: str) -> None:
    messages = read_labelled(DATA / f"unseen_{language}.jsonl")
    guesses = [guess(message.text, default=language) for message in messages]
    assert guesses.count("unknown") <= MOST_TAKEN_FOR_FOREIGN * len(guesses)
