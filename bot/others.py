"""Tell whether somebody writes about another: a parent, a friend, a teacher.

The words are those of ``data/lexicons/for_other.yml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.lexicons import lexicon
from bot.phrases import phrase_pattern


@dataclass(frozen=True)
class _Words:
    helper: re.Pattern[str]
    person: re.Pattern[str]
    me: re.Pattern[str]
    them: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    rows = lexicon("for_other")
    kinds = ("helper", "person", "me", "them")
    return _Words(*(phrase_pattern(rows[kind][language]) for kind in kinds))


def is_helper(text: str, language: str) -> bool:
    """Tell whether ``text`` says whose parent, teacher or friend its writer is.

    That holds for what the same person writes later, too.
    """
    return _words(language).helper.search(text) is not None


def is_for_other(text: str, language: str, *, among_people: bool) -> bool:
    """Tell whether ``text`` asks for somebody else than its writer.

    Args:
        language: fi, sv or en.
        among_people: The matter is a relationship, where a friend named is most often
            the other side of the writer's own trouble.
    """
    if is_helper(text, language):
        return True
    words = _words(language)
    is_own = among_people or words.me.search(text)
    return not is_own and words.person.search(text) is not None


def is_told_to_helpers(step: str) -> bool:
    """Tell whether a step speaks to people who write for another."""
    return step in lexicon("for_other")["steps"]


def is_of_own(text: str, language: str) -> bool:
    """Tell whether somebody who helps another now speaks of an own matter."""
    words = _words(language)
    others = (words.helper, words.person, words.them)
    is_of_them = any(pattern.search(text) for pattern in others)
    return words.me.search(text) is not None and not is_of_them
