"""Emoji: few, at the end, from a short list, and none where it hurts (PL-J)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import emoji

from bot.lint import lexicon
from bot.lint.findings import ERROR, WARNING, Finding
from bot.lint.limits import EMOJI_SHARE, LANGUAGES
from bot.lint.texts import Place, Texts, Turn
from bot.marks import Document


def found(text: str) -> list[str]:
    """Return the emoji of a text, in order."""
    return [row["emoji"] for row in emoji.emoji_list(text)]


def check_emoji(texts: Texts) -> Iterator[Finding]:
    """Check the emoji of a file: turns, labels, the topic's own, and their share."""
    for turn in texts.turns:
        yield from _turn(turn)
    for label in texts.labels:
        if found(label.text):
            remedy = "a button or a name has words only"
            yield _finding(label.place, label.place.line, label.text, remedy)
    yield from _topic(texts.document)
    yield from _share(texts)


def _turn(turn: Turn) -> Iterator[Finding]:
    here = [(i, e) for i, bubble in enumerate(turn.bubbles) for e in found(bubble)]
    rules = lexicon.emoji_rules()
    for index, one in here:
        if forbidden(turn.place):
            remedy = "none in danger, grief, violence, eating, money: leave it out"
        elif one not in rules.allowed:
            remedy = f"not one of {' '.join(sorted(rules.allowed))}"
        elif not turn.bubbles[index].endswith(one):
            remedy = "put it at the end of the line"
        else:
            continue
        yield _bubble(turn, index, one, remedy)
    if len(here) > 1:
        remedy = f"{len(here)} in one turn (limit 1)"
        yield _bubble(turn, here[1][0], here[1][1], remedy)
    for index, bubble in enumerate(turn.bubbles):
        if hit := rules.emoticons.search(bubble):
            yield _bubble(turn, index, hit.group(), "no emoticons: leave it out")


def forbidden(place: Place) -> bool:
    """Say whether PL-J2 keeps emoji out of a place."""
    return place.sensitive or place.topic in lexicon.emoji_rules().none_in


def _topic(document: Document) -> Iterator[Finding]:
    one = document.get("emoji")
    if not isinstance(one, str):
        return
    rules = lexicon.emoji_rules()
    name = str(document.get("id"))
    if document.get("sensitive") is True or name in rules.none_in:
        remedy = "this topic shows none (PL-J2): write null"
    elif one not in rules.allowed:
        remedy = f"not one of {' '.join(sorted(rules.allowed))}"
    else:
        return
    line = document.line("emoji")
    yield Finding(document.name, line, name, ERROR, "PL-J3", f"{one}: {remedy}")


def _share(texts: Texts) -> Iterator[Finding]:
    messages: Counter[tuple[str, str]] = Counter()
    with_emoji: Counter[tuple[str, str]] = Counter()
    for turn in texts.turns:
        is_easy = turn.place.mode == "easy" and not turn.place.shared
        key = (turn.place.language, "easy" if is_easy else "say")
        messages[key] += len(turn.bubbles)
        with_emoji[key] += sum(bool(found(bubble)) for bubble in turn.bubbles)
    document = texts.document
    for language in LANGUAGES:
        for mode in ("say", "easy"):
            key = (language, mode)
            if messages[key] and with_emoji[key] / messages[key] > EMOJI_SHARE:
                text = (
                    f"{with_emoji[key]} of {messages[key]} messages carry an emoji "
                    "(limit one of three): take some out"
                )
                name = f"{document.path.stem} {language} {mode}"
                yield Finding(document.name, 1, name, WARNING, "PL-J1", text)


def _bubble(turn: Turn, index: int, one: str, remedy: str) -> Finding:
    finding = _finding(turn.place, turn.lines[index], one, remedy)
    return replace(finding, message=turn.key(index))


def _finding(place: Place, line: int, one: str, remedy: str) -> Finding:
    return Finding(place.file, line, place.id, ERROR, "PL-J1", f"{one}: {remedy}")
