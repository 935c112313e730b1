"""Read the words of an event notice as the linter reads a crisis text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.lint import rules_emoji, rules_plain, rules_words
from bot.lint.findings import ERROR, Finding
from bot.lint.texts import CRISIS, Place, Texts, Turn
from bot.marks import Document


def check_notice(words: Mapping[str, str]) -> list[Finding]:
    """Return what is to be mended in the words of a notice, language by language.

    Grief stands behind it, so the rules of crisis texts hold: short and plain words, no
    emoji, no number but 112, no name of a service (its card stands beside).

    Args:
        words: Language -> text; a line is a bubble.
    """
    turns = tuple(_turn(language, text) for language, text in words.items())
    texts = Texts(Document(Path("notice"), "notice", {}, "", (), ""), turns, (), ())
    found = [finding for turn in turns for finding in rules_plain.check_turn(turn)]
    return [*found, *rules_words.check_words(texts), *map(_emoji, _with_emoji(turns))]


def _turn(language: str, text: str) -> Turn:
    place = Place("notice", 1, language, language, CRISIS, sensitive=True)
    bubbles = tuple(line.strip() for line in text.split("\n") if line.strip())
    return Turn(place, 0, bubbles, tuple(range(1, len(bubbles) + 1)))


def _with_emoji(turns: tuple[Turn, ...]) -> list[tuple[Turn, str]]:
    return [
        (turn, one)
        for turn in turns
        for bubble in turn.bubbles
        for one in rules_emoji.found(bubble)
    ]


def _emoji(row: tuple[Turn, str]) -> Finding:
    turn, one = row
    text = f"{one}: none in grief and danger: leave it out"
    return Finding("notice", 1, turn.place.id, ERROR, "PL-J", text)
