"""Word classes: each folded word has a signature, the set of classes it is in.

Classes are numbers, so that a set of them is small and quick to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import RuleError
from .folding import strip_marks
from .grammar import PERSONS, expand, misspellings, near_keys, verb_forms

LEXICON = "lexicon.yml"
Classes = frozenset[int]
NONE: Classes = frozenset()
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


@dataclass(frozen=True)
class Homograph:
    """A word that another language writes alike.

    Attributes:
        languages: In which it means what its classes say.
        wholly: Elsewhere it is nothing but itself; else it loses some classes.
    """

    languages: frozenset[str]
    wholly: bool


@dataclass
class Lexicon:
    """Folded forms and their classes.

    ``numbers`` names the classes, ``exact`` holds whole words, ``prefixes`` beginnings
    of words. Patterns may add words of their own while they are read; ``freeze`` ends
    that.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    exact: dict[str, Classes] = field(default_factory=dict)
    prefixes: dict[str, Classes] = field(default_factory=dict)
    emoji: dict[int, str] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    filler: Classes = NONE
    ambiguous: Classes = NONE
    homographs: dict[str, Homograph] = field(default_factory=dict)
    _named: dict[tuple[str, ...], Classes] = field(default_factory=dict)
    _verbs: dict[str, frozenset[str]] = field(default_factory=dict)
    _typos: list[str] = field(default_factory=list)
    _lengths: dict[str, list[int]] = field(default_factory=dict)
    _often: dict[int, int] = field(default_factory=dict)
    _ordinary: dict[str, int] = field(default_factory=dict)
    _stop: frozenset[str] = frozenset()

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
        lexicon._add("FI_NEG_VERB", frozenset().union(*negated))
        first_person = (f for k, f in lexicon._verbs.items() if k.endswith(".1"))
        lexicon._add("FIRST", frozenset().union(*first_person))
        lexicon._read_emoji(data["emoji"])
        lexicon.filler = lexicon.classes(["FILLER"])
        lexicon._read_homographs(data["homographs"])
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
            if name in self.numbers:
                raise RuleError(file, name, "is a class of another file already")
            try:
                self._read_class(name, words)
            except RuleError as error:
                raise RuleError(file, error.where, error.problem) from error

    def classes(self, names: Iterable[str]) -> Classes:
        """Return named classes.

        Raises:
            RuleError: A name that is no class.
        """
        try:
            return frozenset([self.numbers[name] for name in names])
        except KeyError as error:
            name = error.args[0]
            raise RuleError(LEXICON, name, "is no class of the lexicon") from None

    def named(self, names: tuple[str, ...]) -> Classes:
        """Return named classes, as ``classes`` does, each choice made once."""
        if names not in self._named:
            self._named[names] = self.classes(names)
        return self._named[names]

    def word(self, text: str) -> int:
        """Return the class of one literal word, ``stem*`` or verb form."""
        name = f"={strip_marks(text)}"
        if name not in self.numbers:
            self._add(name, [text])
        return self.numbers[name]

    def is_filler(self, text: str) -> bool:
        """Tell whether a literal word is left out before patterns are tried."""
        return not self.filler.isdisjoint(self.exact.get(strip_marks(text), NONE))

    def signature(self, word: str) -> Classes:
        """Return the classes of a folded word."""
        found = self.exact.get(word)
        return self._unlisted(word) if found is None else found

    def signatures(self, words: Iterable[str]) -> list[Classes]:
        """Return the classes of folded words: each word of each message is asked."""
        get = self.exact.get
        return [
            found if (found := get(word)) is not None else self._unlisted(word)
            for word in words
        ]

    def _unlisted(self, word: str) -> Classes:
        """Return the classes of a word that is in no list as it stands."""
        found = self._by_beginning(word)
        return found | _number(word, self.numbers) if word[:1].isdigit() else found

    def _by_beginning(self, word: str) -> Classes:
        for length in self._lengths.get(word[:HEAD], ()):
            found = self.prefixes.get(word[:length])
            if found is not None:
                return found
        return NONE

    def knows(self, word: str) -> bool:
        """Tell whether a folded word has any class: a spelling worth restoring."""
        return len(word) > 1 and bool(self.signature(word))

    def frequency(self, classes: Classes) -> int:
        """Say how often a place of a pattern meets ordinary words: 0 for never."""
        return sum(self._often.get(number, 0) for number in classes)

    def freeze(self) -> None:
        """Give longer prefixes and whole words the classes of shorter prefixes."""
        self._add_misspellings()
        for prefix in sorted(self.prefixes, key=len):
            self.prefixes[prefix] |= self._shorter(prefix, len(prefix))
        self._find_lengths()
        for form in self.exact:
            self.exact[form] |= self._shorter(form, len(form) + 1)
            self.exact[form] |= _number(form, self.numbers)
        self._share_signatures()
        self._find_frequent_words()

    def _share_signatures(self) -> None:
        """Keep equal signatures once: there are four words to one of them."""
        shared: dict[Classes, Classes] = {}
        for table in (self.exact, self.prefixes):
            for form, signature in table.items():
                table[form] = shared.setdefault(signature, signature)

    def _find_lengths(self) -> None:
        """Note which lengths of beginnings to try for a word, longest first."""
        lengths: dict[str, set[int]] = {}
        for prefix in self.prefixes:
            lengths.setdefault(prefix[:HEAD], set()).add(len(prefix))
        self._lengths = {h: sorted(n, reverse=True) for h, n in lengths.items()}

    def _find_frequent_words(self) -> None:
        """Weigh each class by the ordinary words in it; those are looked up fastest."""
        for word, weight in self._ordinary.items():
            self.exact[word] = self.signature(word)
            for number in self.exact[word]:
                self._often[number] = self._often.get(number, 0) + weight

    def _shorter(self, word: str, end: int) -> Classes:
        beginnings = (word[:length] for length in range(HEAD, end))
        return NONE.union(*(self.prefixes.get(part, NONE) for part in beginnings))

    def _read_verbs(self, verbs: Mapping[str, str]) -> None:
        for infinitive, stems in verbs.items():
            forms = verb_forms(infinitive, stems)
            for person in PERSONS:
                self._verbs[f"{infinitive}.{person}"] = forms[person]
            self._verbs[f"{infinitive}.*"] = frozenset().union(*forms.values())

    def _read_class(self, name: str, words: str | Mapping[str, str]) -> None:
        texts = [words] if isinstance(words, str) else words.values()
        self.numbers.setdefault(name, len(self.numbers))
        for text in texts:
            self._add(name, _split_words(text))

    def _read_emoji(self, groups: Mapping[str, str]) -> None:
        for name, signs in groups.items():
            word = f"emoji{name.lower()}"
            self._add(f"EMOJI_{name}", [word])
            for sign in signs.split():
                if ord(sign[0]) in self.emoji:
                    raise RuleError(LEXICON, sign, "is in two groups of emoji")
                self.emoji[ord(sign[0])] = f" {word} "

    def _read_homographs(self, data: Mapping[str, Any]) -> None:
        self.ambiguous = self.classes(data["lost"].split())
        for wholly in (False, True):
            for word, languages in data["wholly" if wholly else "partly"].items():
                spoken = frozenset(languages.split())
                self.homographs[word] = Homograph(spoken, wholly)

    def _add(self, name: str, words: Iterable[str]) -> None:
        """Put words into a class, made on first sight."""
        one = {self.numbers.setdefault(name, len(self.numbers))}
        for word in words:
            for form, is_prefix in self._forms(word):
                table = self.prefixes if is_prefix else self.exact
                table[form] = table.get(form, NONE) | one

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
        (number,) = self.classes([name])
        found = [(form, False) for form, has in self.exact.items() if number in has]
        return found + [(p, True) for p, has in self.prefixes.items() if number in has]

    def _add_misspellings(self) -> None:
        wanted, core = self.classes(self._typos), self.classes(["CORE"])
        for table in (self.exact, self.prefixes):
            made: dict[str, str] = {}
            shortest = 7 if table is self.prefixes else 5
            for form, has in table.items():
                if has & wanted and shortest <= len(form) <= LONGEST_MENDED:
                    wrong = [*misspellings(form)]
                    wrong += near_keys(form) if has & core else []
                    for slip in wrong:
                        made.setdefault(slip, form)
            for slip, form in made.items():
                if slip not in self._stop and not self._is_word(slip):
                    table[slip] = table[form]
                    self.mended[slip] = form

    def _is_word(self, form: str) -> bool:
        return form in self.exact or form in self.prefixes


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


def _number(word: str, numbers: Mapping[str, int]) -> Classes:
    digits = word.rstrip("vyåaroks")
    if not digits.isdigit() or len(digits) > 6:
        return NONE
    spans = [name for name, span in _NUMBERS.items() if int(digits) in span]
    return frozenset(numbers[name] for name in ("NUM", *spans))
