"""Training examples: enough, all different, most without the topic's own word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from math import ceil

from bot.lint.findings import ERROR, WARNING, Finding
from bot.lint.limits import (
    EXAMPLES_MIN,
    LANGUAGES,
    NEAR_DUPLICATE,
    OWN_WORD_SHARE,
    QUESTIONS_MIN,
)
from bot.lint.texts import Example, Texts, kind, steps
from bot.model import IN_PASSING, START
from bot.phrases import phrase_pattern

_NOT_WORD = re.compile(r"[\W_]+")


def check_topic(texts: Texts) -> Iterator[Finding]:
    """Check how many examples a topic has, and how many name the topic."""
    if kind(texts.document) != "topic":
        return
    topic = str(texts.document.get("id"))
    examples = [e for e in texts.examples if e.owner == topic]
    for language in LANGUAGES:
        rows = [e for e in examples if e.language == language]
        line = texts.document.line("examples", language)
        name = f"{topic}.examples.{language}"

        def error(
            rule: str, text: str, *, line: int = line, name: str = name
        ) -> Finding:
            return Finding(texts.document.name, line, name, ERROR, rule, text)

        least = EXAMPLES_MIN[language]
        if len(rows) < least:
            text = f"{len(rows)} (at least {least}): write more"
            yield error("training examples", text)
        phrases = texts.document.get("own_words", language)
        if phrases and rows:
            words = phrase_pattern(phrases)
            yield from _own_word(words, rows, error)


def check_questions(texts: Texts) -> Iterator[Finding]:
    """Check that a step which can be found tells what it is asked for."""
    if kind(texts.document) != "topic":
        return
    given = Counter((e.owner, e.language) for e in texts.examples if e.part == "asked")
    for keys, step in steps(texts.document):
        if keys[-1] in (START, *IN_PASSING):
            continue
        for language in LANGUAGES:
            n_given = given[step, language]
            if n_given < QUESTIONS_MIN:
                text = f"{n_given} (at least {QUESTIONS_MIN}): write what people ask"
                name = f"{step}.asked.{language}"
                line = texts.document.line(*keys)
                yield Finding(texts.document.name, line, name, ERROR, "questions", text)


def _own_word(
    words: re.Pattern[str], rows: list[Example], error: Callable[..., Finding]
) -> Iterator[Finding]:
    naming = [row.text for row in rows if words.search(row.text)]
    if len(naming) > OWN_WORD_SHARE * len(rows):
        text = (
            f"{len(naming)} of {len(rows)} name the topic itself (limit one in three): "
            f"write indirect ones instead of: {' / '.join(naming[:5])}"
        )
        yield error("topic's own word", text)


def check_duplicates(examples: Iterable[Example]) -> Iterator[Finding]:
    """Check that no two examples of a language say the same in the same words."""
    rows = sorted(examples, key=lambda e: e.language)
    for _, group in groupby(rows, key=lambda e: e.language):
        yield from _duplicates(list(group))


def _duplicates(rows: list[Example]) -> Iterator[Finding]:
    first: dict[str, Example] = {}
    for row in rows:
        key = plain(row.text)
        if key in first:
            yield _same(row, first[key], ERROR, "duplicate")
        else:
            first[key] = row
    keys = list(first)
    for one, other in near_pairs(keys):
        yield _same(first[keys[other]], first[keys[one]], WARNING, "near-duplicate")


def _same(row: Example, other: Example, severity: str, rule: str) -> Finding:
    where = f"{other.file}:{other.line} ({other.owner})"
    text = f"{row.text!r} is like {other.text!r} in {where}: write another"
    return Finding(row.file, row.line, row.id, severity, rule, text)


def plain(text: str) -> str:
    """Return the words alone, in lower case."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def near_pairs(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts that share most of their character trigrams.

    Shorter texts come first. A text is compared with those before it that share one of
    its rarest trigrams and are long enough (prefix and length filtering: Bayardo et
    al., 'Scaling up all pairs similarity search', 2007), so that thousands of examples
    take seconds, not minutes.
    """
    grams = [_trigrams(text) for text in texts]
    frequency = Counter(gram for row in grams for gram in row)
    index: defaultdict[str, list[int]] = defaultdict(list)
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    for this in sorted(range(len(grams)), key=lambda i: (len(grams[i]), i)):
        row, size = grams[this], len(grams[this])
        least = NEAR_DUPLICATE * size
        rarest = sorted(row, key=lambda gram: (frequency[gram], gram))
        near: set[int] = set()
        for gram in rarest[: size - ceil(least) + 1]:
            near.update(index[gram][bisect_left(sizes[gram], least) :])
        for other in sorted(near):
            shared = len(row & grams[other])
            if shared >= NEAR_DUPLICATE * (size + len(grams[other]) - shared):
                yield min(this, other), max(this, other)
        shared_least = 2 * NEAR_DUPLICATE / (1 + NEAR_DUPLICATE) * size
        for gram in rarest[: size - ceil(shared_least) + 1]:
            index[gram].append(this)
            sizes[gram].append(size)


def _trigrams(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def check_danger(
    examples: Iterable[Example], is_danger: Callable[[str], bool]
) -> Iterator[Finding]:
    """Check that no example holds what the detector answers."""
    for row in examples:
        if is_danger(row.text):
            text = f"{row.text!r}: the detector takes this line: leave it out"
            yield Finding(row.file, row.line, row.id, ERROR, "danger in example", text)
