"""A message as the patterns see it: signatures in place of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from spacy.tokens import Doc

from .lexicon import BOUNDARY, UNKNOWN, bits_of
from .loader import Key, RuleBook
from .patterns import Pattern
from .rules_model import Frame

NEAR_WORDS = 8
FEW = 100
"""Up to so many different words a message is searched word by word."""
_TOKENS = re.compile(r"[a-z0-9]+(?:[.:]\d+)?|\n?[.!?;][.!?\n;]*|\n\s*\n|[,\n]")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_DOUBTFUL = {
    "ja": ("sv", "en", "unknown"),
    "i": ("en", "fi", "unknown"),
    "it": ("sv",),
    "en": ("fi", "en", "unknown"),
    "do": ("sv", "fi", "unknown"),
    "at": ("sv",),
    "he": ("en", "unknown"),
}
"""In which languages these folded words mean 'I', 'not', 'die', 'ate',
'he' (in Ostrobothnian Swedish it is 'it')."""
_FOREIGN = {
    "hit": ("en", "fi", "unknown"),
    "oven": ("fi", "unknown"),
    "barn": ("sv", "unknown"),
    "men": ("sv", "en", "unknown"),
    "kind": ("en", "unknown"),
    "gift": ("sv", "unknown"),
    "glass": ("en", "unknown"),
}
"""In which languages these words mean what their classes say; elsewhere 'hit' is
'here', 'oven' is no door, 'gift' is no poison and 'barn' no child."""
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
        if token in (",", "\n"):  # many write one thought over several lines
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
            if len(self.masks) in self.barriers:
                mask = lexicon.bits["BUT"]  # after a comma 'mut' is no 'mut' (me)
            self.barriers.add(len(self.masks))
        if token in _DOUBTFUL or token in _FOREIGN:
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
            if token in _FOREIGN:
                self._read_as_foreign(place, token)
            elif self.language not in _DOUBTFUL[token] and not self._is_verb(place + 1):
                self._change(place, self.masks[place] & ~self.book.lexicon.ambiguous)

    def _read_as_foreign(self, place: int, token: str) -> None:
        """Leave a word of another language nothing but itself."""
        if self.language not in _FOREIGN[token]:
            itself = self.book.lexicon.bits.get(f"={token}", 0)
            self._change(place, self.masks[place] & itself)

    def _change(self, place: int, signature: int) -> None:
        self.masks[place] = self.book.lexicon.interned(signature)

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
        for mask, _ in self._by_signature.values():
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
    def _by_signature(self) -> dict[int, tuple[int, int]]:
        """Each signature and its places, as bits, by the signature's id."""
        found: dict[int, tuple[int, int]] = {}
        for place, mask in enumerate(self.masks):
            _, where = found.get(id(mask), (0, 0))
            found[id(mask)] = mask, where | 1 << place
        return found

    @cached_property
    def _by_class(self) -> dict[int, int]:
        """The places of each class, as bits."""
        found: dict[int, int] = {}
        for signature, where in self._by_signature.values():
            for bit in bits_of(signature):
                found[bit] = found.get(bit, 0) | where
        return found

    def where(self, mask: int) -> int:
        """Return the places of any of these classes, as bits."""
        total = 0
        if len(self._by_signature) <= FEW:  # cheaper than a table of all classes
            for signature, where in self._by_signature.values():
                if signature & mask:
                    total |= where
            return total
        for bit in bits_of(mask & self.have):
            total |= self._by_class[bit]
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

    def possible(
        self, index: Mapping[int, tuple[tuple[Key, Pattern], ...]]
    ) -> Iterator[tuple[Key, Pattern]]:
        """Yield the patterns of an index that may match, each with its key."""
        have = self.have
        seen: set[int] = set()
        for number in self._by_signature:
            for key, pattern in index.get(number, ()):
                if pattern.possible(have) and id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield key, pattern

    def matches(
        self, index: Mapping[int, tuple[tuple[Key, Pattern], ...]]
    ) -> Iterator[tuple[Key, list[Span]]]:
        """Yield where the patterns of an index stand, each with its key."""
        for key, pattern in self.possible(index):
            yield key, pattern.spans(self)

    @cached_property
    def frames(self) -> dict[str, list[Span]]:
        """Where the words of each frame stand, of the frames that are there."""
        found: dict[str, list[Span]] = {}
        for name, spans in self.matches(self.book.frames_by_anchor):
            if spans:
                found.setdefault(name, []).extend(spans)
        return found

    def in_frame(self, frame: Frame, span: Span) -> bool:
        """Tell whether a frame reaches the words of a span."""
        found = self.frames.get(frame.name, ())
        if not found or frame.scope == "message":
            return bool(found)
        if frame.scope == "near":
            low, high = span[0] - NEAR_WORDS, span[1] + NEAR_WORDS
        else:
            low, high = self.sentence(span[0])
            high = max(high, self.sentence(span[1] - 1)[1])
        return any(start < high and end > low for start, end in found)
