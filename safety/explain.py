"""Say why a message gets its level, for the professionals who read the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .assessment import Assessment
from .detector import Detector, Finding, detector
from .language import guess
from .lexicon import BOUNDARY
from .reading import Reading
from .session import assess


@dataclass(frozen=True)
class Reason:
    """One signal, and what became of it.

    Attributes:
        words: The folded words it was found in.
        frame: The frame that decided the level, None for the rule's own level.
        effect: "counts", "negated", "exception" or "idiom"; only the first counts.
    """

    rule: str
    file: str
    level: str
    words: str
    subject: str
    frame: str | None
    effect: str
    source: str


@dataclass(frozen=True)
class Explanation:
    """Everything the detector saw in one message.

    Attributes:
        words: Each folded word with the word classes it is in.
        together: Ids of the combinations of signals that fit.
    """

    folded: str
    words: tuple[tuple[str, tuple[str, ...]], ...]
    reasons: tuple[Reason, ...]
    together: tuple[str, ...]
    assessment: Assessment


def explain(
    text: str, *, lang: str | None = None, by: Detector | None = None
) -> Explanation:
    """Explain the level of one message that opens a chat.

    Args:
        lang: Of the chat, for a message too short to tell.
        by: Another detector than the one that ships.
    """
    by = by or detector()
    folded = by.fold(text)
    reading = Reading.of(folded, by.book, guess(text, default=lang))
    signals = by.read(text, lang=lang)
    assessment, _ = assess(text, lang=lang, by=by)
    return Explanation(
        folded=folded,
        words=tuple(_classes(reading)),
        reasons=tuple(_reason(f, reading) for f in by.found(reading)),
        together=tuple(c.id for c in signals.combinations),
        assessment=assessment,
    )


def _classes(reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    named = {n: i for n, i in reading.book.lexicon.numbers.items() if n.isupper()}
    for word, signature in zip(reading.words, reading.signatures, strict=True):
        if word != BOUNDARY:
            yield word, tuple(name for name, i in named.items() if i in signature)


def _reason(finding: Finding, reading: Reading) -> Reason:
    start, end = finding.span
    words = (word for word in reading.words[start:end] if word != BOUNDARY)
    return Reason(
        rule=finding.rule.id,
        file=finding.rule.file,
        level=finding.level.label,
        words=" ".join(words),
        subject=finding.subject,
        frame=finding.frame,
        effect=finding.spared or ("negated" if finding.negated else "counts"),
        source=finding.rule.source,
    )


_EFFECTS = {
    "negated": "denied, so it counts for nothing",
    "exception": "an exception of the rule (`not`) stands beside it",
    "idiom": "part of a saying (idioms.yml)",
}


def as_text(explanation: Explanation) -> str:
    """Return an explanation as lines to read."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    found = explanation.assessment
    yield f"folded    {explanation.folded.strip()}"
    yield f"language  {found.language}"
    yield f"level     {found.level.label}" + (" · a soft check" if found.check else "")
    yield f"about     {', '.join(found.categories) or '-'} · {found.subject}"
    known = [f"{w}={'|'.join(names)}" for w, names in explanation.words if names]
    yield f"words     {'  '.join(known) or '-'}"
    yield "signals" if explanation.reasons else "signals   none"
    for reason in explanation.reasons:
        yield f"  {reason.rule}  {reason.level}  “{reason.words}”"
        yield f"      {'; '.join(_notes(reason))}"
    for name in explanation.together:
        yield f"together  {name}"
    yield f"decided   {', '.join(found.rules) or 'nothing'}"


def _notes(reason: Reason) -> Iterator[str]:
    yield f"{reason.file}, {reason.source}" if reason.source else reason.file
    if reason.effect != "counts":
        yield _EFFECTS[reason.effect]
        return
    yield f"of: {reason.subject}"
    if reason.frame:
        yield f"in the frame '{reason.frame}'"
