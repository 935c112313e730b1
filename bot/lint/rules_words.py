"""Words: what may not be said, hard words, phone numbers, wording in danger."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

from bot.lint import lexicon
from bot.lint.findings import ERROR, Finding
from bot.lint.limits import LANGUAGES
from bot.lint.texts import CRISIS, Label, Place, Texts

_PHONE = re.compile(
    r"(?<![\d.,])(?:\+\d[\d ()-]{5,}\d|0\d{1,3}[ -]?\d{3,}[\d -]*\d|116[ -]?\d{3}"
    r"|1(?!12\b)\d{2}(?=\s+numero|\s*$)|\d{7,})(?![\d.,]\d)"
)
_QUOTED = re.compile(r"[\"”“][^\"”“]*[\"”“]")
_CONTRACTION = re.compile(
    r"\b(?:\w+[’'](?:t|re|ve|ll|d|m)"
    r"|(?:it|that|what|he|she|there|here|who|let|where|how)[’']s)\b",
    re.IGNORECASE,
)

Text = tuple[Place, str, int, Hashable]
"""A text, its line, and the message it belongs to (None for a label)."""


def each_text(texts: Texts) -> Iterator[Text]:
    """Yield every bubble and every label of a file."""
    for turn in texts.turns:
        for index, bubble in enumerate(turn.bubbles):
            yield turn.place, bubble, turn.lines[index], turn.key(index)
    for label in texts.labels:
        yield label.place, label.text, label.place.line, None


def check_words(texts: Texts) -> Iterator[Finding]:
    """Check every text of a file against the word lists."""
    everything = list(each_text(texts))
    for text in everything:
        yield from _banned(text)
        yield from _phone(text)
        yield from _crisis(text)
    for language in LANGUAGES:
        rows = [row for row in everything if row[0].language == language]
        yield from _hard_words(rows, language)


def _banned(row: Text) -> Iterator[Finding]:
    place, text, _, _ = row
    spared = lexicon.allowed(place.language)
    read = spared.sub(" ", text) if spared else text
    unquoted = _QUOTED.sub(" ", read)
    for ban in lexicon.banned(place.language):
        if ban.where == CRISIS and place.mode != CRISIS:
            continue
        if hit := ban.find.search(unquoted if ban.quotable else read):
            yield _error(row, ban.rule, f"{hit.group()!r} is not said here: {ban.say}")


def _hard_words(rows: list[Text], language: str) -> Iterator[Finding]:
    for word in lexicon.hard_words(language):
        hits = [row for row in rows if word.find.search(row[1])]
        if word.once:
            bubbles = [row for row in hits if row[3] is not None]
            where: Iterable[Text] = rows if bubbles else ()
            explained = any(_explains(word, row[1]) for row in where)
            hits = [] if explained else bubbles[:1]
        for row in hits:
            if not _explains(word, row[1]):
                place = "topic" if word.once else "message"
                hint = f"explain it in the same {place}, or say: {word.say}"
                remedy = hint if word.explained else f"say: {word.say}"
                found = word.find.search(row[1])
                shown = found.group() if found else word.word
                yield _error(row, "PL-V1", f"{shown!r} is a hard word: {remedy}")


def _explains(word: lexicon.HardWord, text: str) -> bool:
    return bool(word.explained and word.explained.search(text))


def _phone(row: Text) -> Iterator[Finding]:
    if hit := _PHONE.search(row[1]):
        remedy = "only 112 is typed; show the service's card instead"
        yield _error(row, "phone number", f"{hit.group()!r}: {remedy}")


def _crisis(row: Text) -> Iterator[Finding]:
    place, text, _, _ = row
    if place.mode != CRISIS:
        return
    if place.language == "en" and (hit := _CONTRACTION.search(text)):
        yield _error(row, "PL-E1", f"{hit.group()!r}: no contraction in a crisis text")
    for name in lexicon.names():
        if re.search(rf"\b{re.escape(name)}", text):
            remedy = "the card names the service, by language, age and hour"
            yield _error(row, "service named", f"{name!r}: {remedy}")


def check_name(label: Label) -> Iterator[Finding]:
    """Check that a label is not empty of words."""
    if not any(map(str.isalnum, label.text)):
        row = (label.place, label.text, label.place.line, None)
        yield _error(row, "PL-J1", f"{label.text!r} has no word: a button needs words")


def _error(row: Text, rule: str, text: str) -> Finding:
    place, _, line, message = row
    return Finding(place.file, line, place.id, ERROR, rule, text, message)
