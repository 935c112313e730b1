"""The measurable limits of plain language, as one table.

Source: requirements/plain-language.md, section 3; the crisis rows are its easy column
with the words-per-turn limit of the crisis texts (PL-5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LANGUAGES = ("fi", "sv", "en")
MODES = ("default", "easy", "crisis", "page")


@dataclass(frozen=True)
class Limits:
    """Limits of one language in one mode; counts are inclusive maxima."""

    sentence_mean: float
    sentence_max: int
    sentences: int
    message_words: int
    turn_words: int
    long_word: int
    """Letters from which a word counts as very long."""
    long_words: int
    negations: int
    passives: int
    button_words: int
    buttons: int
    subordinate: int = 1
    questions: int = 1
    buttons_min: int = 2


TABLE: dict[tuple[str, str], Limits] = {
    # mean max sentences message turn  long_word long neg passive button_words buttons
    ("fi", "default"): Limits(8, 12, 5, 40, 60, 14, 1, 2, 1, 4, 4),
    ("sv", "default"): Limits(10, 14, 5, 45, 70, 13, 1, 2, 1, 4, 4),
    ("en", "default"): Limits(11, 15, 5, 50, 75, 11, 1, 2, 1, 4, 4),
    ("fi", "easy"): Limits(6, 9, 4, 30, 45, 14, 0, 1, 1, 3, 3),
    ("sv", "easy"): Limits(8, 11, 4, 35, 55, 13, 0, 1, 1, 3, 3),
    ("en", "easy"): Limits(9, 12, 4, 40, 60, 11, 0, 1, 1, 3, 3),
}
TABLE |= {
    # Four answers fit an easy turn in danger: "yes, no, not sure, talk to a person".
    (language, "crisis"): replace(TABLE[language, "easy"], buttons=4)
    for language in LANGUAGES
}
TABLE |= {
    # SAF-H1: what is read before the first message, in at most 60 words.
    (language, "page"): replace(
        TABLE[language, "default"],
        sentences=12,
        message_words=60,
        turn_words=60,
        negations=6,
    )
    for language in LANGUAGES
}

LENGTH_RATIO = 1.5
"""PL-X1: a language version longer than this times the shortest one fails."""

LENGTH_SLACK = 25
"""Characters a version may differ by, whatever the ratio: very short turns vary."""

EMOJI_SHARE = 1 / 3
"""PL-J1: at most one message of three carries an emoji."""

EXAMPLES_MIN = {"fi": 80, "sv": 50, "en": 50}
QUESTIONS_MIN = 2
"""Of a step that the search can find, in each language."""
OWN_WORD_SHARE = 1 / 3
NEAR_DUPLICATE = 0.75
"""Shared character trigrams (Jaccard) from which two examples count as one."""

WARNING_SHARE = 0.05
"""PL-6: more messages with warnings than this fail the build."""

CONTACT_AGE_DAYS = 31
"""SAF-C1: a contact checked longer ago than this is told about."""
