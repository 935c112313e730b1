"""Fold a message for matching: a copy is normalised, the words stay as typed.

The folded alphabet is a-z and 0-9. Letters lose their marks (ä, å -> a; ö -> o),
so that 'haluun elaa' and 'haluun elää' are one; look-alike letters, stretched,
spaced and masked letters are undone where a known word comes out (SAF-D5).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

MAX_CHARS = 16_384
"""What is read of a longer message, from its beginning (SAF-D1)."""

_MARKS = {"Mn", "Cf", "Cc"}
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁɡαοерκνιτυ",
    "aeopcyxijsdgaoepkvitu",
)
_SPECIAL = {"ø": "o", "æ": "a", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"}
_APOSTROPHE = re.compile("['’‘`´ʼ]")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼ](?=\w)|(?<=\bja)['’](?=\s)")
_ASSAULTED = re.compile(r"\bsa['’]e?d\b")
_STRETCH = re.compile(r"([a-z])\1{2,}")
_ODD = re.compile(
    r"([a-z])(?:\1\1|[0-9@$!*|#€_.\-+•·~]+[a-z])"
    r"|(?<![a-z0-9])"
    r"(?:[a-z](?:[ .\-_*/,|~]{1,3}[a-z])+(?![a-z0-9])|[0-9@$*]{1,2}[a-z]{2})"
)
_ODD_TOKEN = re.compile(r"[a-z0-9@$!*|#€_.\-+•·~]*[a-z][a-z0-9@$!*|#€_.\-+•·~]*")
_SPACED = re.compile(r"(?<![a-z0-9])[a-z](?:[ .\-_*/,|~]{1,3}[a-z]){2,}(?![a-z0-9])")
_MASKED = re.compile(r"[*#]")
_INSIDE = re.compile(r"[^a-z0-9]+")
_LEET = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "il",
    "€": "e",
    "+": "t",
}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MAX_GUESSES = 64
_MAX_REPAIRS = 200
Known = Callable[[str], bool]


class FoldingTable(dict[int, str]):
    """What each character folds to; filled as characters are met.

    Holds single characters only, so it tells nothing of what was written.
    """

    def __missing__(self, code: int) -> str:
        self[code] = folded = _plain(chr(code))
        return folded


def _plain(char: str) -> str:
    """Return one character without marks, joiners and controls."""
    if char < "\x80":
        return char if char >= " " or char in "\n\t" else ("\n" if char == "\r" else "")
    if char in _SPECIAL:
        return _SPECIAL[char]
    kept = (c for c in unicodedata.normalize("NFD", char) if _is_kept(c))
    return "".join(kept)


def _is_kept(char: str) -> bool:
    return unicodedata.category(char) not in _MARKS


_TABLE = FoldingTable()


def strip_marks(text: str, *, table: FoldingTable = _TABLE) -> str:
    """Casefold and reduce letters to the folded alphabet, other signs kept."""
    text = text[:MAX_CHARS].casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold().translate(table)
        if not text.isascii():
            text = _latin_lookalikes(text)
    elif not text.isprintable():
        text = text.translate(table)
    if not _APOSTROPHE.search(text):
        return text
    return _APOSTROPHES.sub("", _ASSAULTED.sub("saed", text))


def _latin_lookalikes(text: str) -> str:
    """Read Cyrillic and Greek look-alikes as Latin where Latin letters rule."""
    if max(text) < "\u0370":
        return text
    latin = sum(1 for c in text if "a" <= c <= "z")
    foreign = sum(1 for c in text if "\u0370" <= c <= "\u052f")
    return text.translate(_LOOKALIKES) if latin >= foreign > 0 else text


def fold(text: str, *, known: Known, table: FoldingTable = _TABLE) -> str:
    """Return the folded message.

    Args:
        known: Tells whether a folded word is in the lexicon; only then is an odd
            spelling undone, so that ordinary words stay what they are.
        table: May hold words that stand for emoji.
    """
    plain = strip_marks(text, table=table)
    if _ODD.search(plain) is None:
        return plain
    return _repair(plain, known)


def _repair(text: str, known: Known) -> str:
    text = _SPACED.sub(lambda m: _join_spaced(m.group(), known), text)
    budget = [_MAX_REPAIRS]
    memo: dict[str, str] = {}

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        if word not in memo:
            memo[word] = _mend_word(word, known, budget)
        return memo[word]

    return _ODD_TOKEN.sub(mend, text)


def _join_spaced(run: str, known: Known) -> str:
    """Join 'k u o l l a'; several words are told apart by known words."""
    letters = _INSIDE.sub("", run)
    if known(letters):
        return f" {letters} "
    words = _split_known(letters, known)
    return f" {' '.join(words)} " if words else run


def _split_known(letters: str, known: Known) -> list[str]:
    words: list[str] = []
    start, found = 0, False
    while start < len(letters):
        end = _longest_known(letters, start, known)
        found = found or end > start + 3
        words.append(letters[start : max(end, start + 1)])
        start = max(end, start + 1)
    return words if found else []


def _longest_known(letters: str, start: int, known: Known) -> int:
    for end in range(min(len(letters), start + 16), start + 1, -1):
        if known(letters[start:end]):
            return end
    return start


def _mend_word(word: str, known: Known, budget: list[int]) -> str:
    if word.isalpha() and not _STRETCH.search(word):
        return word
    core = word.strip("!.-_|#+~•·*$@€") if word[-1:] in "!.-_|#+~" else word
    if core.isalpha() and not _STRETCH.search(core):
        return word
    if budget[0] <= 0 or len(word) > 60:
        return word
    budget[0] -= 1
    for guess in _guesses(core):
        if known(guess):
            return f" {guess} "
    return _squeeze(word)


def _squeeze(word: str) -> str:
    return _STRETCH.sub(r"\1", word) if word.isalpha() else word


def _guesses(word: str) -> list[str]:
    """List what an odd spelling may stand for, likeliest first, at most 64."""
    bare = _INSIDE.sub("", word)
    # A sign that stands for a letter is not dropped before letters were tried.
    joined = {bare} if bare.isalpha() and not _MASKED.search(word) else set()
    spelled = [""]
    for char in word:
        options = _options(char)
        spelled = [s + o for s in spelled for o in options][:_MAX_GUESSES]
    out: list[str] = []
    for guess in [*joined, *spelled]:
        out += [_STRETCH.sub(r"\1\1", guess), _STRETCH.sub(r"\1", guess), guess]
        out.append(re.sub(r"([a-z])\1+", r"\1", guess))
    return list(dict.fromkeys(out))


def _options(char: str) -> list[str]:
    if char in _LEET:
        return list(_LEET[char])
    if char in "*#":
        return [*_LETTERS, ""]
    return [char] if char.isalnum() else [""]
