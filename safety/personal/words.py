"""Words, names and marks of the scrubber: ``words.yml``, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import SafetyError
from ..service_data import LANGUAGES, read_mapping
from .found import KINDS
from .name_forms import WORD_IN, listed, name_table

WORDS_FILE: Final = Path(__file__).with_name("words.yml")
LANGUAGES_FILE: Final = Path(__file__).parents[1] / "rules" / "languages.yml"


class PrivacyError(SafetyError):
    """A file of words that cannot be used; says every problem."""

    def __init__(self, file: str, problems: Iterable[str]) -> None:
        self.file, self.problems = file, tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))


class Group(NamedTuple):
    """Words of one use: whole ones, beginnings, and all of them as a pattern."""

    words: frozenset[str]
    starts: tuple[str, ...]
    pattern: str


@dataclass(frozen=True)
class Book:
    """What the file holds, made ready.

    Attributes:
        marks: Mark by language and kind.
        groups: Words by the name of their group.
        names: What a word may be as a name, by each of its forms.
        cues: Words after which comes a name, with one space between.
        languages: Frequent words of three letters or more that only one language
            has, and its flag.
    """

    marks: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Group]
    names: Mapping[str, int]
    cues: frozenset[str]
    languages: Mapping[str, int]
    kept_numbers: tuple[str, ...]
    kept_phrases: tuple[str, ...]
    born: range


def load_book(path: Path = WORDS_FILE) -> Book:
    """Read and check the file of words.

    Raises:
        PrivacyError: The file is missing, or a key is missing or of the wrong kind.
    """
    data = read_mapping(path, PrivacyError)
    languages = read_mapping(LANGUAGES_FILE, PrivacyError)["words"]
    try:
        return Book(
            marks=_marks(data["marks"]),
            groups={name: _group(words) for name, words in data["words"].items()},
            names=name_table(data["names"]),
            cues=frozenset(cue for cues in data["name_cues"].values() for cue in cues),
            languages=_words_of_one_language(languages),
            kept_numbers=tuple(data["kept"]["numbers"].split()),
            kept_phrases=tuple(data["kept"]["phrases"]),
            born=range(data["born"]["from"], data["born"]["until"] + 1),
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise PrivacyError(path.name, [f"{wrong}: mend this key"]) from wrong


def _marks(marks: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {lang: {kind: marks[kind][lang] for kind in KINDS} for lang in LANGUAGES}


def _group(words: str | Mapping[str, str]) -> Group:
    texts = listed(words)
    patterns = sorted(map(_pattern, texts), key=len, reverse=True)
    return Group(
        words=frozenset(texts),
        starts=tuple(text[:-1] for text in texts if text.endswith("*")),
        pattern=f"(?:{'|'.join(patterns)})",
    )


def _pattern(word: str) -> str:
    """Write a word as a pattern: a star stands for up to eight more letters."""
    return re.escape(word.replace("_", " ")).replace(r"\*", r"\w{0,8}")


def _words_of_one_language(words: Mapping[str, str]) -> dict[str, int]:
    split = {lang: {w for w in words[lang].split() if len(w) > 2} for lang in LANGUAGES}
    every = [word for group in split.values() for word in group]
    shared = {word for word in every if every.count(word) > 1}
    return {w: WORD_IN[lang] for lang in LANGUAGES for w in split[lang] - shared}


BOOK: Final = load_book()


def either(group: str) -> str:
    """Return a pattern for any word of a group, the longest first."""
    return BOOK.groups[group].pattern


def is_in(group: str, low: str) -> bool:
    """Tell whether a word in small letters is of a group or begins as it says."""
    words = BOOK.groups[group]
    return low in words.words or low.startswith(words.starts)
