"""A message as the patterns see it: signatures in place of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc

from .lexicon import BOUNDARY, NONE, UNKNOWN, Classes
from .loader import Index, Key, RuleBook
from .patterns import Pattern
from .rules_model import Frame

NEAR_WORDS = 8
_WORDS = re.compile(r"[a-z0-9]+(?:[.:]\d+)?")
_TOKENS = re.compile(rf"{_WORDS.pattern}|\n?[.!?;][.!?\n;]*|\n\s*\n|[,\n]")
Span = tuple[int, int]


def words_of(folded: str) -> list[str]:
    """Return the words and numbers of a folded message."""
    return _WORDS.findall(folded)


def met(
    signatures: Iterable[Classes], have: Set[int], index: Index[Key]
) -> list[tuple[Key, Pattern]]:
    """Return the patterns of an index whose every need is met, each once."""
    found = [
        entry
        for signature in dict.fromkeys(signatures)
        for second, entries in index.get(signature, ())
        if not second.isdisjoint(have)
        for entry in entries
        if entry[1].possible(have)
    ]
    return list({id(entry[1]): entry for entry in found}.values()) if found else []


@dataclass
class Reading:
    """The signatures of a message, sentence ends between them.

    Attributes:
        signatures: By place; empty for a sentence end or an unknown word.
        words: By place, folded; ``BOUNDARY`` for a sentence end.
        barriers: Places after which a comma or a 'but' stood.
        fillers: Classes of the words left out ('niinku', 'typ', 'really').
    """

    book: RuleBook
    language: str = "unknown"
    signatures: list[Classes] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    barriers: set[int] = field(default_factory=set)
    fillers: Classes = NONE
    _homographs: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, folded: str, book: RuleBook, language: str = "unknown") -> Reading:
        """Read a folded message, in a language if that is known."""
        reading = cls(book, language)
        reading._end_sentence()
        for token in _TOKENS.findall(folded):
            if token[0].isalnum():
                reading._read_word(token)
            elif token in (",", "\n"):  # many write one thought over several lines
                reading.barriers.add(len(reading.words))
            else:
                reading._end_sentence()
        reading._tell_languages_apart()
        reading._end_sentence()
        return reading

    def _read_word(self, token: str) -> None:
        lexicon = self.book.lexicon
        signature = lexicon.signature(token)
        if not signature.isdisjoint(lexicon.filler):
            self.fillers |= signature
            return
        if lexicon.numbers["BUT"] in signature:
            if len(self.words) in self.barriers:
                signature = self.named("BUT")  # here 'mut' is no 'mut' (me)
            self.barriers.add(len(self.words))
        if token in lexicon.homographs:
            self._homographs.append((len(self.words), token))
        self.signatures.append(signature)
        self.words.append(token)

    def _tell_languages_apart(self) -> None:
        """Take from words like 'ja' and 'hit' what they mean in another language."""
        lexicon = self.book.lexicon
        for place, token in self._homographs:
            homograph = lexicon.homographs[token]
            if self.language in homograph.languages:
                continue
            if homograph.wholly:
                self.signatures[place] &= {lexicon.numbers.get(f"={token}")}
            elif not self._is_verb(place + 1):
                self.signatures[place] -= lexicon.ambiguous

    def _is_verb(self, place: int) -> bool:
        """Tell whether a Finnish verb follows a 'not' in a Swedish message."""
        return place < len(self.signatures) and not (
            self.signatures[place].isdisjoint(self.named("FI_NEG_VERB"))
        )

    def _end_sentence(self) -> None:
        if self.words[-1:] != [BOUNDARY]:
            self.signatures.append(NONE)
            self.words.append(BOUNDARY)

    @cached_property
    def have(self) -> Classes:
        """All classes present."""
        return frozenset(self._by_class)

    @cached_property
    def ends(self) -> int:
        """Sentence ends, as bits by place."""
        bits = 0
        for place, word in enumerate(self.words):
            if word == BOUNDARY:
                bits |= 1 << place
        return bits

    @cached_property
    def _by_class(self) -> dict[int, int]:
        """The places of each class, as bits."""
        found: dict[int, int] = {}
        for place, signature in enumerate(self.signatures):
            bit = 1 << place
            for number in signature:
                found[number] = found.get(number, 0) | bit
        return found

    def where(self, classes: Classes) -> int:
        """Return the places of any of these classes, as bits."""
        total = 0
        for number in classes & self.have:
            total |= self._by_class[number]
        return total

    @cached_property
    def phrases(self) -> dict[str, list[Span]]:
        """Where each set phrase stands, found by spaCy in one pass."""
        found: dict[str, list[Span]] = {}
        doc = Doc(self.book.vocab, words=[*map(self._shown, self.words)])
        for key, start, end in self.book.phrases(doc):
            name = self.book.vocab.strings[key]
            found.setdefault(name, []).append((start, end))
        return found

    def _shown(self, word: str) -> str:
        """Return a word as spaCy may see it: its string store forgets nothing."""
        word = self.book.lexicon.mended.get(word, word)
        return word if word in self.book.phrase_words else UNKNOWN

    def named(self, *names: str) -> Classes:
        """Return the classes of these names."""
        return self.book.lexicon.named(names)

    def has(self, name: str) -> bool:
        """Tell whether a class is anywhere in the message."""
        return not self.named(name).isdisjoint(self.have | self.fillers)

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

    def matches(self, index: Index[Key]) -> Iterator[tuple[Key, list[Span]]]:
        """Yield where the patterns of an index stand, each with its key."""
        for key, pattern in met(self.signatures, self.have, index):
            yield key, pattern.spans(self)

    @cached_property
    def frames(self) -> dict[str, list[Span]]:
        """Where the words of each frame stand, of the frames that are there."""
        found: dict[str, list[Span]] = {}
        for name, spans in self.matches(self.book.frames_by_anchor):
            if spans:
                found.setdefault(name, []).extend(spans)
        return found

    @cached_property
    def idioms(self) -> list[Span]:
        """Where sayings stand."""
        found = self.matches(self.book.idioms_by_anchor)
        return [span for _, spans in found for span in spans]

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
