"""Read the word lists of ``data/lexicons/`` once.

A listed phrase is matched word by word, whatever the case; a star at the end of a word
stands for any ending: ``diagnos*``, ``lyckat självmord``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.lexicons import lexicon
from bot.phrases import phrase_pattern


@dataclass(frozen=True)
class Structure:
    """Words and endings by which a language shows its sentence structure."""

    negations: frozenset[str]
    subordinate: Callable[[str], Iterator[str]]
    passive: Callable[[str], Iterator[str]]
    conditional: Callable[[str], Iterator[str]]


@dataclass(frozen=True)
class Banned:
    """A phrase that no text may hold.

    ``where`` is "all", or "crisis" for texts shown in danger only. With ``quotable`` it
    may stand in a quoted sentence that the young person says to somebody.
    """

    phrase: str
    find: re.Pattern[str]
    rule: str
    say: str
    where: str
    quotable: bool


@dataclass(frozen=True)
class HardWord:
    """A hard word and the everyday words that explain it in the same message.

    With ``once`` one explanation in the whole file is enough; without any explanation
    the word is always replaced.
    """

    word: str
    find: re.Pattern[str]
    explained: re.Pattern[str] | None
    say: str
    once: bool


@dataclass(frozen=True)
class Pattern:
    """A structure found by its endings, for example a Finnish clause equivalent."""

    rule: str
    find: Callable[[str], Iterator[str]]
    allowed: int
    allowed_easy: int
    easy_fails: bool
    remedy: str


@dataclass(frozen=True)
class EmojiRules:
    """The emoji that may be used, and the topics that never show one."""

    allowed: frozenset[str]
    none_in: frozenset[str]
    emoticons: re.Pattern[str]


@cache
def names() -> tuple[str, ...]:
    """Return the beginnings of names that are left out of word lengths."""
    return tuple(lexicon("names")["names"])


@cache
def structure(language: str) -> Structure:
    """Return the structure words of one language."""
    row = lexicon("structure")[language]
    return Structure(
        negations=frozenset(row["negations"]),
        subordinate=_finder(row["subordinate"]),
        passive=_finder(row["passive"]),
        conditional=_finder(row["conditional"]),
    )


@cache
def patterns(language: str) -> tuple[Pattern, ...]:
    """Return the structures of one language that are found by their endings."""
    return tuple(
        Pattern(
            rule=row["rule"],
            find=_finder(row),
            allowed=row["allowed"],
            allowed_easy=row["allowed_easy"],
            easy_fails=row["easy_fails"],
            remedy=row["remedy"],
        )
        for row in lexicon("structure")[language]["patterns"]
    )


@cache
def banned(language: str) -> tuple[Banned, ...]:
    """Return what may not be said in one language."""
    return tuple(
        Banned(
            phrase=phrase,
            find=phrase_pattern([phrase]),
            rule=rule,
            say=row["say"],
            where=row["where"],
            quotable=row.get("quotable", False),
        )
        for rule, row in lexicon("banned")["rules"].items()
        for phrase in row[language]
    )


@cache
def allowed(language: str) -> re.Pattern[str] | None:
    """Return the phrases that are taken out of a text before the ban is read."""
    phrases = lexicon("banned")["allowed"][language]
    return phrase_pattern(phrases) if phrases else None


@cache
def hard_words(language: str) -> tuple[HardWord, ...]:
    """Return the hard words of one language (PL-V1)."""
    return tuple(
        HardWord(
            word=row["words"][0],
            find=phrase_pattern(row["words"]),
            explained=phrase_pattern(row["explained_by"])
            if row.get("explained_by")
            else None,
            say=row["say"],
            once=row.get("once", False),
        )
        for row in lexicon("hard_words")[language]
    )


@cache
def emoji_rules() -> EmojiRules:
    """Return the rules for emoji (PL-J1 to PL-J3)."""
    row = lexicon("emoji")
    return EmojiRules(
        allowed=frozenset(row["allowed"]),
        none_in=frozenset(row["none_in"]),
        emoticons=re.compile("|".join(map(re.escape, row["emoticons"]))),
    )


@cache
def abbreviations(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the ways of writing that are spelt out instead (PL-F9, PL-S3)."""
    rows = lexicon("structure")[language]["abbreviations"]
    return tuple(re.compile(row, re.IGNORECASE) for row in rows)


def _finder(row: Mapping[str, Any]) -> Callable[[str], Iterator[str]]:
    """Return a function that yields the matches of ``match`` but for ``except``."""
    match = re.compile(row["match"], re.IGNORECASE)
    spared = phrase_pattern(row["except"]) if row.get("except") else None

    def find(text: str) -> Iterator[str]:
        for hit in match.finditer(text):
            if not (spared and spared.search(hit.group())):
                yield hit.group()

    return find
