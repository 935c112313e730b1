"""Count words, sentences and structures of one message; pure, needs no content.

A word is a group of letters and digits (inner hyphen, apostrophe and colon join:
"Sekasin-chat", "can't", "Kela:n", "16.30"). A sentence ends in ``. ? !`` or at a line
break; a quoted ready sentence is measured apart from the words that lead to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.lint import lexicon
from bot.lint.limits import TABLE

_WORD = re.compile(r"[^\W_]+(?:(?:(?<=\d)[.,/:](?=\d)|[-'’:])[^\W_]+)*")
_QUOTES = "\"”“’'»«)"
_END = re.compile(
    r"(?:"
    rf"(?<![0-9])[.!?…]+[{_QUOTES}]*(?=\s|$)"  # an ordinary end
    rf"|[0-9][.][{_QUOTES}]*(?=\s+[A-ZÅÄÖ]|\s*$)"  # '20.' ends only before a capital
    rf"|[0-9][!?…]+[{_QUOTES}]*(?=\s|$)"
    r"|:(?=\s*[\"”“«][A-ZÅÄÖ])"  # a ready sentence follows
    r"|\n"
    r")"
)
_FI_VOWELS = "aeiouyäöå"
_FI_PAIRS = frozenset(
    (
        "aa ee ii oo uu yy ää öö ai ei oi ui yi äi öi au eu iu ou äy öy ey iy ie uo yö"
    ).split()
)
_EN_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Measures:
    """What was counted in one message.

    ``tokens`` are the words of each sentence. Named services, numbers and links are
    left out of word lengths, never of word counts.
    """

    text: str
    language: str
    sentences: tuple[str, ...]
    tokens: tuple[tuple[str, ...], ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for sentence in self.tokens for word in sentence)

    @property
    def n_words(self) -> int:
        return sum(map(len, self.tokens))

    @property
    def n_sentences(self) -> int:
        """Count sentences; the words that lead to a quoted one belong to it."""
        return sum(not sentence.endswith(":") for sentence in self.sentences) or len(
            self.tokens
        )

    @property
    def sentence_max(self) -> int:
        return max(map(len, self.tokens), default=0)

    @property
    def sentence_mean(self) -> float:
        return self.n_words / len(self.tokens) if self.tokens else 0.0

    @property
    def questions(self) -> int:
        return self.text.count("?")

    @cached_property
    def measured(self) -> tuple[str, ...]:
        """Words that count for word length."""
        names = lexicon.names()
        return tuple(
            word
            for word in self.words
            if not word[0].isdigit() and not word.startswith(names)
        )

    @cached_property
    def long_words(self) -> tuple[str, ...]:
        """Very long words; a hyphenated compound is as long as its longest part."""
        least = TABLE[self.language, "default"].long_word
        return tuple(
            word for word in self.measured if max(map(len, word.split("-"))) >= least
        )

    @cached_property
    def negations(self) -> int:
        forms = lexicon.structure(self.language).negations
        return sum(
            word in forms or word.endswith(("n't", "n’t"))
            for word in map(str.casefold, self.words)
        )

    @cached_property
    def passives(self) -> tuple[str, ...]:
        return tuple(_passives(self.text, self.language))

    @cached_property
    def conditionals(self) -> tuple[str, ...]:
        found = lexicon.structure(self.language).conditional
        return tuple(found(self.text))

    @cached_property
    def subordinate_max(self) -> int:
        """Most subordinate clauses in one sentence, by their opening words."""
        find = lexicon.structure(self.language).subordinate
        return max((len(list(find(s))) for s in self.sentences), default=0)

    @property
    def mean_word(self) -> float:
        sizes = [sum(map(str.isalpha, word)) for word in self.measured]
        return sum(sizes) / len(sizes) if sizes else 0.0

    @property
    def lix(self) -> float:
        """Björnsson's LIX: words per sentence and the share of words over 6 letters."""
        if not self.words:
            return 0.0
        long = sum(len(word) > 6 for word in self.measured)
        return self.sentence_mean + 100 * long / self.n_words

    @property
    def grade(self) -> float | None:
        """School grade: Wiio's estimate in Finnish, Flesch–Kincaid in English."""
        if not self.words or self.language == "sv":
            return None
        counts = [syllables(word, self.language) for word in self.words]
        if self.language == "fi":
            return 2.7 + 0.3 * 100 * sum(n >= 4 for n in counts) / len(counts)
        return 0.39 * self.sentence_mean + 11.8 * sum(counts) / len(counts) - 15.59


def measure(text: str, language: str) -> Measures:
    """Measure one message (one bubble, or several joined by line breaks)."""
    sentences, tokens = [], []
    for sentence in split_sentences(text):
        words = tuple(_WORD.findall(sentence))
        if words:
            sentences.append(sentence)
            tokens.append(words)
    return Measures(text, language, tuple(sentences), tuple(tokens))


def count_words(text: str) -> int:
    """Count the words of a text."""
    return len(_WORD.findall(text))


def split_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, with their end marks, without outer blanks."""
    start = 0
    for end in _END.finditer(text):
        yield text[start : end.end()].strip()
        start = end.end()
    if text[start:].strip():
        yield text[start:].strip()


def syllables(word: str, language: str) -> int:
    """Estimate the syllables of a word from its vowels, at least 1."""
    word = word.casefold()
    if language == "fi":
        return max(1, _finnish_syllables(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee"))
    return max(1, len(_EN_VOWELS.findall(word)) - silent)


def _finnish_syllables(word: str) -> int:
    count, at = 0, 0
    while at < len(word):
        if word[at] in _FI_VOWELS:
            count += 1
            at += word[at : at + 2] in _FI_PAIRS
        at += 1
    return count


def _passives(text: str, language: str) -> Iterator[str]:
    return lexicon.structure(language).passive(text)
