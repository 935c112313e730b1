"""Is it a question? Told by its mark or its beginning (data/lexicons/questions.yml)."""

from __future__ import annotations

import re

from bot.lexicons import lexicon

_WORD = re.compile(r"[\w’']+")


def is_question(text: str, language: str) -> bool:
    """Tell whether the words ask something."""
    if "?" in text:
        return True
    known = lexicon("questions")
    words = _WORD.findall(text.casefold())
    while len(words) > 1 and words[0] in known["lead"][language]:
        del words[0]
    if not words:
        return False
    if words[0] in known["not"][language]:
        return False
    begins = " ".join(words)
    return any(
        begins == word or begins.startswith(f"{word} ")
        for word in known["words"][language]
    ) or words[0].endswith(tuple(known["endings"][language]) or ("?",))
