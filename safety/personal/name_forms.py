"""Names with the endings that people give them, and what a word may be as a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

FIRST: Final = 1
LAST: Final = 2
NAME: Final = FIRST | LAST
WORD: Final = 4
"""Also an everyday word of the text's language: a name where something says so."""
CAPITAL: Final = 8
"""In small letters never a name, but after 'my name is'."""
CUED: Final = 16
"""Not a name by its capital alone: a month, a town, a well-known system."""
BASE: Final = 32
"""The form without an ending."""
WORD_IN: Final = {"fi": 64, "sv": 128, "en": 256}
EVERY_WORD: Final = sum(WORD_IN.values())

_VOWELS: Final = frozenset("aeiouyåäöéèáóíúü")
_WEAKER: Final = ("kk", "pp", "tt")
"""One letter less before endings: Pekka, Pekan."""
_PLAIN: Final = str.maketrans("äåöéèáóíúü", "aaoeeaoiuu")
_MIN_PLAIN: Final = 5
"""Shorter names are other words without their dots: Pär, par."""
_CASES: Final = tuple(
    "n t l lle ksi ll lt ss st lla llä lta ltä ssa ssä sta stä na nä".split()
)
_PLURALS: Final = "ta tä ten ia iä illa illä ille ilta iltä issa issä ista istä".split()
_SHARED_ENDS: Final = ("", "s", "n", "t")
"""Endings that Swedish or English words share with Finnish names."""


def listed(words: str | Mapping[str, str]) -> list[str]:
    """Return the words of a text, or of a text for each language."""
    texts = [words] if isinstance(words, str) else words.values()
    return [word for text in texts for word in text.split()]


def name_forms(entry: str) -> frozenset[str]:
    """Return a name with the endings that Finnish and Swedish speakers give it.

    Args:
        entry: The name in small letters; stems that rules do not give follow after
            strokes: ``mäki/mäe/mäke``.
    """
    name, *given = entry.split("/")
    if len(name) < 3:
        return frozenset((name,))
    stem, *others = _stems(name)
    forms = {name, stem + "a", stem + "ä", stem + stem[-1]}
    for strong in (stem, *others, *given):
        forms |= {strong + case for case in (*_CASES, f"{strong[-1]}n")}
    if name[-3:-1] in _WEAKER and name[-1] in _VOWELS:
        forms |= {name[:-2] + name[-1] + case for case in _CASES}
    if name.endswith("nen"):
        forms |= {f"{name[:-3]}s{plural}" for plural in _PLURALS}
    if name.endswith("s") or _VOWELS.issuperset(name[-2:]):
        forms |= {name + "ta", name + "tä", f"{name}h{name[-1]}n"}
    if name[-1] not in "sxz":
        forms.add(name + "s")
    return frozenset(forms)


def _stems(name: str) -> list[str]:
    """Return what endings are put to: Mika, Kevini, Eliakse, Virtase."""
    if name.endswith("nen"):
        return [name[:-3] + "se"]
    if name.endswith("s"):
        return [name + "i", name[:-1] + "kse"]
    if name[-1] not in _VOWELS:
        return [name + "i"]
    return [name]


def name_table(names: Mapping[str, Any]) -> dict[str, int]:
    """Return the flags of every form of the names in ``words.yml``."""
    table: dict[str, int] = defaultdict(int)
    for group, kind in (("first", FIRST), ("last", LAST)):
        for entry in listed(names[group]):
            _add_name(table, entry, kind)
        for lang, entries in names[f"{group}_words"].items():
            for entry in entries.split():
                _add_word(table, entry, kind, lang)
    for lang, forms in names["everyday_forms"].items():
        for form in forms.split():
            table[form] |= WORD_IN[lang] | (0 if table[form] & BASE else CAPITAL)
    for entry in names["only_capital"].split():
        _add(table, name_forms(entry), CAPITAL)
    for entry in names["only_cued"].split():
        _add(table, name_forms(entry), CUED | EVERY_WORD)
    return dict(table)


def _add_name(table: dict[str, int], entry: str, kind: int) -> None:
    forms, name = name_forms(entry), entry.split("/")[0]
    if len(name) >= _MIN_PLAIN:
        forms |= {form.translate(_PLAIN) for form in forms}
    _add(table, forms, kind)
    table[name] |= BASE


def _add_word(table: dict[str, int], entry: str, kind: int, lang: str) -> None:
    """Add a name that is an everyday word of a language too."""
    forms, name = name_forms(entry), entry.split("/")[0]
    shared = {name + end for end in _SHARED_ENDS}
    _add(table, forms, kind)
    _add(table, forms if lang == "fi" else forms & shared, WORD_IN[lang])
    table[name] |= BASE


def _add(table: dict[str, int], forms: Iterable[str], flags: int) -> None:
    for form in forms:
        table[form] |= flags
