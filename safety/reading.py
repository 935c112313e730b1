"""A message as the patterns see it: signatures in place of words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from spacy.tokens import Doc

from .lexicon import BOUNDARY, UNKNOWN, bits_of
from .loader import RuleBook
from .rules_model import Frame

NEAR_WORDS = 8
_TOKENS = re.compile(r"[a-z0-9]+(?:[.:]\d+)?|[.!?\n;]+|,")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_DOUBTFUL = {
    "ja": ("sv", "en", "unknown"),
    "i": ("en", "fi", "unknown"),
    "it": ("sv",),
    "en": ("fi", "en", "unknown"),
    "hit": ("en", "fi", "unknown"),
    "do": ("sv", "fi", "unknown"),
    "at": ("sv",),
}
"""In which languages these folded words mean 'I', 'not', 'hits', 'die', 'ate'."""
Span = tuple[int, int]
ReadingT = TypeVar("ReadingT", bound="Reading")


def words_only(folded: str) -> str:
    """Return the words with one space on each side, for the prefilter."""
    return f" {_NOT_WORDS.sub(' ', folded)} "


@dataclass
class Reading:
    """The signatures of a message, sentence ends between them.

    Attributes:
        masks: Signature by place; 0 for a sentence end or an unknown word.
        barriers: Places after which a comma or a 'but' stood.
        fillers: Signatures of the words left out ('niinku', 'typ', 'really').
    """

    book: RuleBook
    language: str = "unknown"
    masks: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    barriers: set[int] = field(default_factory=set)
    fillers: int = 0
    _doubtful: list[tuple[int, str]] = field(default_factory=list)
    _frames: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls: type[ReadingT], folded: str, book: RuleBook, language: str = "unknown"
    ) -> ReadingT:
        """Read a folded message, in a language if that is known."""
        reading = cls(book, language)
        reading._end_sentence()
        for token in _TOKENS.findall(folded):
            reading._read(token)
        reading._tell_languages_apart()
        reading._end_sentence()
        return reading

    def _read(self, token: str) -> None:
        if token == ",":
            self.barriers.add(len(self.masks))
        elif token[0] in ".!?\n;":
            self._end_sentence()
        else:
            self._read_word(token)

    def _read_word(self, token: str) -> None:
        lexicon = self.book.lexicon
        mask = lexicon.signature(token)
        if mask & lexicon.filler:
            self.fillers |= mask
            return
        if mask & lexicon.bits["BUT"]:
            self.barriers.add(len(self.masks))
        if token in _DOUBTFUL:
            self._doubtful.append((len(self.masks), token))
        self.masks.append(mask)
        word = lexicon.mended.get(token, token)
        self.words.append(word if word in self.book.phrase_words else UNKNOWN)

    def _tell_languages_apart(self) -> None:
        """Take from 'ja', 'i' and 'it' the meaning they have in another language.

        'ja' is I in Finland-Swedish and 'and' in Finnish; 'i' is I in English and
        'in' in Swedish; 'it' is 'not' in some dialects of Swedish; 'do' is also 'dö'.
        """
        for place, token in self._doubtful:
            if self.language not in _DOUBTFUL[token] and not self._is_verb(place + 1):
                self.masks[place] &= ~self.book.lexicon.ambiguous

    def _is_verb(self, place: int) -> bool:
        """Tell whether a Finnish verb follows a 'not' in a Swedish message."""
        bit = self.book.lexicon.bits["FI_NEG_VERB"]
        return place < len(self.masks) and bool(self.masks[place] & bit)

    def _end_sentence(self) -> None:
        if self.words[-1:] != [BOUNDARY]:
            self.masks.append(0)
            self.words.append(BOUNDARY)

    @cached_property
    def have(self) -> int:
        """All classes present, joined."""
        total = 0
        for mask in self.masks:
            total |= mask
        return total

    @cached_property
    def ends(self) -> int:
        """Sentence ends, as bits by place."""
        bits = 0
        for place, word in enumerate(self.words):
            if word == BOUNDARY:
                bits |= 1 << place
        return bits

    @cached_property
    def _places(self) -> dict[int, int]:
        """The places of each class, as bits."""
        by_signature: dict[int, int] = {}
        for place, mask in enumerate(self.masks):
            by_signature[mask] = by_signature.get(mask, 0) | 1 << place
        by_class: dict[int, int] = {}
        for signature, where in by_signature.items():
            for bit in bits_of(signature):
                by_class[bit] = by_class.get(bit, 0) | where
        return by_class

    def where(self, mask: int) -> int:
        """Return the places of any of these classes, as bits."""
        total = 0
        for bit in bits_of(mask & self.have):
            total |= self._places[bit]
        return total

    @cached_property
    def phrases(self) -> dict[str, list[Span]]:
        """Where each set phrase stands, found by spaCy in one pass."""
        found: dict[str, list[Span]] = {}
        doc = Doc(self.book.vocab, words=self.words)
        for key, start, end in self.book.phrases(doc):
            name = self.book.vocab.strings[key]
            found.setdefault(name, []).append((start, end))
        return found

    def has(self, name: str) -> bool:
        """Tell whether a class is anywhere in the message."""
        return bool((self.have | self.fillers) & self.book.lexicon.bits[name])

    def sentence(self, place: int) -> Span:
        """Return the bounds of the sentence around a place, ends left out."""
        start = end = place
        while start > 0 and self.words[start - 1] != BOUNDARY:
            start -= 1
        while end < len(self.words) and self.words[end] != BOUNDARY:
            end += 1
        return start, end

    def around(self, span: Span, *, reach: int) -> Span:
        """Widen a span by some words, stopping at commas, 'but' and sentence ends."""
        start, end = span
        for _ in range(reach):
            if start in self.barriers or self.words[start - 1] == BOUNDARY:
                break
            start -= 1
        for _ in range(reach):
            if end in self.barriers or self.words[end : end + 1] in ([], [BOUNDARY]):
                break
            end += 1
        return start, end

    def frame_spans(self, frame: Frame) -> tuple[Span, ...]:
        """Return where a frame's words stand."""
        if frame.name not in self._frames:
            self._frames[frame.name] = tuple(
                span
                for pattern in frame.patterns
                if pattern.possible(self.have)
                for span in pattern.spans(self)
            )
        return self._frames[frame.name]

    def in_frame(self, frame: Frame, span: Span) -> bool:
        """Tell whether a frame reaches the words of a span."""
        found = self.frame_spans(frame)
        if not found or frame.scope == "message":
            return bool(found)
        if frame.scope == "near":
            low, high = span[0] - NEAR_WORDS, span[1] + NEAR_WORDS
        else:
            low, high = self.sentence(span[0])
            high = max(high, self.sentence(span[1] - 1)[1])
        return any(start < high and end > low for start, end in found)
