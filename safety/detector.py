"""Read one message: which signals, in which frames, make which level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from .context import (
    SAID,
    find_patient,
    find_subject,
    find_victim,
    is_denied,
    is_negated,
)
from .folding import FoldingTable, fold
from .language import guess_words
from .level import Level
from .lexicon import NONE, Classes
from .loader import RuleBook, rule_book
from .patterns import Pattern
from .reading import Reading, Span, met, words_of
from .rules_model import Combination, Rule

Candidates = list[tuple[int, Pattern]]
UNLESS_REACH = 3
"""How many words away from a signal its exceptions (`not`) may stand."""


@dataclass(frozen=True)
class Finding:
    """One signal found in a message, with the level its frames leave it.

    Attributes:
        frame: The frame that decided the level, None for the rule's own.
        spared: Why it counts for nothing: "exception" or "idiom"; None if it counts.
    """

    rule: Rule
    level: Level
    subject: str
    span: Span
    negated: bool = False
    sure: int = 0
    frame: str | None = None
    spared: str | None = None

    @property
    def is_lowered(self) -> bool:
        """Tell whether a frame left less of it than would raise."""
        return self.level < Level.ELEVATED <= self.rule.level


@dataclass(frozen=True)
class Signals:
    """All that one message says, before the chat's memory is added."""

    folded: str
    language: str
    findings: tuple[Finding, ...] = ()
    combinations: tuple[Combination, ...] = ()
    check: bool = False
    reading: Reading | None = None

    def has(self, name: str) -> bool:
        """Tell whether a word class is anywhere in the message."""
        return self.reading is not None and self.reading.has(name)


class Detector:
    """Reads messages by one rule book. Keeps nothing of them."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.themes = {rule.id: rule.theme for rule in book.rules}
        self._table = FoldingTable(book.lexicon.emoji)

    def fold(self, text: str) -> str:
        """Fold a message, with this book's words as the known ones."""
        return fold(text, known=self.book.lexicon.knows, table=self._table)

    def read(
        self, text: str, *, lang: str | None = None, session: Iterable[str] = ()
    ) -> Signals:
        """Find the signals of a message.

        Args:
            lang: Of the chat, for a message too short to tell.
            session: Categories of the chat, if it is in crisis.
        """
        folded = self.fold(text)
        words = words_of(folded)
        language = guess_words(words, text, default=lang)
        candidates = self._candidates(words)
        if not candidates:  # most messages end here
            return Signals(folded, language)
        reading = Reading.of(folded, self.book, language)
        findings = [f for f in self._found(reading, candidates) if not f.spared]
        if not findings:
            return Signals(folded, language)
        return self._combine(reading, findings, folded, tuple(session))

    def hints(self, signals: Signals, *, common: bool = False) -> frozenset[str]:
        """Return the dangers that single words of a message name.

        Of a danger that the message denies, names in a saying, or only asks or tells
        about (a frame lowered it), nothing is left.

        Args:
            common: Count words too that are common elsewhere.
        """
        reading = signals.reading or self.reading(signals.folded)
        denied = {
            category
            for finding in self.found(reading)
            if finding.spared or finding.negated or finding.is_lowered
            for category in finding.rule.categories
        }
        have = self._outside_sayings(reading)
        second = self.book.second
        named = [
            *second.words.items(),
            *(second.common_words.items() if common else ()),
        ]
        return frozenset(c for c, words in named if words & have) - denied

    def _outside_sayings(self, reading: Reading) -> Classes:
        """Return the classes of all words that are no part of a saying."""
        outside = (
            signature
            for place, signature in enumerate(reading.signatures)
            if not _covered((place, place + 1), reading.idioms)
        )
        return NONE.union(*outside)

    def reading(self, folded: str) -> Reading:
        """Return the signatures of a folded message."""
        return Reading.of(folded, self.book)

    def found(self, reading: Reading) -> list[Finding]:
        """Return every signal of a message, those that are spared among them."""
        return self._found(reading, self._candidates(reading.words))

    def _found(self, reading: Reading, candidates: Candidates) -> list[Finding]:
        found = [
            self._judge(self.book.rules[number], pattern, span, reading)
            for number, pattern in candidates
            for span in pattern.spans(reading)
        ]
        return [_spared(f, reading) for f in found]

    def _candidates(self, words: list[str]) -> Candidates:
        """Return the patterns that these words, in any order, may match.

        (An Aho-Corasick automaton over the text took longer than one look into a table
        for each word.)
        """
        signatures = self.book.lexicon.signatures(words)
        return met(signatures, NONE.union(*signatures), self.book.by_anchor)

    def _judge(
        self, rule: Rule, pattern: Pattern, span: Span, reading: Reading
    ) -> Finding:
        if self._is_excepted(rule, span, reading):
            return Finding(rule, Level.NONE, "none", span, spared="exception")
        negated = is_denied(reading, span, pattern) or (
            rule.negation == "drop" and is_negated(reading, span, pattern)
        )
        frame = None if negated else self._frame(rule, span, reading)
        level = rule.levels[frame] if frame else rule.level
        subject, sure = _subject(rule, reading, span)
        level = Level.NONE if negated else level
        return Finding(rule, level, subject, span, negated, sure, frame)

    def _is_excepted(self, rule: Rule, span: Span, reading: Reading) -> bool:
        near = reading.around(span, reach=UNLESS_REACH)
        return any(
            _overlap(near, other)
            for unless in rule.unless
            if unless.possible(reading.have)
            for other in unless.spans(reading)
        )

    def _frame(self, rule: Rule, span: Span, reading: Reading) -> str | None:
        present = (
            name
            for name in rule.levels
            if reading.in_frame(self.book.frames[name], span)
        )
        return next(present, None)

    def _combine(
        self,
        reading: Reading,
        findings: list[Finding],
        folded: str,
        session: tuple[str, ...],
    ) -> Signals:
        findings = [_in_session(f, session) for f in findings]
        themes = {f.rule.theme for f in findings if not f.negated}
        combined = tuple(
            c
            for c in self.book.combinations
            if all(group & themes for group in c.groups)
            and (c.in_session is None or c.in_session in session)
        )
        asserted = [f for f in findings if not f.negated]
        return Signals(
            folded,
            reading.language,
            findings=tuple(sorted(findings, key=_strength)),
            combinations=combined,
            check=any(f.rule.check and f.level >= Level.CONCERN for f in asserted),
            reading=reading,
        )


def _strength(finding: Finding) -> tuple[int, int, bool, str]:
    """Sort strongest first; among equals those that say for sure who is meant."""
    is_self = finding.subject == "self"
    return -finding.level, -finding.sure, not is_self, finding.rule.id


def _in_session(finding: Finding, session: tuple[str, ...]) -> Finding:
    levels = [lv for c, lv in finding.rule.in_session.items() if c in session]
    if finding.negated or not levels or max(levels) <= finding.level:
        return finding
    return replace(finding, level=max(levels))


_FINDERS = {"auto": find_subject, "victim": find_victim, "patient": find_patient}


def _subject(rule: Rule, reading: Reading, span: Span) -> tuple[str, int]:
    finder = _FINDERS.get(rule.subject)
    return finder(reading, span) if finder else (rule.subject, SAID)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _spared(finding: Finding, reading: Reading) -> Finding:
    if finding.spared or not _covered(finding.span, reading.idioms):
        return finding
    return replace(finding, level=Level.NONE, spared="idiom")


def _covered(span: Span, idioms: list[Span]) -> bool:
    return any(_overlap(span, idiom) for idiom in idioms)


@lru_cache(maxsize=1)
def detector() -> Detector:
    """Return the detector with the rules that ship with the package."""
    return Detector(rule_book())
