"""Patterns: sequences of word classes, read from text.

WANT1 ~3 DIE        WANT1, then DIE with at most three words between
WANT1 DIE           at most two words between (the default)
on + the + roof     next to each other
NOT ... EAT         anywhere later in the sentence
[SOON DO_IT]        in any order
[~6 SOON DO_IT]     in any order, at most six words between
kirje*|LETTER       a literal word, a beginning of a word, or a class
VERY?               may be missing
^ and $             beginning and end of the sentence
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import permutations, product
from typing import Protocol

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from .folding import strip_marks
from .lexicon import BOUNDARY, NONE, UNKNOWN, Classes, Lexicon

DEFAULT_GAP = 2
SENTENCE_GAP = 12
GROUP_GAP = 3
MOST_SPANS = 8
EDGES = ("^", "$")
MOST_PHRASES = 100


@dataclass(frozen=True)
class Element:
    """One place of a sequence: the classes that may stand there.

    Attributes:
        words: The words themselves, where the place is nothing but whole words.
    """

    classes: Classes
    gap: int = DEFAULT_GAP
    edge: bool = False
    words: frozenset[str] = frozenset()


Sequence_ = tuple[Element, ...]


class Text(Protocol):
    """What a pattern needs of a message."""

    @property
    def ends(self) -> int:
        """Sentence ends, as bits by place."""

    @property
    def phrases(self) -> Mapping[str, list[tuple[int, int]]]:
        """Where each set phrase stands."""

    def where(self, classes: Classes) -> int:
        """Return the places of any of these classes, as bits."""


def places(bits: int, *, most: int = MOST_SPANS) -> list[int]:
    """Return the places of set bits, first to last, a bounded number."""
    found: list[int] = []
    while bits and len(found) < most:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found


@dataclass(frozen=True)
class Pattern:
    """One sequence, ready to match.

    Set phrases ('kill me now') are left to spaCy's PhraseMatcher, which finds all of
    them in one pass. Gaps are not: to spaCy's Matcher a gap of n is n optional tokens,
    and the ways to fill them multiply (67 ms for one message were seen), so places are
    then kept as bits of integers, which stays linear.

    Attributes:
        needs: What each place needs, the rarest first; all must be in the message.
        phrase: The key of a set phrase, or None.
    """

    sequence: Sequence_
    needs: tuple[Classes, ...]
    phrase: str | None = None

    def possible(self, have: Set[int]) -> bool:
        """Tell whether every place has a candidate among the classes present."""
        for need in self.needs:  # a plain loop: this is asked most often of all
            if need.isdisjoint(have):
                return False
        return True

    def spans(self, text: Text) -> list[tuple[int, int]]:
        """Return the shortest match for each end, as (start, end)."""
        reached = self._reached(text)
        if self.phrase is not None:
            return text.phrases.get(self.phrase, []) if reached[-1] else []
        return [(self._start(reached, end), end + 1) for end in places(reached[-1])]

    def _reached(self, text: Text) -> list[int]:
        """Return, for each place of the sequence, where it can stand, as bits."""
        here = self._where(self.sequence[0], text)
        reached = [here]
        for element in self.sequence[1:]:
            step = here << 1
            near = step
            for _ in range(element.gap):
                step = (step & ~text.ends) << 1
                near |= step
            here = near & self._where(element, text)
            reached.append(here)
            if not here:
                break
        return reached

    def _where(self, element: Element, text: Text) -> int:
        return text.ends if element.edge else text.where(element.classes)

    def _start(self, reached: list[int], end: int) -> int:
        """Walk back from an end, always to the nearest place before it."""
        place = end
        for before in reversed(reached[:-1]):
            place = (before & ((1 << place) - 1)).bit_length() - 1
        return place


def read(text: str, lexicon: Lexicon) -> list[Sequence_]:
    """Read one pattern text into the sequences it stands for.

    Raises:
        ValueError: A sign out of place, or a class the lexicon does not have.
    """
    tokens = text.replace("[", " [ ").replace("]", " ] ").split()
    variants = product(*(_variants(token) for token in tokens))
    sequences = (
        sum(choice, start=())
        for variant in variants
        for choice in _readings([t for part in variant for t in part], lexicon)
    )
    found = list(dict.fromkeys(sequences))
    if not all(any(not element.edge for element in s) for s in found):
        raise ValueError("it fits where no word is")
    return found


def _variants(token: str) -> list[list[str]]:
    """Spell out 'too_much|plenty?' as 'plenty', 'too + much' or nothing."""
    names = token.rstrip("?").split("|")
    phrases = [name for name in names if _is_phrase(name) or name in EDGES]
    single = [name for name in names if name not in phrases]
    out = [["|".join(single)]] if single else []
    out += [" + ".join(phrase.split("_")).split() for phrase in phrases]
    return [*out, []] if token.endswith("?") else out


def _is_phrase(name: str) -> bool:
    return "_" in name and not name.isupper()


def _readings(tokens: list[str], lexicon: Lexicon) -> Iterator[tuple[Sequence_, ...]]:
    yield from product(*(_orders(part) for part in _parts(tokens, lexicon)))


_Group = tuple[bool, int, list[Element]]


def _parts(tokens: list[str], lexicon: Lexicon) -> list[_Group]:
    parts: list[_Group] = []
    gap = 0
    group: list[Element] | None = None
    group_gap = GROUP_GAP
    for token in tokens:
        if token == "[":
            if group is not None:
                raise ValueError("a group within a group")
            group, group_gap = [], GROUP_GAP
        elif token == "]":
            if not group:
                raise ValueError("an empty or unopened group")
            parts.append((True, group_gap, group))
            group, gap = None, DEFAULT_GAP
        elif (step := _gap(token)) is not None:
            if group is not None:
                group_gap = step
            else:
                gap = step
        elif group is not None:
            group.append(_element(token, gap if not group else group_gap, lexicon))
        else:
            parts.append((False, gap, [_element(token, gap, lexicon)]))
            gap = DEFAULT_GAP
    if group is not None:
        raise ValueError("a group that is not closed")
    return parts


def _gap(token: str) -> int | None:
    if token == "+":
        return 0
    if token == "...":
        return SENTENCE_GAP
    return int(token[1:]) if token.startswith("~") else None


def _element(token: str, gap: int, lexicon: Lexicon) -> Element:
    if token in EDGES:
        end = frozenset({BOUNDARY})
        return Element(NONE, gap if token == "$" else 0, edge=True, words=end)
    names = [name for name in token.split("|") if not lexicon.is_filler(name)]
    if not names:
        raise ValueError(f"'{token}' is a filler, left out before patterns are tried")
    classes = frozenset(_class(name, lexicon) for name in names)
    literal = not any(name.isupper() or set(name) & {"*", "."} for name in names)
    words = frozenset(map(strip_marks, names)) if literal else frozenset()
    return Element(classes, gap, words=words)


def _class(name: str, lexicon: Lexicon) -> int:
    if name.replace("_", "").isalnum() and name.isupper():
        if name not in lexicon.numbers:
            raise ValueError(f"{name} is no class of the lexicon")
        return lexicon.numbers[name]
    return lexicon.word(name)


def _orders(part: _Group) -> list[Sequence_]:
    free, gap, elements = part
    if not free:
        return [tuple(elements)]
    first = elements[0].gap
    out = []
    for order in permutations(elements):
        head = replace(order[0], gap=first)
        rest = [replace(e, gap=gap) for e in order[1:]]
        out.append((head, *rest))
    return out


class Compiler:
    """Makes patterns of sequences, once all words are known.

    Attributes:
        phrase_words: The words of set phrases. Only these are shown to spaCy, so that
            nothing else a person typed stays in its string store.
    """

    def __init__(self, lexicon: Lexicon, vocab: Vocab) -> None:
        self.lexicon, self.vocab = lexicon, vocab
        self.phrases = PhraseMatcher(vocab, attr="ORTH", validate=True)
        self.phrase_words: set[str] = {BOUNDARY, UNKNOWN}
        self._shared: dict[Classes, Classes] = {}

    def compile(self, sequence: Sequence_) -> Pattern:
        """Return the pattern of one sequence."""
        # Equal needs are one object: 'I' is in hundreds of patterns, and what is met
        # often stays in the processor's cache.
        shared = (self._shared.setdefault(e.classes, e.classes) for e in sequence)
        sequence = tuple(
            replace(element, classes=classes)
            for element, classes in zip(sequence, shared, strict=True)
        )
        needs = [e.classes for e in sequence if not e.edge]
        needs.sort(key=self.lexicon.frequency)
        return Pattern(sequence, tuple(needs), self._phrase(sequence))

    def _phrase(self, sequence: Sequence_) -> str | None:
        """Add a sequence of whole words, next to each other, to the phrases."""
        if any(e.gap for e in sequence[1:]) or not all(e.words for e in sequence):
            return None
        spelled = [*product(*(sorted(e.words) for e in sequence))]
        if len(spelled) > MOST_PHRASES:
            return None
        key = f"phrase{len(self.phrases)}"
        self.phrases.add(key, [Doc(self.vocab, words=list(s)) for s in spelled])
        self.phrase_words.update(word for words in spelled for word in words)
        return key
