"""Plain language: the numbers of section 3 and the structures of sections 4 and 5."""

from __future__ import annotations

from collections.abc import Iterator

from bot.lint import lexicon
from bot.lint.findings import ERROR, WARNING, Finding
from bot.lint.limits import TABLE, Limits
from bot.lint.measure import Measures, count_words, measure, split_sentences
from bot.lint.texts import CRISIS, EASY, Label, Turn


def easy_breaks(bubbles: tuple[str, ...], language: str) -> str | None:
    """Say which hard easy-language limit a turn breaks, or None.

    The loader asks this of every turn that has no easy version of its own.
    """
    limits = TABLE[language, EASY]
    total = 0
    for bubble in bubbles:
        n_words = count_words(bubble)
        total += n_words
        if n_words > limits.message_words:
            return f"a message of {n_words} words (easy: {limits.message_words})"
        if n_words > limits.sentence_max:
            longest = max(map(count_words, split_sentences(bubble)))
            if longest > limits.sentence_max:
                return f"a sentence of {longest} words (easy: {limits.sentence_max})"
    if total > limits.turn_words:
        return f"a turn of {total} words (easy: {limits.turn_words})"
    return None


def check_turn(turn: Turn) -> Iterator[Finding]:
    """Check one turn: each of its bubbles, then all of them together."""
    limits = TABLE[turn.place.language, turn.place.mode]
    measured = [measure(bubble, turn.place.language) for bubble in turn.bubbles]
    for index, m in enumerate(measured):
        yield from _numbers(turn, index, m, limits)
        yield from _structures(turn, index, m)
    yield from _whole(turn, measured, limits)


def check_label(label: Label) -> Iterator[Finding]:
    """Check the length of a button and its spelling."""
    if ".choices" not in label.place.step and "labels." not in label.place.step:
        return
    m = measure(label.text, label.place.language)
    most = TABLE[label.place.language, label.place.mode].button_words
    if m.n_words > most:
        shared = label.place.shared or label.place.step.startswith("labels.")
        easy = " or add an easy_label" if shared else ""
        text = f"{m.n_words} words (limit {most}): {label.text!r}: shorten it{easy}"
        yield _label(label, WARNING, "words per button", text)


def _numbers(turn: Turn, index: int, m: Measures, limits: Limits) -> Iterator[Finding]:
    longest = max(m.sentences, key=lambda s: measure(s, m.language).n_words, default="")
    rows: tuple[tuple[str, str, float, float, str], ...] = (
        (
            ERROR,
            "words per sentence, max",
            m.sentence_max,
            limits.sentence_max,
            f"split it: {longest!r}",
        ),
        (
            ERROR,
            "words per message",
            m.n_words,
            limits.message_words,
            "make two bubbles, or say less",
        ),
        (
            WARNING,
            "words per sentence, mean",
            round(m.sentence_mean, 1),
            limits.sentence_mean,
            f"shorten: {m.text!r}",
        ),
        (
            WARNING,
            "sentences per message",
            m.n_sentences,
            limits.sentences,
            "make two bubbles",
        ),
        (
            WARNING,
            "negations",
            m.negations,
            limits.negations,
            f"say what is, not what is not: {m.text!r}",
        ),
        (
            WARNING,
            f"words of {limits.long_word} letters or more",
            len(m.long_words),
            limits.long_words,
            f"say it with shorter words: {', '.join(m.long_words)}",
        ),
        (
            WARNING,
            "passive verbs",
            len(m.passives),
            limits.passives,
            f"say who does it: {', '.join(m.passives)}",
        ),
        (
            WARNING,
            "subordinate clauses in a sentence",
            m.subordinate_max,
            limits.subordinate,
            f"make two sentences: {m.text!r}",
        ),
    )
    for severity, rule, found, most, remedy in rows:
        if found > most:
            text = f"{found:g} (limit {most:g}): {_easy_hint(turn)}{remedy}"
            yield _bubble(turn, index, severity, rule, text)


def _structures(turn: Turn, index: int, m: Measures) -> Iterator[Finding]:
    place = turn.place
    easy = place.mode in (EASY, CRISIS)
    for pattern in lexicon.patterns(m.language):
        hits = list(pattern.find(m.text))
        if len(hits) > (pattern.allowed_easy if easy else pattern.allowed):
            severity = ERROR if easy and pattern.easy_fails else WARNING
            text = f"{', '.join(map(repr, hits))}: {pattern.remedy}"
            yield _bubble(turn, index, severity, pattern.rule, text)
    if m.language == "fi" and len(m.conditionals) > 1:
        text = f"{', '.join(m.conditionals)}: one conditional in a message is enough"
        yield _bubble(turn, index, ERROR if easy else WARNING, "PL-F8", text)
    for spelling in lexicon.abbreviations(m.language):
        for hit in spelling.finditer(m.text):
            text = f"{hit.group()!r}: write it out; a time is written 16.30"
            yield _bubble(turn, index, ERROR, "abbreviation", text)


def _whole(turn: Turn, measured: list[Measures], limits: Limits) -> Iterator[Finding]:
    if not turn.bubbles:
        return
    last = len(turn.bubbles) - 1
    words = sum(m.n_words for m in measured)
    if words > limits.turn_words:
        severity = ERROR if turn.place.mode == CRISIS else WARNING
        text = f"{words} (limit {limits.turn_words}): {_easy_hint(turn)}say less"
        yield _bubble(turn, last, severity, "words per turn", text)
    questions = sum(m.questions for m in measured)
    if questions > limits.questions:
        text = f"{questions} (limit {limits.questions}): keep one question"
        yield _bubble(turn, last, ERROR, "questions per turn", text)


def _easy_hint(turn: Turn) -> str:
    return "write an easy version, or " if turn.place.shared else ""


def _bubble(turn: Turn, index: int, severity: str, rule: str, text: str) -> Finding:
    place = turn.place
    return Finding(
        place.file, turn.lines[index], place.id, severity, rule, text, turn.key(index)
    )


def _label(label: Label, severity: str, rule: str, text: str) -> Finding:
    place = label.place
    return Finding(place.file, place.line, place.id, severity, rule, text)
