"""When a helpline is open: four states, in Europe/Helsinki, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import holidays

from .service_data import (
    DATA,
    LANGUAGES,
    Always,
    Channel,
    Service,
    ServicesError,
    Span,
    read_mapping,
)

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
# Hours from an older source are not told as "open now".
FRESH_MONTHS: Final = 24
# A week of closed days is followed by two more: Christmas, New Year and Epiphany.
LOOK_AHEAD_DAYS: Final = 21
WORDS_FILE: Final = DATA / "service_words.yml"


@dataclass(frozen=True)
class State:
    """Whether somebody answers now.

    Attributes:
        name: open, check (open by an undated or old source), closed or unknown.
        basis: Why: always, dated, old, undated, none (no hours known), holiday, or
            form (always there, but no one answers at once).
    """

    name: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    basis: str = "dated"

    @property
    def usable(self) -> bool:
        """Tell whether trying now makes sense."""
        return self.name in ("open", "check")


def state(
    target: Channel | Service,
    at: datetime,
    *,
    language: str | None = None,
    kinds: Iterable[str] = (),
) -> State:
    """Tell whether a channel, or a service by its best channel, is open at ``at``.

    Args:
        at: An aware time.
        language: Channels in this language are asked, where there are any.
        kinds: Kinds of channels to ask; the kind of the main channel by default.

    Raises:
        ValueError: ``at`` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("at has no time zone: pass an aware datetime")
    if isinstance(target, Channel):
        return _channel_state(target, at)
    found = channels_of(target, language=language, kinds=kinds)
    return min((_channel_state(channel, at) for channel in found), key=_preference)


def channels_of(
    service: Service, *, language: str | None = None, kinds: Iterable[str] = ()
) -> Sequence[Channel]:
    """Return the channels that ``state`` asks: at least the main one."""
    wanted = tuple(kinds) or (service.main.kind,)
    found = [c for c in service.channels if c.kind in wanted] or [service.main]
    return [c for c in found if language in c.languages] or found


def _preference(found: State) -> tuple[int, datetime]:
    order = ("open", "check", "unknown", "closed")
    far = datetime.max.replace(tzinfo=timezone.utc)
    return order.index(found.name), found.opens_at or far


def _channel_state(channel: Channel, at: datetime) -> State:
    if channel.hours is None:
        return State("unknown", basis="none")
    if isinstance(channel.hours, Always):
        return State("open", basis="form" if channel.kind == "web" else "always")
    return _timed_state(channel, at.astimezone(HELSINKI))


def _timed_state(channel: Channel, at: datetime) -> State:
    basis = _basis(channel.hours_as_of, at.date())
    instant = at.astimezone(timezone.utc)
    opens_at = None
    for opens, closes in _openings(channel, at.date()):
        if _utc(opens) <= instant < _utc(closes):
            return State(_open_name(basis), None, closes, basis)
        if _utc(opens) > instant:
            opens_at = opens
            break
    if not _promises(channel, at.date()):
        return State("unknown", opens_at, None, "holiday")
    return State("closed", opens_at, None, basis)


def _open_name(basis: str) -> str:
    return "open" if basis == "dated" else "check"


def _basis(as_of: date | None, today: date) -> str:
    if as_of is None:
        return "undated"
    months = (today.year - as_of.year) * 12 + today.month - as_of.month
    is_old = (months, today.day) > (FRESH_MONTHS, as_of.day)
    return "old" if is_old else "dated"


def _openings(channel: Channel, today: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield opening and closing times from yesterday on, in order."""
    for n_days in range(-1, LOOK_AHEAD_DAYS):
        day = today + timedelta(days=n_days)
        for span in sorted(_spans(channel, day), key=lambda s: s.open):
            yield _moment(day, span.open), _moment(day, span.close)


def _spans(channel: Channel, day: date) -> Iterable[Span]:
    assert isinstance(channel.hours, tuple)
    usual = [span for span in channel.hours if day.weekday() in span.days]
    if is_holiday(day):
        return usual if channel.holidays_as_usual else channel.holidays or ()
    if channel.eves is not None and is_holiday(day + timedelta(days=1)):
        return channel.eves
    return usual


def _promises(channel: Channel, day: date) -> bool:
    """Tell whether the hours say anything about this day."""
    if not is_holiday(day):
        return True
    return channel.holidays_as_usual or channel.holidays is not None


def _moment(day: date, minutes: int) -> datetime:
    n_days, minute = divmod(minutes, 24 * 60)
    clock = time(minute // 60, minute % 60)
    moment = datetime.combine(day + timedelta(days=n_days), clock, tzinfo=HELSINKI)
    # An hour that the clock skips in March is told as the hour after it.
    return _utc(moment).astimezone(HELSINKI)


def _utc(moment: datetime) -> datetime:
    # Two times of one zone are compared by the clock on the wall, which goes back
    # an hour in October; UTC is compared right.
    return moment.astimezone(timezone.utc)


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Tell whether a day is a public holiday in Finland, two common eves included."""
    return day in _HOLIDAYS


_HOLIDAYS: Final = holidays.country_holidays("FI")


def state_text(found: State, language: str, at: datetime) -> str:
    """Say a state in words.

    Returns:
        A short phrase without a full stop: "suljettu, avataan tänään klo 9.00".

    Raises:
        KeyError: ``language`` is none of fi, sv, en.
    """
    words = service_words()["states"]
    local = at.astimezone(HELSINKI)
    opens = _when(found.opens_at, language, local)
    closes = _clock(found.closes_at, local)
    key = f"{found.name}_{found.basis}"
    if found.opens_at is not None and f"{key}_opens" in words:
        key += "_opens"
    return str(words[key][language]).format(opens=opens, closes=closes)


def _when(moment: datetime | None, language: str, now: datetime) -> str:
    if moment is None:
        return ""
    words = service_words()
    n_days = (moment.date() - now.date()).days
    if n_days < 2:
        day = words["today" if n_days == 0 else "tomorrow"][language]
    else:
        day = words["weekdays"][language][moment.weekday()]
    if n_days > 6:
        day = f"{day} {moment.day}.{moment.month}."
    return str(words["day_and_time"][language]).format(
        day=day, clock=_clock(moment, now)
    )


def _clock(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    if moment.time() == time(0, 0) and moment > now:
        return "24.00"
    return f"{moment.hour}.{moment.minute:02}"


@lru_cache(maxsize=1)
def service_words() -> dict[str, Any]:
    """Read the words of help cards, once.

    Raises:
        ServicesError: The file is missing, or a phrase lacks a language.
    """
    words = read_mapping(WORDS_FILE, ServicesError)
    problems = [
        f"states: {key} lacks {language}: add it"
        for key, texts in words.get("states", {}).items()
        for language in LANGUAGES
        if language not in texts
    ]
    if problems:
        raise ServicesError(WORDS_FILE.name, problems)
    return words
