"""Helplines and videos as a professional reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.media import Card
from dashboard.words import Words
from safety.service_data import ALWAYS, Channel, Hours, Service, Services, Span

MINUTES = 60
DAY = 24 * MINUTES


@dataclass(frozen=True)
class Contact:
    """One way to reach a service, in words."""

    kind: str
    where: tuple[str, ...]
    hours: tuple[str, ...]
    as_of: date | None
    note: str


@dataclass(frozen=True)
class Helpline:
    """A service, in one language.

    Attributes:
        is_shown: Young people may see it; else it waits for the operator.
        confirmed: The day on which its contacts were last looked at.
    """

    id: str
    name: str
    description: str
    is_shown: bool
    confirmed: date | None
    ages: str
    cost: str
    contacts: tuple[Contact, ...]
    sources: tuple[tuple[str, str], ...]


def helplines(words: Words, services: Services) -> list[Helpline]:
    """Return every service of the file, in its order."""
    return [
        _helpline(words, one, services.is_visible(one.id))
        for one in services.services.values()
    ]


def _helpline(words: Words, service: Service, is_shown: bool) -> Helpline:
    language = words.language
    return Helpline(
        id=service.id,
        name=service.names[language],
        description=service.description[language],
        is_shown=is_shown,
        confirmed=service.contact_as_of,
        ages=_ages(service.ages),
        cost=service.cost[language] if service.cost else "",
        contacts=tuple(_contact(words, one) for one in service.channels),
        sources=tuple(
            (str(one.get("date") or ""), str(one.get("url") or ""))
            for one in service.sources
        ),
    )


def _ages(ages: tuple[int | None, int | None] | None) -> str:
    if ages is None:
        return ""
    return "–".join("" if age is None else str(age) for age in ages)


def _contact(words: Words, channel: Channel) -> Contact:
    where = (channel.display or channel.tel, channel.url)
    return Contact(
        kind=words.of("channel_kinds", channel.kind),
        where=tuple(text for text in where if text),
        hours=tuple(hours(words, channel.hours)),
        as_of=channel.hours_as_of,
        note=channel.note[words.language] if channel.note else "",
    )


def hours(words: Words, open: Hours) -> Iterator[str]:
    """Yield opening hours in words, a row for the days that share them."""
    if open is None:
        yield words("flow.hours_unknown")
    elif open == ALWAYS:
        yield words("flow.hours_always")
    else:
        assert isinstance(open, tuple)
        yield from (_span(words, span) for span in open)


def _span(words: Words, span: Span) -> str:
    days = sorted(span.days)
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = ", ".join(_run(words, run) for run in runs)
    return f"{named} {_clock(span.open)}–{_clock(span.close)}"


def _run(words: Words, days: list[int]) -> str:
    ends = [words(f"weekdays.{day}") for day in (days[0], days[-1])]
    return ends[0] if len(days) == 1 else "–".join(ends)


def _clock(minutes: int) -> str:
    if minutes == DAY:
        return "24.00"
    minutes %= DAY
    return f"{minutes // MINUTES:02d}.{minutes % MINUTES:02d}"


@dataclass(frozen=True)
class Showing:
    """A video in one language: its files that are there, and its script."""

    title: str
    description: str
    seconds: int
    scenes: tuple[tuple[str, str], ...]
    video: Path | None
    captions: Path | None
    sources: tuple[tuple[str, str, date], ...]


def showing(card: Card, language: str) -> Showing:
    """Return a video card as it is read and watched."""
    files = {kind: card.folder / name for kind, name in card.files.items()}
    return Showing(
        title=card.title[language],
        description=card.description[language],
        seconds=card.seconds,
        scenes=tuple((one.shows[language], one.says[language]) for one in card.scenes),
        video=_there(files.get("video")),
        captions=_there(files.get(f"captions.{language}")),
        sources=tuple((one.title, one.url, one.checked) for one in card.sources),
    )


def exercise_lines(card: Card, language: str) -> list[str]:
    """Return what an exercise says, from first to last; [] for a video."""
    if card.exercise is None:
        return []
    own = card.exercise
    moves = [move.says[language] for move in own.steps]
    return [own.first[language], *moves, own.last[language]]


def _there(path: Path | None) -> Path | None:
    return path if path and path.is_file() else None
