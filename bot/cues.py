"""Small words by which people steer a talk: 'back to …', 'what if …', a thumb, dots.

The words are those of ``data/lexicons/cues.yml``, the faces those of ``emoji.yml``.
"""

from __future__ import annotations

import re
from functools import cache

from bot.lexicons import lexicon
from bot.phrases import phrase_pattern

FEWEST_WORDS_LEFT = 2
"""Fewer than these beside 'something else' name no other matter."""
MOST_BETWEEN = 3
"""Words between 'what' and 'I say'."""
FEWEST_LETTERS, MOST_VOWELS = 6, 0.16
"""Of a hand on the keys. No word of the three languages has so few vowels."""
_WORD = re.compile(r"\w+")
_REPEATED = re.compile(r"(.)\1+")
_CONSONANTS = re.compile(r"[^\W\d_aeiouyåäö]{6,}")
_VOWEL = re.compile(r"[aeiouyåäö]")
_TRIM = " ,.;:!-–—"


def has_cue(kind: str, text: str, language: str) -> bool:
    """Tell whether ``text`` holds a phrase of this kind."""
    return _pattern(kind, language).search(text) is not None


def closing(text: str, language: str) -> str | None:
    """Return the intent by which a message ends the talk: goodbye, thanks, or None.

    Told by its last or first words: 'i'll call them tomorrow, thanks and bye'.
    """
    if "?" in text:
        return None
    kinds = _closings(language)
    return next((name for name, found in kinds.items() if found.search(text)), None)


def is_what_if(text: str, language: str) -> bool:
    """Tell whether somebody fears how it will go, beside the fear to dare it."""
    is_daring = has_cue("dare", text, language)
    return has_cue("what_if", text, language) and not is_daring


def asks_what_to_say(text: str, language: str) -> bool:
    """Tell whether words to say to somebody are wished for."""
    return _wish_for_words(language).search(text) is not None


def other_matter(text: str, language: str) -> str:
    """Return what is said of another matter: the rest beside such words, or nothing."""
    rest, n_found = _pattern("another", language).subn(" ", text)
    rest = re.sub(r"\s+", " ", rest).strip(_TRIM)
    return rest if n_found and len(_WORD.findall(rest)) >= FEWEST_WORDS_LEFT else ""


def without_particles(text: str, language: str) -> str:
    """Return a question without the small words around it: 'so who made you then'."""
    words = text.split()
    particles = lexicon("cues")["particles"][language]
    while len(words) > 2 and words[0].strip(_TRIM).casefold() in particles:
        del words[0]
    while len(words) > 2 and words[-1].strip(f"{_TRIM}?").casefold() in particles:
        del words[-1]
    return " ".join(words)


def wordless(text: str) -> str | None:
    """Return what a message without words is: agree, glad, silence or mash, or None.

    ``mash`` is what a hand on the keys leaves: no word of any of the three languages.
    """
    if not text.strip():
        return None
    if any(map(str.isalnum, text)):
        return "mash" if _is_mash(text) else None
    faces = lexicon("emoji")
    kinds = (kind for kind in ("agree", "glad") if any(f in text for f in faces[kind]))
    return next(kinds, "silence")


def _is_mash(text: str) -> bool:
    words = [w for w in _WORD.findall(text.casefold()) if not w.isdecimal()]
    typed = "".join(words)
    if len(words) > 2 or len(typed) < FEWEST_LETTERS:
        return False
    # 'hmmm' and 'wtfff' are words; a single letter is not.
    plain = _REPEATED.sub(r"\1", typed)
    if len(plain) == 1:
        return True
    is_dense = len(_VOWEL.findall(plain)) <= MOST_VOWELS * len(plain)
    return is_dense and _CONSONANTS.search(plain) is not None


@cache
def _pattern(kind: str, language: str) -> re.Pattern[str]:
    return phrase_pattern(lexicon("cues")[kind][language])


@cache
def _wish_for_words(language: str) -> re.Pattern[str]:
    known = lexicon("cues")["what_to_say"][language]
    asks, verbs = ("|".join(map(re.escape, known[k])) for k in ("asks", "verbs"))
    between = rf"(?:\s+\w+){{0,{MOST_BETWEEN}}}"
    return re.compile(rf"\b(?:{asks}){between}\s+(?:{verbs})\b", re.IGNORECASE)


@cache
def _closings(language: str) -> dict[str, re.Pattern[str]]:
    known = lexicon("cues")
    bye, before, thanks = (
        "|".join(map(re.escape, known[kind][language]))
        for kind in ("bye", "before_bye", "thanks")
    )
    border = r"[,.!;…\n]\s*"
    patterns = {
        "goodbye": rf"(?:{border}|\b(?:{before})\s+)(?:{bye})[\W_]*$",
        "thanks": rf"^\W*(?:{thanks})\s*[,.!]|{border}(?:{thanks})[\W_]*$",
    }
    return {name: re.compile(p, re.IGNORECASE) for name, p in patterns.items()}
