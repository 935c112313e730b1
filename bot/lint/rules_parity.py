"""Parity (PL-X1): the three languages carry the same, at about the same length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.lint.findings import ERROR, Finding
from bot.lint.limits import LANGUAGES, LENGTH_RATIO, LENGTH_SLACK
from bot.lint.texts import Texts, Turn

Group = dict[str, list[Turn]]


def check_parity(texts: Texts) -> Iterator[Finding]:
    """Check that no language version of a step is far longer than another."""
    groups: defaultdict[tuple[str, bool], Group] = defaultdict(dict)
    for turn in texts.turns:
        easy = turn.place.mode == "easy" and not turn.place.shared
        group = groups[turn.place.step, easy]
        group.setdefault(turn.place.language, []).append(turn)
    for (_, easy), group in groups.items():
        if set(group) == set(LANGUAGES):
            yield from _lengths(group, easy=easy)


def _lengths(group: Group, *, easy: bool) -> Iterator[Finding]:
    sizes = {language: _mean_size(turns) for language, turns in group.items()}
    shortest = min(sizes, key=lambda language: sizes[language])
    most = max(LENGTH_RATIO * sizes[shortest], sizes[shortest] + LENGTH_SLACK)
    for language, size in sizes.items():
        if size > most:
            turn = group[language][0]
            share = round(100 * size / sizes[shortest])
            text = (
                f"{share} % of the length of {shortest} (limit "
                f"{round(100 * LENGTH_RATIO)} %): say the same in each language"
            )
            name = f"{turn.place.step} {language}{' easy' if easy else ''}"
            yield Finding(turn.place.file, turn.place.line, name, ERROR, "PL-X1", text)


def _mean_size(turns: list[Turn]) -> float:
    return sum(len(" ".join(turn.bubbles)) for turn in turns) / len(turns)
