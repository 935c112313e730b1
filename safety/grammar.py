"""A small grammar of forms: Finnish verbs and reading aids for word lists.

A Finnish verb is written with its stems, ``tappaa: tappa tapa tappo tapo tappanu``:
present strong, present weak, past of 3rd person, past of 1st person, participle,
and, where it differs, the stem of the conditional. Forms come out folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from .folding import strip_marks

CLITICS = ("", "kin", "kaan", "kaa", "han", "ko", "ks", "pa", "ki")
PERSONS = ("1", "3", "neg", "ptc", "inf", "2")
_BRACES = re.compile(r"\{([^{}]*)\}")
_VOWELS = "aeiou"


def expand(text: str) -> Iterator[str]:
    """Spell out braces: ``cut{,s,ting}`` gives cut, cuts, cutting."""
    match = _BRACES.search(text)
    if match is None:
        yield strip_marks(text)
        return
    for option in match.group(1).split(","):
        yield from expand(text[: match.start()] + option.strip() + text[match.end() :])


def verb_forms(infinitive: str, stems: str) -> dict[str, frozenset[str]]:
    """Return the forms of a Finnish verb by person.

    Returns:
        Keys of ``PERSONS``: first person singular; third person, plural and passive
        use; connegative; past participle; infinitives; second person.
    """
    strong, weak, past3, past1, ptc, *rest = (s.split("|") for s in stems.split())
    cond = rest[0] if rest else [_conditional(s) for s in strong]
    forms = {
        "1": {
            *_join(weak, ["n"]),
            *_join(past1, ["n"]),
            *_join(cond, ["isin", "sin"]),
        },
        "3": {
            *(_lengthen(s) for s in strong),
            *_past3(past3),
            *_join(cond, ["isi", "is"]),
            *_join(strong, ["vat"]),
            *_join(strong, ["va", "vansa", "van"]),
        },
        "neg": {*weak, *_join(cond, ["isi", "is", "s"])},
        "ptc": {*_join(ptc, ["", "t"]), *(p[:-1] + "eet" for p in ptc)},
        "inf": {
            infinitive,
            *_join(strong, ["maan", "massa", "masta", "malla", "matta", "minen"]),
            *_join(strong, ["mista", "misen", "vani", "maa", "mas"]),
            *(_lengthen(s) + "n" for s in strong),
        },
        "2": {*_join(weak, ["t"]), *_join(past1, ["t"]), *_join(cond, ["isit"])},
    }
    return {person: _with_clitics(found) for person, found in forms.items()}


def _join(stems: Iterable[str], endings: Iterable[str]) -> Iterator[str]:
    return (stem + ending for stem, ending in product(stems, endings))


def _conditional(stem: str) -> str:
    return stem[:-1] if stem.endswith(("e", "i")) else stem


def _lengthen(stem: str) -> str:
    folded = strip_marks(stem)
    if folded[-1:] in _VOWELS and folded[-2:-1] not in _VOWELS:
        return folded + folded[-1]
    if folded[-2:] in ("ea", "ia", "ua", "oa"):
        return folded + "a"
    return folded


def _past3(stems: Iterable[str]) -> Iterator[str]:
    for stem in stems:
        folded = strip_marks(stem)
        yield folded
        if folded.endswith(("o", "u")):
            yield folded + "i"
        if folded.endswith("si"):
            yield folded[:-1]
        yield folded + "vat"


def _with_clitics(forms: Iterable[str]) -> frozenset[str]:
    plain = {strip_marks(form) for form in forms}
    return frozenset(form + clitic for form in plain for clitic in CLITICS)


_NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wa qes wrd etf ryg tuh yij uok ipl ol qsz adw sfe drg fth gyj huk jil kop "
        "xas zcd xvf cbg vnh bmj nk".split(),
        strict=True,
    )
)


def misspellings(form: str) -> Iterator[str]:
    """Yield the folded form one slip of the finger away (SAF-D5).

    Letters swapped, one left out or doubled; the first letter stays.
    """
    for i in range(1, len(form) - 1):
        if form[i] != form[i + 1]:
            yield form[:i] + form[i + 1] + form[i] + form[i + 2 :]
    if len(form) < 6:
        return
    for i in range(1, len(form) - 1):
        yield form[:i] + form[i + 1 :]
        yield form[:i] + form[i] + form[i:]


def near_keys(form: str) -> Iterator[str]:
    """Yield the folded form with one neighbouring key hit; the first letter stays."""
    for i in range(1, len(form)):
        for near in _NEIGHBOURS.get(form[i], ""):
            yield form[:i] + near + form[i + 1 :]
