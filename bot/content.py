"""Load and check everything people write: topics, replies, flows, services, cards.

One loader for the web edge, Rasa, the actions, the dashboard and the linter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bot import links, media
from bot.errors import ContentError, ContentErrors
from bot.marks import Document, Keys, read
from bot.media import Card
from bot.model import (
    AREAS,
    BUILT_IN,
    ENTRIES,
    LANGUAGES,
    Choice,
    Flow,
    Intent,
    Source,
    Step,
    Topic,
    Words,
    variants,
)
from bot.schema import FAREWELL, LABELS, PAGES, SWITCHED, Reader
from safety.services import Services, ServicesError, load_services

__all__ = [
    "AREAS",
    "BUILT_IN",
    "LANGUAGES",
    "Choice",
    "Content",
    "ContentError",
    "ContentErrors",
    "Flow",
    "Intent",
    "Source",
    "Step",
    "Topic",
    "load",
    "variants",
]

SERVICES = "data/services.yml"
CARDS = "media/cards.yml"
GENERAL = "general"
"""The crisis flow whose steps every other flow shares."""

DATA = Path(__file__).resolve().parents[1] / "data"
T = TypeVar("T")


@dataclass(frozen=True)
class Content:
    """Everything the conversation can say.

    Attributes:
        topics: By id.
        replies: Replies of the conversation basics, by name.
        labels: Words of the built-in buttons, by name and language.
        intents: Conversation basics with their training examples, by name.
        flows: Follow-up dialogues of crisis mode, by id.
        pages: Words of the start screen: ``pages["notice"]["fi"]``,
            ``pages["chips"]["reads"]["text"]["sv"]``.
        cards: Media cards, by id.
        hash: SHA-256 over all files but the media; the same content has the same hash.
        hashes: The same per file: "sleep", "replies/basics", "crisis/suicide",
            "services".
    """

    topics: Mapping[str, Topic]
    replies: Mapping[str, Step]
    labels: Mapping[str, Words]
    intents: Mapping[str, Intent]
    flows: Mapping[str, Flow]
    services: Services
    pages: Mapping[str, Any]
    cards: Mapping[str, Card]
    hash: str
    hashes: Mapping[str, str] = field(default_factory=dict)

    def step(self, id: str) -> Step:
        """Return a step of a topic or a reply by its full id, "sleep.start".

        Raises:
            KeyError: There is no such step.
        """
        owner, _, name = id.partition(".")
        if owner == "replies":
            return self.replies[name]
        return self.topics[owner].steps[name]

    def flow_step(self, id: str) -> Step:
        """Return a step of a crisis flow by its full id, "suicide.start".

        Raises:
            KeyError: There is no such step.
        """
        owner, _, name = id.partition(".")
        return self.flows[owner].steps[name]


@dataclass
class _Loading:
    """The files that were read, and the problems found so far."""

    path: Path
    problems: list[ContentError] = field(default_factory=list)
    readers: dict[str, Reader] = field(default_factory=dict)

    labels: dict[str, Words] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)

    def reader(self, file: Path, key: str) -> Reader | None:
        try:
            document = read(file, root=self.path.parent)
        except ContentError as error:
            self.problems.append(error)
            return None
        if key in self.readers:
            other = self.readers[key].document.name
            remedy = f"is also the id of {other}: rename one"
            self.problems.append(_problem(document, key, remedy))
            return None
        reader = Reader(document, labels=self.labels, intents=self.intents)
        self.readers[key] = reader
        return reader

    def all_problems(self) -> list[ContentError]:
        found = (p for reader in self.readers.values() for p in reader.problems)
        return [*self.problems, *found]


def load(
    path: Path | None = None,
    *,
    confirmed: frozenset[str] = frozenset(),
    region: str | None = None,
) -> Content:
    """Load and check the content.

    Args:
        path: The content folder; the repository's ``data/`` when left out.
        confirmed: Ids of ``check_first`` services that the operator has confirmed.
        region: Show local services of this region only; None shows all.

    Raises:
        ContentErrors: Everything that is wrong, each with file, line, id, value and
            remedy.
    """
    loading = _Loading(path or DATA)
    replies = _replies(loading)
    topics = _topics(loading)
    flows = _flows(loading)
    services = _services(loading, confirmed, region)
    cards = _cards(loading)
    _check_links(loading, topics, replies, flows)
    others = [replies, *_steps(flows)]
    _check_ids(loading, topics.values(), others, services, cards)
    if problems := loading.all_problems():
        raise ContentErrors(problems)
    assert services is not None and cards is not None
    hashes = _hashes(loading)
    return Content(
        topics=topics,
        replies=replies,
        labels=loading.labels,
        intents=loading.intents,
        flows=flows,
        services=services,
        pages=loading.pages,
        cards=cards,
        hash=_hash(hashes),
        hashes=hashes,
    )


def _replies(loading: _Loading) -> dict[str, Step]:
    """Read the conversation basics: ``replies.yml``, ``replies/`` with subfolders."""
    files = reply_files(loading.path)
    readers = []
    for file in files:
        key = file.relative_to(loading.path).with_suffix("").as_posix()
        if reader := loading.reader(file, key):
            readers.append(reader)
    for reader in readers:
        _merge(loading.labels, reader.built_in_labels(), reader, "labels")
        _merge(loading.intents, reader.intents(), reader, "intents")
        _merge(loading.pages, reader.pages(), reader, "pages")
    shown = files[0].relative_to(loading.path.parent).as_posix()
    loading.problems += _missing(shown, "labels", LABELS, loading.labels)
    loading.problems += _missing(shown, "pages", PAGES, loading.pages)
    for id, needed in (FAREWELL | SWITCHED).items():
        group: Mapping[str, Any] = loading.pages
        for name in id.split("."):
            group = group.get(name, {})
        loading.problems += _missing(shown, f"pages.{id}", needed, group)
    replies: dict[str, Step] = {}
    for reader in readers:
        reader.when |= set(loading.intents)
        _merge(replies, reader.replies(), reader, "replies")
    return replies


def reply_files(path: Path) -> list[Path]:
    """Return the files of the conversation basics; the first may not exist."""
    files = sorted((path / "replies").rglob("*.yml"))
    single = path / "replies.yml"
    return [single, *files] if single.exists() or not files else files


def _merge(
    whole: dict[str, T], part: Mapping[str, T], reader: Reader, keys: str
) -> None:
    for name, value in part.items():
        if name in whole:
            remedy = "is also in another file: keep one"
            reader.problem((keys, name), f"{keys}.{name}", name, remedy)
        whole[name] = value


def _missing(
    file: str, id: str, needed: Iterable[str], found: Collection[str]
) -> Iterator[ContentError]:
    for name in needed:
        if name not in found:
            remedy = "has no words yet: add it"
            yield ContentError(file=file, line=0, id=id, value=name, remedy=remedy)


def _topics(loading: _Loading) -> dict[str, Topic]:
    topics = {}
    for file in sorted((loading.path / "topics").glob("*/*.yml")):
        if reader := loading.reader(file, file.stem):
            topics[file.stem] = reader.topic()
    return topics


def _flows(loading: _Loading) -> dict[str, Flow]:
    flows = {}
    for file in sorted((loading.path / "crisis").glob("*.yml")):
        if reader := loading.reader(file, f"crisis/{file.stem}"):
            flows[file.stem] = reader.flow()
    shared = flows[GENERAL].steps if GENERAL in flows else {}
    return {id: with_shared(flow, shared) for id, flow in flows.items()}


def with_shared(flow: Flow, shared: Collection[str]) -> Flow:
    """Let a choice lead to a step of `general` that the flow has none of its own for.

    ``safety.followup`` looks names up in the same order.
    """

    def full(choice: Choice) -> Choice:
        owner, _, name = choice.to.partition(".")
        if owner == flow.id and name not in flow.steps and name in shared:
            return replace(choice, to=f"{GENERAL}.{name}")
        return choice

    steps = {
        name: replace(step, choices=tuple(map(full, step.choices)))
        for name, step in flow.steps.items()
    }
    return replace(flow, steps=steps)


def _services(
    loading: _Loading, confirmed: frozenset[str], region: str | None
) -> Services | None:
    file = loading.path / "services.yml"
    try:
        return load_services(file, confirmed=confirmed, region=region)
    except ServicesError as error:
        name = f"{loading.path.name}/{file.name}"
        loading.problems += [
            ContentError(file=name, line=0, id="services", value=None, remedy=problem)
            for problem in error.problems
        ]
        return None


def _cards(loading: _Loading) -> dict[str, Card] | None:
    try:
        return media.load(media.folder_of(loading.path))
    except ContentErrors as errors:
        loading.problems += errors.errors
        return None


def _check_links(
    loading: _Loading,
    topics: Mapping[str, Topic],
    replies: Mapping[str, Step],
    flows: Mapping[str, Flow],
) -> None:
    of_topics = {step.id for topic in topics.values() for step in topic.steps.values()}
    of_flows = {step.id for flow in flows.values() for step in flow.steps.values()}
    for topic in topics.values():
        owner = links.Owner(topic.id, topic.steps, ENTRIES)
        if "start" not in topic.steps:
            remedy = "is missing: every path begins here"
            reader = loading.readers[topic.id]
            reader.problem(("steps",), topic.id, "start", remedy)
        else:
            links.check(owner, of_topics, partial(_report, loading))
    # Replies and the steps of crisis mode are called by name, so each is an entry.
    for flow in flows.values():
        owner = links.Owner(flow.id, flow.steps, tuple(flow.steps))
        links.check(owner, of_flows, partial(_report, loading))
    owner = links.Owner("replies", replies, tuple(replies))
    links.check(owner, of_topics, partial(_report, loading))


def _check_ids(
    loading: _Loading,
    topics: Iterable[Topic],
    others: Iterable[Mapping[str, Step]],
    services: Services | None,
    cards: Collection[str] | None,
) -> None:
    """Check the ids of services and of media cards."""
    known = services.services if services else None
    steps = list(others)
    for topic in topics:
        reader, report = loading.readers[topic.id], _Report(topic.id)
        report.unknown(reader, ("services",), topic.services, known, SERVICES)
        report.unknown(reader, ("cards",), topic.cards, cards, CARDS)
        steps.append(topic.steps)
    for step in (step for group in steps for step in group.values()):
        reader, keys = _place(loading, step.id)
        report = _Report(step.id)
        report.unknown(reader, (*keys, "services"), step.services, known, SERVICES)
        report.unknown(reader, (*keys, "cards"), step.cards, cards, CARDS)


@dataclass(frozen=True)
class _Report:
    id: str

    def unknown(
        self,
        reader: Reader,
        keys: Keys,
        ids: Iterable[str],
        known: Collection[str] | None,
        where: str,
    ) -> None:
        for index, id in enumerate(ids):
            if known is not None and id not in known:
                name = f"{self.id}.{keys[-1]}"
                reader.problem((*keys, index), name, id, f"is no id of {where}")


def _report(loading: _Loading, name: str, id: str, value: object, remedy: str) -> None:
    reader, keys = _place(loading, id)
    reader.problem(keys, id, value, remedy)


def _place(loading: _Loading, id: str) -> tuple[Reader, Keys]:
    """Return the reader of the file that holds a step, and the step's path there."""
    owner, _, name = id.partition(".")
    if owner != "replies":
        key = owner if owner in loading.readers else f"crisis/{owner}"
        return loading.readers[key], ("steps", name)
    for key, reader in loading.readers.items():
        if key.startswith("replies") and reader.document.get("replies", name):
            return reader, ("replies", name)
    raise KeyError(id)


def _steps(flows: Mapping[str, Flow]) -> Iterator[Mapping[str, Step]]:
    return (flow.steps for flow in flows.values())


def _problem(document: Document, value: str, remedy: str) -> ContentError:
    return ContentError(
        file=document.name, line=1, id=document.path.stem, value=value, remedy=remedy
    )


def _hashes(loading: _Loading) -> dict[str, str]:
    hashes = {key: reader.document.digest for key, reader in loading.readers.items()}
    raw = (loading.path / "services.yml").read_bytes()
    return {**hashes, "services": hashlib.sha256(raw).hexdigest()}


def hash_of(path: Path) -> str:
    """Return the hash that this content has when it is loaded, without loading it."""
    topics = {file.stem: file for file in (path / "topics").glob("*/*.yml")}
    others = [*(path / "crisis").glob("*.yml"), *reply_files(path)]
    others.append(path / "services.yml")
    named = {file.relative_to(path).with_suffix("").as_posix(): file for file in others}
    digests = {
        key: hashlib.sha256(file.read_bytes()).hexdigest()
        for key, file in {**topics, **named}.items()
    }
    return _hash(digests)


def _hash(hashes: Mapping[str, str]) -> str:
    rows = "\n".join(f"{key} {hashes[key]}" for key in sorted(hashes))
    return hashlib.sha256(rows.encode()).hexdigest()
