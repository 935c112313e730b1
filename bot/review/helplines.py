"""Helplines where only what is signed is served: today's numbers in signed words.

Numbers, hours and links are never held back by a missing signature ("Help numbers are
shown even unsigned", DESIGN.md). The words beside them are those that were signed; a
helpline that is newer than the last signature is shown as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.errors import ContentError, ContentErrors
from safety.services import Channel, Service, Services, ServicesError, load_services
from safety.triage import EMERGENCY, load_triage

Way = tuple[str, tuple[str, ...], bool, int]
"""Kind, languages, only for the registered, and which of several that are alike."""


def read_services(
    path: Path, *, confirmed: frozenset[str] = frozenset(), region: str | None = None
) -> Services:
    """Read a file of helplines, once until it changes.

    Raises:
        ContentErrors: It is missing or wrong; every problem.
    """
    try:
        changed_at = path.stat().st_mtime_ns
    except OSError:
        changed_at = 0  # the loader tells that it is missing
    try:
        return _loaded(path, changed_at, confirmed, region)
    except ServicesError as error:
        raise ContentErrors(
            ContentError(
                file=path.name, line=0, id="services", value=None, remedy=problem
            )
            for problem in error.problems
        ) from error


@lru_cache(maxsize=8)
def _loaded(
    path: Path, changed_at: int, confirmed: frozenset[str], region: str | None
) -> Services:
    return load_services(path, confirmed=confirmed, region=region)


def check_kept(before: Services, now: Services) -> None:
    """Refuse helplines without one that a help card may have to show.

    Raises:
        ContentErrors: It names each that ``data/triage.yml`` leads to, that is served
            now, and that is in the new file no more.
    """
    triage = load_triage()
    rows = [*triage.lists.values(), triage.writing, {"": triage.fill}]
    named = {id for row in rows for ids in row.values() for id in ids} | {EMERGENCY}
    if lost := sorted(named & before.services.keys() - now.services.keys()):
        remedy = "is shown on help cards: put it back, or change data/triage.yml first"
        raise ContentErrors(
            ContentError(file="services.yml", line=0, id=id, value=None, remedy=remedy)
            for id in lost
        )


def signed_words(current: Services, signed: Services) -> Services:
    """Return today's helplines with the words that were signed."""
    services = {
        id: _worded(service, signed.services[id]) if id in signed.services else service
        for id, service in current.services.items()
    }
    return replace(current, services=services)


def _worded(service: Service, signed: Service) -> Service:
    notes = dict(_ways(signed.channels))
    return replace(
        service,
        names=signed.names,
        description=signed.description,
        cost=signed.cost,
        queue_note=signed.queue_note,
        channels=tuple(
            replace(channel, note=notes[way].note if way in notes else None)
            for way, channel in _ways(service.channels)
        ),
    )


def _ways(channels: Iterable[Channel]) -> Iterator[tuple[Way, Channel]]:
    """Yield each way in with what tells it from the others in every version."""
    seen: Counter[Way] = Counter()
    for channel in channels:
        kind = (channel.kind, channel.languages, channel.registration, 0)
        seen[kind] += 1
        yield (*kind[:3], seen[kind]), channel
