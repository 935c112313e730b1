"""Measures per file and language: told, never a gate (PL-6, V7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import fmean

from bot.lint.limits import LANGUAGES
from bot.lint.measure import Measures, measure
from bot.lint.texts import Texts

HEAD = (
    f"{'file':<24} {'lang':<4} {'mode':<7} {'messages':>8} {'words/sentence':>14} "
    f"{'letters/word':>12} {'LIX':>5} {'grade':>5} {'passive':>7}"
)


def lines(texts: Iterable[Texts]) -> Iterator[str]:
    """Yield a table: one line a file, language and mode."""
    yield HEAD
    for text in texts:
        for language in LANGUAGES:
            for mode in ("say", "easy"):
                if rows := _bubbles(text, language, mode):
                    name = text.document.path.stem
                    yield _line(name, language, mode, rows)


def _bubbles(text: Texts, language: str, mode: str) -> list[str]:
    """Return the messages a reader of this mode sees."""
    return [
        bubble
        for turn in text.turns
        if turn.place.language == language
        and (turn.place.shared or (turn.place.mode == "easy") == (mode == "easy"))
        for bubble in turn.bubbles
    ]


def _line(name: str, language: str, mode: str, rows: list[str]) -> str:
    whole = measure("\n".join(rows), language)
    grade = "–" if whole.grade is None else f"{whole.grade:.1f}"
    passives = fmean(len(_one(row, language).passives) for row in rows)
    return (
        f"{name:<24} {language:<4} {mode:<7} {len(rows):>8} "
        f"{whole.sentence_mean:>14.1f} {whole.mean_word:>12.1f} {whole.lix:>5.0f} "
        f"{grade:>5} {passives:>7.2f}"
    )


def _one(row: str, language: str) -> Measures:
    return measure(row, language)
