"""Put the content of one language together from the files that were signed in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from bot.content import GENERAL, Content, with_shared
from bot.errors import ContentError, ContentErrors
from bot.marks import Document, parse
from bot.media import Card
from bot.model import Flow, Step, Topic, Words
from bot.schema import Reader
from safety.services import Services

TOPICS, CRISIS, REPLIES = "topics/", "crisis/", "replies"
WHEN = "when"
T = TypeVar("T", Topic, Flow)
Read = tuple[str, str, str]
"""A file that was read: its unit, its hash, and that of the labels it uses."""


@dataclass(frozen=True)
class Basics:
    """What the files of the conversation basics hold."""

    labels: Mapping[str, Words]
    pages: Mapping[str, Any]
    replies: Mapping[str, Step]


class Known:
    """What was read: a file that did not change is not read again.

    Args:
        before: What was read the last time; what is not asked for now is let go.
    """

    def __init__(self, before: Known | None = None) -> None:
        self._before: dict[Read, Topic | Flow] = before._now if before else {}
        self._now: dict[Read, Topic | Flow] = {}

    def read(self, key: Read, read: Callable[[], T]) -> T:
        """Return what a file holds, reading it only if that is not known."""
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else read()
        return cast(T, self._now[key])


@dataclass(frozen=True)
class Assembled:
    """A content, and the topics that could not be read any more."""

    content: Content
    problems: tuple[ContentError, ...]


def assemble(
    raws: Mapping[str, bytes],
    *,
    services: Services,
    cards: Mapping[str, Card],
    known: Known,
) -> Assembled:
    """Read signed files into a content; ways between them may lead nowhere yet.

    A topic that the present code cannot read is left out and told of.

    Args:
        raws: Unit id to file.

    Raises:
        ContentErrors: A basic or a flow of crisis mode cannot be read.
    """
    said = basics(raws)
    stamp = _stamp(said.labels)
    topics, problems = _topics(raws, said.labels, stamp, known)
    rows = "\n".join(f"{id} {_digest(raw)}" for id, raw in sorted(raws.items()))
    content = Content(
        topics=topics,
        replies=said.replies,
        labels=said.labels,
        intents={},  # what young people type is learned from the working copy
        flows=_flows(raws, said.labels, stamp, known),
        services=services,
        pages=said.pages,
        cards=cards,
        hash=_digest(rows.encode()),
    )
    return Assembled(content, tuple(problems))


def can_be_read(id: str, raw: bytes) -> bool:
    """Tell whether a topic, a flow or a file of basics could be served as it is.

    Where its buttons lead, and which helplines it names, is not asked here.
    """
    try:
        if id.startswith(TOPICS):
            _topic(id, raw, {})
        elif id.startswith(CRISIS):
            _flow(id, raw, {})
        elif id.startswith(REPLIES):
            basics({id: raw})
    except ContentErrors:
        return False
    return True


def basics(raws: Mapping[str, bytes]) -> Basics:
    """Read the conversation basics of a set of files.

    Raises:
        ContentErrors: One of them cannot be read.
    """
    labels: dict[str, Words] = {}
    readers = [_reader(id, raws[id], labels) for id in raws if id.startswith(REPLIES)]
    pages: dict[str, Any] = {}
    for reader in readers:
        labels |= reader.built_in_labels()
        pages |= reader.pages()
    replies = {name: step for one in readers for name, step in one.replies().items()}
    _refuse(problem for reader in readers for problem in reader.problems)
    return Basics(labels, pages, replies)


def _topics(
    raws: Mapping[str, bytes], labels: Mapping[str, Words], stamp: str, known: Known
) -> tuple[dict[str, Topic], list[ContentError]]:
    topics, problems = {}, list[ContentError]()
    for id in (id for id in sorted(raws) if id.startswith(TOPICS)):
        key = (id, _digest(raws[id]), stamp)
        try:
            topic = known.read(key, partial(_topic, id, raws[id], labels))
        except ContentErrors as errors:
            problems += errors.errors
            continue
        topics[topic.id] = topic
    return topics, problems


def _flows(
    raws: Mapping[str, bytes], labels: Mapping[str, Words], stamp: str, known: Known
) -> dict[str, Flow]:
    flows = {}
    for id in (id for id in sorted(raws) if id.startswith(CRISIS)):
        key = (id, _digest(raws[id]), stamp)
        flow = known.read(key, partial(_flow, id, raws[id], labels))
        flows[flow.id] = flow
    shared = flows[GENERAL].steps if GENERAL in flows else {}
    return {name: with_shared(flow, shared) for name, flow in flows.items()}


def _topic(id: str, raw: bytes, labels: Mapping[str, Words]) -> Topic:
    reader = _reader(id, raw, labels)
    topic = reader.topic()
    _refuse(reader.problems)
    return topic


def _flow(id: str, raw: bytes, labels: Mapping[str, Words]) -> Flow:
    reader = _reader(id, raw, labels)
    flow = reader.flow()
    _refuse(reader.problems)
    return flow


def _reader(id: str, raw: bytes, labels: Mapping[str, Words]) -> Reader:
    try:
        document = parse(raw, Path(f"{id}.yml"), name=f"{id}.yml")
    except ContentError as error:
        raise ContentErrors([error]) from error
    # What `when` names was checked when it was signed, against the intents of then.
    return Reader(document, labels=labels, intents=set(_named(document)))


def _named(document: Document) -> Iterator[str]:
    waiting = [document.data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from map(str, value.get(WHEN) or ())
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _refuse(problems: Iterable[ContentError]) -> None:
    if found := list(problems):
        raise ContentErrors(found)


def _stamp(labels: Mapping[str, Words]) -> str:
    return _digest(repr(sorted(labels.items())).encode())


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
