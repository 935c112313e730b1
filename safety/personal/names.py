"""Names of people, word by word, with a look at some words around."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from .found import Found
from .name_forms import (
    BASE,
    CAPITAL,
    CUED,
    EVERY_WORD,
    FIRST,
    LAST,
    NAME,
    WORD,
    WORD_IN,
)
from .words import BOOK, is_in

# Letters of a word, with marks written apart.
_LETTERS: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_SPACES: Final = " \t\u00a0"
_JOINTS: Final = frozenset((" ", "\u00a0", "-", "\u2010", "\u2011", "–"))
_QUOTES: Final = _SPACES + "\"'“”„»«:"
_AFTER_FAREWELL: Final = _QUOTES + ",.\n\r-"
_INITIAL: Final = re.compile(r" (?!I)[A-ZÅÄÖ]\.")
_CLITIC: Final = re.compile("(?:kaan|kään|kin|han|hän|kos|kös|pas|päs|ko|kö|pa|pä)$")
_ENOUGH_WORDS: Final = 2
"""From so many words of one language only, the others are left out."""
_LONGEST_NAME: Final = 4
_LONGEST_CUE: Final = max(cue.count(" ") + 1 for cue in BOOK.cues)
_WORK_BEFORE: Final = 4
"""So many words before a title, 'song' or 'book' still tells what it is."""


class _Word(NamedTuple):
    """A word, what stands between it and the word before, and its flags as a name."""

    start: int
    end: int
    text: str
    low: str
    gap: str
    flags: int

    @property
    def is_capital(self) -> bool:
        """A capital first, small letters after."""
        return self.text[:1].isupper() and self.text[1:].islower()

    @property
    def is_joined(self) -> bool:
        """With the word before: one space or hyphen between them."""
        return self.gap in _JOINTS


_EDGE: Final = _Word(0, 0, "", "", "\n", 0)


def find_names(work: str) -> Iterator[Found]:
    words = _words(work)
    after = 0
    for i in range(1, len(words) - 1):
        if i >= after and _is_name(words, i):
            after = _end_of_name(words, i)
            end = words[after - 1].end
            initial = _INITIAL.match(work, end)
            yield Found("name", words[i].start, initial.end() if initial else end)


def _words(work: str) -> list[_Word]:
    """Return the words of a text, with an empty one before the first and the last."""
    matches = list(_LETTERS.finditer(work))
    lows = [_folded(match[0]) for match in matches]
    everyday = _everyday(lows)
    words, last = [_EDGE], 0
    for match, low in zip(matches, lows, strict=True):
        start, end = match.span()
        gap = work[last:start] if last else "\n"
        words.append(_Word(start, end, match[0], low, gap, _flags(low, everyday)))
        last = end
    return [*words, _EDGE]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word.lower())


def _everyday(lows: Iterable[str]) -> int:
    """Return the flags of the languages that the words show, or of all three.

    English is always one of them: it is mixed into every language.
    """
    found = [BOOK.languages[low] for low in set(lows) if low in BOOK.languages]
    return sum({WORD_IN["en"], *found}) if len(found) >= _ENOUGH_WORDS else EVERY_WORD


def _flags(low: str, everyday: int) -> int:
    """Look a word up, then without a clitic such as -kin or -ko."""
    flags = BOOK.names.get(low) or BOOK.names.get(_CLITIC.sub("", low), 0) & ~BASE
    if not flags & NAME:
        return 0
    return flags | WORD if flags & everyday else flags


# --- is it a name -----------------------------------------------------------------


def _is_name(words: list[_Word], i: int) -> bool:
    word = words[i]
    if _is_told(words, i):
        return True
    if word.flags:
        return not word.flags & WORD or _is_meant(words, i)
    if not word.is_capital or not _has_role(words, i):
        return False
    return not _is_common(word) and not _is_of_a_work(words, i)


def _is_told(words: list[_Word], i: int) -> bool:
    """Tell whether 'my name is' or the like stands before a word."""
    word = words[i]
    is_near = 0 < len(word.gap) < 5 and not word.gap.strip(_QUOTES)
    if not is_near or len(word.low) < 2 or is_in("not_after_cue", word.low):
        return False
    before = [w.low for w in words[max(0, i - _LONGEST_CUE) : i]]
    has_cue = any(" ".join(before[n:]) in BOOK.cues for n in range(len(before)))
    return has_cue and not _is_of_a_work(words, i)


def _is_meant(words: list[_Word], i: int) -> bool:
    """Tell whether an everyday word is meant as a name."""
    word, after = words[i], words[i + 1]
    next_low = after.low if after.is_joined else ""
    if word.flags & FIRST and is_in("said", next_low):
        return True
    if word.flags & CAPITAL and not word.is_capital:
        return False
    if _has_role(words, i) and not is_in("not_after_name", next_low):
        return True
    return _has_surname(word, after) or _is_capital_inside(words, i)


def _is_capital_inside(words: list[_Word], i: int) -> bool:
    """Tell whether the capital inside a sentence has no other reason than a name."""
    before, word, after = words[i - 1 : i + 2]
    is_inside = word.gap == " " and before.text[:1].islower()
    if not is_inside or not word.is_capital or word.flags & CUED:
        return False
    is_title = after.is_joined and after.is_capital and not after.flags
    if is_title and word.flags & WORD_IN["en"]:
        return False
    return not _is_of_a_work(words, i)


def _has_role(words: list[_Word], i: int) -> bool:
    """Tell whether 'friend', 'teacher' or a farewell stands before a word."""
    before, word = words[i - 1], words[i]
    if is_in("farewells", before.low):
        return len(word.gap) < 5 and not word.gap.strip(_AFTER_FAREWELL)
    is_aside = bool(word.flags) and word.is_capital and word.gap == ", "
    if word.gap.strip(_SPACES) and not is_aside:
        return False
    return is_in("roles", before.low)


def _has_surname(word: _Word, after: _Word) -> bool:
    """Tell whether the next word makes this one part of a full name."""
    if not after.is_joined or not word.flags & FIRST:
        return False
    if after.gap == "-":
        return bool(after.flags & FIRST)
    are_capital = word.is_capital and after.is_capital
    return bool(after.flags & LAST) and (are_capital or not after.flags & WORD)


def _is_common(word: _Word) -> bool:
    """Tell whether a capital has another reason than a name."""
    groups = ("not_after_cue", "said", "titles", "not_names")
    return any(is_in(group, word.low) for group in groups)


def _is_of_a_work(words: list[_Word], i: int) -> bool:
    """Tell whether a song, a book or a game was named just before."""
    return any(is_in("works", w.low) for w in words[max(0, i - _WORK_BEFORE) : i])


# --- where it ends ----------------------------------------------------------------


def _end_of_name(words: list[_Word], i: int) -> int:
    """Return the place after the last word of the name that begins at a place."""
    end = i + 1
    while end - i < _LONGEST_NAME and _goes_on(words[end - 1], words[end]):
        end += 1
    return end


def _goes_on(word: _Word, after: _Word) -> bool:
    """Tell whether the word after a name belongs to the name."""
    if not after.is_joined:
        return False
    if after.flags and not after.flags & WORD:
        return True
    has_ending = word.flags and not word.flags & BASE
    if has_ending or word.is_capital != after.is_capital:
        return False
    if not after.is_capital:
        return after.flags & (NAME | CAPITAL) == LAST
    return bool(after.flags) or (len(after.low) > 2 and not _is_common(after))
