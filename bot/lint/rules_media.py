"""Media: cards and files, cards and topics, exercises: each knows the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot import media
from bot.errors import ContentError
from bot.lint.findings import ERROR, Finding
from bot.lint.texts import kind, steps
from bot.marks import Document, read
from bot.media import CARDS, VIDEO, Card

_SUFFIXES = frozenset(
    ".mp4 .webm .mp3 .ogg .vtt .srt .png .jpg .jpeg .svg .webp .avif .pdf".split()
)
_SCRIPTS = "scripts"


def check_media(folder: Path, documents: Iterable[Document]) -> Iterator[Finding]:
    """Check the cards of a folder against its files and what the topics name.

    Args:
        documents: The topics, replies and crisis flows beside it.
    """
    try:
        cards = media.load(folder)
        listed = read(folder / CARDS, root=folder.parent)
    except ContentError:
        return  # the loader has told about it, or there is no list yet
    yield from _files(folder, listed, cards)
    yield from _named(listed, cards, list(documents))


def documents(folder: Path) -> list[Path]:
    """Return the files of a media folder that hold words."""
    named = (folder / CARDS, folder / media.EXERCISES)
    scripts = sorted((folder / _SCRIPTS).glob("*.yml"))
    return [path for path in (*named, *scripts) if path.exists()]


def _files(folder: Path, listed: Document, cards: dict[str, Card]) -> Iterator[Finding]:
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in _SUFFIXES or path.parent.name == _SCRIPTS
    }
    named: set[str] = set()
    for index, card in enumerate(cards.values()):
        wanted = set(card.files.values())
        if card.kind == VIDEO:
            wanted.add(f"{_SCRIPTS}/{card.id}.yml")
        for path in sorted(wanted - there):
            remedy = f"{path!r} does not exist: add the file, or take out the card"
            yield _finding(listed, index, card.id, remedy)
        named |= wanted
    for path in sorted(there - named):
        remedy = f"{path!r} has no card: add one, or delete it"
        yield _finding(listed, 0, "cards", remedy)


def _named(
    listed: Document, cards: dict[str, Card], documents: list[Document]
) -> Iterator[Finding]:
    """Check that a card names the topics that name it, and that a step shows it."""
    topics = [document for document in documents if kind(document) == "topic"]
    in_topics = {str(one.get("id")): set(one.get("cards") or ()) for one in topics}
    shown: set[str] = set()
    for document in documents:
        at_steps = {
            id
            for keys, _ in steps(document)
            for id in document.get(*keys, "cards") or ()
        }
        shown |= at_steps
        yield from _in_topic(document, at_steps, in_topics)
    for index, card in enumerate(cards.values()):
        naming = {topic for topic, ids in in_topics.items() if card.id in ids}
        for topic in sorted(naming ^ set(card.topics)):
            where = "the card" if topic in naming else "the topic"
            remedy = f"card and topic {topic!r} must name each other: {where} lacks it"
            yield _finding(listed, index, card.id, remedy)
        if card.id not in shown:
            remedy = "no step shows it: name it at the step where it helps"
            yield _finding(listed, index, card.id, remedy)


def _in_topic(
    document: Document, at_steps: set[str], in_topics: dict[str, set[str]]
) -> Iterator[Finding]:
    """Check that the cards of a topic are those of its steps."""
    name = str(document.get("id"))
    if kind(document) != "topic":
        return
    for id in sorted(at_steps ^ in_topics[name]):
        where = "at a step" if id in in_topics[name] else "in the topic's own list"
        text = f"card {id!r} is missing {where}: name it in both"
        line = document.line("cards")
        yield Finding(document.name, line, name, ERROR, "media", text)


def _finding(document: Document, index: int, id: str, text: str) -> Finding:
    line = document.line("cards", index)
    return Finding(document.name, line, id, ERROR, "media", text)
