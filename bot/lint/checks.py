"""Run every check over one file, or over the whole content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot import county, links, media
from bot.content import GENERAL, load
from bot.errors import ContentError, ContentErrors
from bot.lint import (
    rules_emoji,
    rules_examples,
    rules_media,
    rules_parity,
    rules_plain,
    rules_services,
    rules_topic,
    rules_words,
)
from bot.lint.findings import ERROR, INFO, WARNING, Finding
from bot.lint.texts import Texts, collect, kind
from bot.marks import Document, read
from bot.model import ENTRIES, Step, Words
from bot.note import load as load_note
from bot.note import problems as note_problems
from bot.schema import LABELS, TOO_HARD, Reader
from safety.services import ServicesError, load_services


@dataclass(frozen=True)
class Result:
    """The findings, and the texts they are about."""

    findings: tuple[Finding, ...]
    texts: tuple[Texts, ...]


def everything(root: Path) -> Result:
    """Check a whole content folder."""
    findings = [*_load(root), *_county(root)]
    texts = []
    for file in _files(root):
        try:
            texts.append(collect(read(file, root=root.parent)))
        except ContentError:
            continue  # the loader has told about it
    findings += [f for text in texts for f in check_texts(text)]
    findings += _across(texts)
    findings += rules_services.check_services(root)
    beside = [text.document for text in texts]
    folder = root.parent / "media"
    findings += _findings(media.problems(folder))
    findings += rules_media.check_media(folder, beside)
    return Result(tuple(findings), tuple(texts))


def files(paths: Sequence[Path], root: Path) -> Result:
    """Check single files; what they need from others may be missing."""
    findings: list[Finding] = []
    texts = []
    for path in paths:
        if path.name == "services.yml":
            findings += _services(path)
            continue
        if path.name == county.FILE:
            findings += _county(path.parent)
            continue
        try:
            document = read(path, root=root.parent)
        except ContentError as error:
            findings.append(_finding(error))
            continue
        findings += _schema(document, root)
        texts.append(collect(document))
        findings += check_texts(texts[-1])
    findings += _across(texts)
    return Result(tuple(findings), tuple(texts))


def _services(path: Path) -> Iterator[Finding]:
    try:
        load_services(path)
    except ServicesError as error:
        for problem in error.problems:
            yield Finding(path.name, 0, "services", ERROR, "schema", problem)


def _county(root: Path) -> Iterator[Finding]:
    try:
        county.load(root)
    except ContentErrors as errors:
        yield from _findings(errors.errors)
    except ContentError as error:
        yield _finding(error)


def check_texts(texts: Texts) -> Iterator[Finding]:
    """Check the texts of one file, apart from all others."""
    for turn in texts.turns:
        yield from rules_plain.check_turn(turn)
    for label in texts.labels:
        yield from rules_plain.check_label(label)
        yield from rules_words.check_name(label)
    yield from rules_words.check_words(texts)
    yield from rules_emoji.check_emoji(texts)
    yield from rules_parity.check_parity(texts)
    yield from rules_topic.check_shape(texts.document)
    yield from rules_topic.check_buttons(texts.document)
    yield from rules_examples.check_topic(texts)
    yield from rules_examples.check_questions(texts)


def _across(texts: Iterable[Texts]) -> Iterator[Finding]:
    examples = [example for text in texts for example in text.examples]
    yield from rules_examples.check_duplicates(examples)
    if detector := _detector():
        yield from rules_examples.check_danger(examples, detector)
    else:
        text = "the detector cannot be loaded: examples were not read for danger"
        yield Finding("safety", 0, "examples", INFO, "danger in example", text)


@cache
def _detector() -> Callable[[str], bool] | None:
    """Return what tells danger; None where the detector is not there yet."""
    try:
        from safety import Level, assess
        from safety.errors import SafetyError
    except ImportError:
        return None

    def is_danger(text: str) -> bool:
        assessment, _ = assess(text)
        return bool(assessment.message_level >= Level.ELEVATED)

    try:
        is_danger("")
    except SafetyError:
        return None
    return is_danger


def _files(root: Path) -> list[Path]:
    replies = [root / "replies.yml", *sorted((root / "replies").rglob("*.yml"))]
    return [
        *sorted((root / "topics").glob("*/*.yml")),
        *replies,
        *sorted((root / "crisis").glob("*.yml")),
        *root.glob("note.yml"),
        *rules_media.documents(root.parent / "media"),
    ]


def _load(root: Path) -> Iterator[Finding]:
    for read_in in (load, load_note):
        try:
            read_in(root)
        except ContentErrors as errors:
            yield from _findings(errors.errors)


def _schema(document: Document, root: Path) -> Iterator[Finding]:
    if kind(document) == "note":
        yield from _findings(note_problems(document))
        return
    if kind(document) == "media":
        found = media.problems(root.parent / "media")
        yield from _findings(one for one in found if one.file == document.name)
        return
    labels, intents = _basics(root)
    reader = Reader(document, labels=labels, intents=intents)
    what = kind(document)
    steps: Mapping[str, Step]
    if what == "topic":
        steps = reader.topic().steps
    elif what == "flow":
        steps = reader.flow().steps
    else:
        reader.built_in_labels()
        reader.intents()
        reader.pages()
        steps = reader.replies()
    owner_id = "replies" if what == "replies" else document.path.stem
    entries = ENTRIES if what == "topic" else tuple(steps)
    yield from _links(document, links.Owner(owner_id, steps, entries), reader)
    yield from _findings(reader.problems)
    yield from rules_services.check_ids(document, rules_services.ids(root))


def _links(document: Document, owner: links.Owner, reader: Reader) -> Iterator[Finding]:
    """Check the links; one to another file is only a warning."""
    root = "replies" if owner.id == "replies" else "steps"
    targets = {c.to for step in owner.steps.values() for c in step.choices}
    others = {to for to in targets if _is_elsewhere(to, owner)}

    def report(name: str, id: str, value: object, remedy: str) -> None:
        reader.problem((root, name), id, value, remedy)

    links.check(owner, others | _shared(document, owner), report)
    for to in sorted(others):
        yield from _other_file(document, to)


def _shared(document: Document, owner: links.Owner) -> set[str]:
    """Return the steps of the general crisis flow under the names of this flow."""
    general = document.path.parent / f"{GENERAL}.yml"
    if kind(document) != "flow" or not general.exists():
        return set()
    return {f"{owner.id}.{name}" for name in read(general).get("steps") or ()}


def _is_elsewhere(to: str, owner: links.Owner) -> bool:
    """Say whether a target is in another file; the replies are spread over several."""
    return "." in to and (owner.id == "replies" or not to.startswith(f"{owner.id}."))


def _other_file(document: Document, to: str) -> Iterator[Finding]:
    owner, _, step = to.partition(".")
    if owner == "replies":
        return
    folder = document.path.resolve().parent
    for path in [*folder.parent.glob(f"*/{owner}.yml"), folder / f"{owner}.yml"]:
        if path.exists() and read(path).get("steps", step) is not None:
            return
    text = f"{to!r} does not exist yet: write it, or lead elsewhere"
    yield Finding(document.name, 1, document.path.stem, WARNING, "link", text)


def _basics(root: Path) -> tuple[dict[str, Words], set[str]]:
    """Return the built-in labels (or stand-ins) and the intents of the replies."""
    labels: dict[str, Words] = {
        name: {"fi": name, "sv": name, "en": name} for name in LABELS
    }
    intents: set[str] = set()
    for path in [root / "replies.yml", *sorted((root / "replies").rglob("*.yml"))]:
        try:
            document = read(path)
        except ContentError:
            continue
        labels |= document.get("labels") or {}
        intents |= set(document.get("intents") or {})
    return labels, intents


def _findings(errors: Iterable[ContentError]) -> Iterator[Finding]:
    """Yield what the loader refuses, but for what the plain-language rules tell."""
    yield from (_finding(error) for error in errors if error.remedy != TOO_HARD)


def _finding(error: ContentError) -> Finding:
    value = "" if error.value is None else f"{error.value!r} "
    text = f"{value}{error.remedy}"
    return Finding(error.file, error.line, error.id, ERROR, "schema", text)
