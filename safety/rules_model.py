"""The shape of a rule, a frame and a combination, as read from rules/*.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .level import Level
from .lexicon import Classes
from .patterns import Pattern

Cases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rule:
    """One signal: what is said, at which level, and which frames change that.

    Attributes:
        level: Where no frame changes it.
        levels: Level by frame; the first frame present, in this order, decides.
        in_session: Level by category of a chat already in crisis.
        negation: 'drop': said with a 'not', it counts for nothing; 'own': the
            pattern holds its own 'not'.
        subject: 'auto' finds out whose it is from the words around.
    """

    id: str
    level: Level
    categories: tuple[str, ...]
    file: str
    source: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    theme: str | None = None
    distress: str | None = None
    check: bool = False
    negation: str = "drop"
    subject: str = "auto"
    levels: Mapping[str, Level] = field(default_factory=dict)
    in_session: Mapping[str, Level] = field(default_factory=dict)
    must_match: Cases = field(default_factory=dict)
    must_not_match: Cases = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """Words that say how the rest is meant: a game, long ago, tonight.

    Attributes:
        scope: 'near' (within eight words), 'sentence' or 'message'.
    """

    name: str
    scope: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Combination:
    """Signals that mean more together: each group needs one of its themes."""

    id: str
    groups: tuple[frozenset[str], ...]
    level: Level
    categories: tuple[str, ...]
    in_session: str | None = None
    must_match: Cases = field(default_factory=dict)
    must_not_match: Cases = field(default_factory=dict)
    source: str = ""
    file: str = "combinations.yml"


@dataclass(frozen=True)
class SecondReaderRules:
    """What the second reader may do (rules/second_reader.yml).

    Attributes:
        check_at, raise_at, sure_at: Least `danger` for a check, for a raise with a
            word, and for a raise with a word that is common elsewhere too.
        calm_check_at, calm_raise_at: The same in the midst of an everyday talk.
        words, common_words: Word classes by category; not every one has common words.
        questions: Kind of check by category.
    """

    check_at: float
    raise_at: float
    sure_at: float
    calm_check_at: float
    calm_raise_at: float
    words: Mapping[str, Classes]
    common_words: Mapping[str, Classes]
    questions: Mapping[str, str]
