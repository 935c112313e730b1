"""Word classes: each folded word has a signature, the set of classes it is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import RuleError
from .folding import strip_marks
from .grammar import PERSONS, expand, misspellings, near_keys, verb_forms

LEXICON = "lexicon.yml"
BOUNDARY = "."
UNKNOWN = "_"
HEAD = 3
"""All beginnings of words have at least so many letters."""
LONGEST_MENDED = 10
"""Longer forms carry clitics; their stems are mended as shorter forms."""
_NUMBERS = {
    "AGE_MINOR": range(8, 18),
    "AGE_ADULT": range(19, 90),
    "NUM_BIG": range(8, 400),
}


AMBIGUOUS = ("FIRST", "NEG", "NEG_SCOPE", "HIT", "DIE_SV", "SWALLOW", "OTHER")
"""Classes that 'i', 'ja', 'it' and the like have in one language only."""


@dataclass
class Lexicon:
    """Folded forms and their classes, as bits of one integer each.

    ``exact`` holds whole words, ``prefixes`` beginnings of words. Patterns may add
    words of their own while they are read; ``freeze`` ends that.
    """

    bits: dict[str, int] = field(default_factory=dict)
    exact: dict[str, int] = field(default_factory=dict)
    prefixes: dict[str, int] = field(default_factory=dict)
    emoji: dict[int, str] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    filler: int = 0
    ambiguous: int = 0
    _verbs: dict[str, frozenset[str]] = field(default_factory=dict)
    _typos: list[str] = field(default_factory=list)
    _lengths: dict[str, list[int]] = field(default_factory=dict)
    _often: dict[int, int] = field(default_factory=dict)
    _ordinary: dict[str, int] = field(default_factory=dict)
    _stop: frozenset[str] = frozenset()
    _interned: dict[int, int] = field(default_factory=dict)

    @classmethod
    def load(
        cls, data: Mapping[str, Any], ordinary: Mapping[int, str] | None = None
    ) -> Lexicon:
        """Build the classes from ``lexicon.yml`` and ``ordinary.yml``.

        Raises:
            RuleError: A class or verb that is named but not there.
        """
        lexicon = cls()
        lexicon._read_verbs(data["verbs"])
        for name, words in data["classes"].items():
            lexicon._read_class(name, words)
        negated = (f for k, f in lexicon._verbs.items() if k.endswith(".neg"))
        lexicon._add(lexicon.bit("FI_NEG_VERB"), frozenset().union(*negated))
        first_person = (f for k, f in lexicon._verbs.items() if k.endswith(".1"))
        lexicon._add(lexicon.bit("FIRST"), frozenset().union(*first_person))
        lexicon._read_emoji(data["emoji"])
        lexicon.filler = lexicon.mask(["FILLER"])
        lexicon.ambiguous = lexicon.mask(AMBIGUOUS)
        for tier, words in (ordinary or {}).items():
            lexicon._ordinary.update(dict.fromkeys(words.split(), int(tier)))
        lexicon._typos = data["typos"].split()
        lexicon._stop = frozenset(strip_marks(data["typo_stop"]).split())
        return lexicon

    def extend(self, classes: Mapping[str, Any], *, file: str) -> None:
        """Add the word classes that a rule file brings for its own rules.

        Raises:
            RuleError: A class that is there already.
        """
        for name, words in classes.items():
            if name in self.bits:
                raise RuleError(file, name, "is a class of another file already")
            self._read_class(name, words)

    def bit(self, name: str) -> int:
        """Return the bit of a class, made on first sight."""
        return self.bits.setdefault(name, 1 << len(self.bits))

    def mask(self, names: Iterable[str]) -> int:
        """Join the bits of named classes.

        Raises:
            RuleError: A name that is no class.
        """
        total = 0
        for name in names:
            if name not in self.bits:
                raise RuleError(LEXICON, name, "is no class of the lexicon")
            total |= self.bits[name]
        return total

    def word(self, text: str) -> int:
        """Return the bit of one literal word, ``stem*`` or verb form."""
        name = f"={strip_marks(text)}"
        if name not in self.bits:
            self._add(self.bit(name), [text])
        return self.bits[name]

    def is_filler(self, text: str) -> bool:
        """Tell whether a literal word is left out before patterns are tried."""
        return bool(self.exact.get(strip_marks(text), 0) & self.filler)

    def signature(self, word: str) -> int:
        """Return the classes of a folded word, 0 for none."""
        found = self.exact.get(word)
        if found is None:
            found = self._by_beginning(word)
        if not word[:1].isdigit():
            return found
        return self.interned(found | _number(word, self.bits))

    def _by_beginning(self, word: str) -> int:
        for length in self._lengths.get(word[:HEAD], ()):
            found = self.prefixes.get(word[:length])
            if found is not None:
                return found
        return 0

    def intern(self, signatures: Iterable[int]) -> None:
        """Keep one object for each signature, so that its id may stand for it.

        A signature is thousands of bits long; as a key it would be hashed each time.
        """
        self._interned = {signature: signature for signature in signatures}
        for table in (self.exact, self.prefixes):
            for form, signature in table.items():
                table[form] = self._interned[signature]

    def interned(self, signature: int) -> int:
        """Return the one object of a signature; an unknown one stays what it is."""
        return self._interned.get(signature, signature)

    @property
    def numbers(self) -> int:
        """All classes that a number may have, joined."""
        return self.mask(["NUM", *_NUMBERS])

    def knows(self, word: str) -> bool:
        """Tell whether a folded word has any class: a spelling worth restoring."""
        return len(word) > 1 and self.signature(word) != 0

    def frequency(self, mask: int) -> int:
        """Say how often a place of a pattern meets ordinary words: 0 for never."""
        return sum(self._often.get(bit, 0) for bit in bits_of(mask))

    def freeze(self) -> None:
        """Give longer prefixes and whole words the classes of shorter prefixes."""
        self._add_misspellings()
        for prefix in sorted(self.prefixes, key=len):
            self.prefixes[prefix] |= self._shorter(prefix, len(prefix))
        self._find_lengths()
        for form in self.exact:
            self.exact[form] |= self._shorter(form, len(form) + 1)
        self._find_frequent_words()

    def _find_lengths(self) -> None:
        """Note which lengths of beginnings to try for a word, longest first."""
        lengths: dict[str, set[int]] = {}
        for prefix in self.prefixes:
            lengths.setdefault(prefix[:HEAD], set()).add(len(prefix))
        self._lengths = {h: sorted(n, reverse=True) for h, n in lengths.items()}

    def _find_frequent_words(self) -> None:
        """Weigh each class by the ordinary words in it."""
        for word, weight in self._ordinary.items():
            for bit in bits_of(self.signature(word)):
                self._often[bit] = self._often.get(bit, 0) + weight

    def _shorter(self, word: str, end: int) -> int:
        total = 0
        for length in range(2, end):
            total |= self.prefixes.get(word[:length], 0)
        return total

    def _read_verbs(self, verbs: Mapping[str, str]) -> None:
        for infinitive, stems in verbs.items():
            forms = verb_forms(infinitive, stems)
            for person in PERSONS:
                self._verbs[f"{infinitive}.{person}"] = forms[person]
            self._verbs[f"{infinitive}.*"] = frozenset().union(*forms.values())

    def _read_class(self, name: str, words: str | Mapping[str, str]) -> None:
        texts = [words] if isinstance(words, str) else words.values()
        bit = self.bit(name)
        for text in texts:
            self._add(bit, _split_words(text))

    def _read_emoji(self, groups: Mapping[str, str]) -> None:
        for name, signs in groups.items():
            word = f"emoji{name.lower()}"
            self._add(self.bit(f"EMOJI_{name}"), [word])
            for sign in signs.split():
                self.emoji[ord(sign[0])] = f" {word} "

    def _add(self, bit: int, words: Iterable[str]) -> None:
        for word in words:
            for form, is_prefix in self._forms(word):
                table = self.prefixes if is_prefix else self.exact
                table[form] = table.get(form, 0) | bit

    def _forms(self, word: str) -> Iterator[tuple[str, bool]]:
        if word.startswith("@"):
            yield from self._members(word[1:])
        elif "." in word:
            yield from ((form, False) for form in self._verb(word))
        else:
            for form in expand(word):
                yield (form[:-1], True) if form.endswith("*") else (form, False)
                if form.endswith("*") and len(form) <= HEAD:
                    raise RuleError(LEXICON, form, f"has fewer than {HEAD} letters")

    def _verb(self, name: str) -> Iterator[str]:
        infinitive, persons = name.rsplit(".", 1)
        for person in persons.split("+"):
            key = f"{infinitive}.{person}"
            if key not in self._verbs:
                raise RuleError(LEXICON, key, "is no verb form of the lexicon")
            yield from self._verbs[key]

    def _members(self, name: str) -> list[tuple[str, bool]]:
        bit = self.mask([name])
        found = [(form, False) for form, mask in self.exact.items() if mask & bit]
        return found + [(p, True) for p, mask in self.prefixes.items() if mask & bit]

    def _add_misspellings(self) -> None:
        wanted, core = self.mask(self._typos), self.mask(["CORE"])
        for table in (self.exact, self.prefixes):
            made: dict[str, str] = {}
            shortest = 7 if table is self.prefixes else 5
            for form, mask in table.items():
                if mask & wanted and shortest <= len(form) <= LONGEST_MENDED:
                    wrong = [*misspellings(form)]
                    wrong += near_keys(form) if mask & core else []
                    for slip in wrong:
                        made.setdefault(slip, form)
            for slip, form in made.items():
                if slip not in self._stop and not self._is_word(slip):
                    table[slip] = table[form]
                    self.mended[slip] = form

    def _is_word(self, form: str) -> bool:
        return form in self.exact or form in self.prefixes


def bits_of(mask: int) -> Iterator[int]:
    """Yield the single bits of a mask."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


def _split_words(text: str) -> list[str]:
    words, depth, current = [], 0, ""
    for char in text + " ":
        depth += (char == "{") - (char == "}")
        if char.isspace() and depth == 0:
            words += [current] if current else []
            current = ""
        else:
            current += char
    return words


def _number(word: str, bits: Mapping[str, int]) -> int:
    digits = word.rstrip("vyåaroks")
    if not digits.isdigit() or len(digits) > 6:
        return 0
    total = bits["NUM"]
    for name, span in _NUMBERS.items():
        total |= bits[name] if int(digits) in span else 0
    return total
