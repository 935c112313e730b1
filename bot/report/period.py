"""What a release covers: whole quarters of the year, each told on its own.

A figure over a period that grows tells the last month by its difference to the release
before. So nothing is added up over a release: every quarter is protected by itself, out
of its own counts alone, and reads the same in every release that it is in (STA-2).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from bot.counts import counts, first_and_last_day
from bot.disclosure import merged_months, quarter_of
from bot.errors import RinnallaError
from bot.retention import first_kept_day

MONTHS_OF_QUARTER = 3


class ExportError(RinnallaError):
    """The tables cannot be written; the message says what to do."""


@dataclass(frozen=True)
class Quarter:
    """A quarter of the year, and what each of its months is published as.

    Attributes:
        is_over: Whether its last day has passed; else it may not be published beside a
            later release of it.
    """

    name: str
    since: date
    until: date
    names: Mapping[str, str]
    is_over: bool = True

    def name_of(self, day: str) -> str:
        """Return the month of a day, or the quarter where its months are thin."""
        return self.names[day[:7]]

    @property
    def labels(self) -> list[str]:
        """The months, or the quarter itself."""
        return list(dict.fromkeys(self.names.values()))


@dataclass(frozen=True)
class Period:
    """The quarters of a release, and the months asked for that are in none of them."""

    quarters: tuple[Quarter, ...]
    left_out: tuple[str, ...] = ()

    @property
    def since(self) -> date:
        """The first day."""
        return self.quarters[0].since

    @property
    def until(self) -> date:
        """The last day."""
        return self.quarters[-1].until

    @property
    def merged(self) -> list[str]:
        """The quarters that are not told by month."""
        return [one.name for one in self.quarters if one.labels == [one.name]]

    @property
    def is_over(self) -> bool:
        """Tell whether every quarter is over."""
        return all(one.is_over for one in self.quarters)


def choose_period(
    db: Database, since: date | None, until: date | None, today: date
) -> Period:
    """Return the whole quarters between two days.

    Args:
        since: First day; that of the store when left out.
        until: Last day; the end of the last quarter that is over when left out. While
            none is over yet, the quarter that is running, up to today.

    Raises:
        ExportError: Nothing was counted then, or no quarter is whole.
    """
    found = first_and_last_day(db)
    if found is None:
        raise ExportError("the store holds no counts yet: chat first, then try again")
    first, last = since or found[0], until or today
    if first > last or last < found[0] or first > found[1]:
        raise ExportError(
            f"nothing was counted from {first} to {last}; the store holds "
            f"{found[0]} to {found[1]}"
        )
    # Before the first count there is nothing to tell by a difference.
    begins = first if first > found[0] else _start(first)
    whole = [q for q in _quarters(begins, last) if _is_whole(q, begins, last, today)]
    if not whole:
        return Period((_running(db, first, last, found[0], today),))
    told = tuple(_quarter(db, q) for q in whole)
    months = {f"{day:%Y-%m}" for day in _days(max(first, found[0]), min(last, today))}
    left_out = sorted(m for m in months if quarter_of(m) not in {q.name for q in told})
    return Period(told, tuple(left_out))


def quarters_over(db: Database, today: date) -> list[str]:
    """Return the names of the quarters that may be published, oldest first."""
    found = first_and_last_day(db)
    if found is None:
        return []
    first = _start(found[0])
    names = _quarters(first, today)
    return [name for name in names if _is_whole(name, first, today, today)]


def days_of(quarter: str) -> tuple[date, date]:
    """Return the first and last day of a quarter ("2026-Q2")."""
    year, number = quarter.split("-Q")
    starts = date(int(year), MONTHS_OF_QUARTER * int(number) - 2, 1)
    last = starts.month + MONTHS_OF_QUARTER - 1
    return starts, starts.replace(month=last, day=monthrange(starts.year, last)[1])


def _running(
    db: Database, first: date, last: date, stored: date, today: date
) -> Quarter:
    """Return the quarter that is not over, while there is no other to tell."""
    name = quarter_of(f"{last:%Y-%m}")
    starts, ends = days_of(name)
    if ends < today or first > max(starts, stored):
        raise ExportError(
            f"{first} to {last} holds no whole quarter: give its first and last day, "
            f"such as --from {starts} --to {ends}"
        )
    return _quarter(db, name, until=last, is_over=False)


def _quarter(
    db: Database, name: str, *, until: date | None = None, is_over: bool = True
) -> Quarter:
    starts, ends = days_of(name)
    ends = until or ends
    return Quarter(name, starts, ends, _names(db, starts, ends), is_over)


def _is_whole(name: str, first: date, last: date, today: date) -> bool:
    starts, ends = days_of(name)
    # A quarter that has begun to be forgotten would tell, beside its own release, what.
    is_kept = starts >= first_kept_day(today)
    return is_kept and first <= starts and ends <= last and ends < today


def _start(day: date) -> date:
    return days_of(quarter_of(f"{day:%Y-%m}"))[0]


def _quarters(first: date, last: date) -> list[str]:
    return list(dict.fromkeys(quarter_of(f"{d:%Y-%m}") for d in _days(first, last)))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _names(db: Database, first: date, last: date) -> dict[str, str]:
    sessions = dict.fromkeys((f"{day:%Y-%m}" for day in _days(first, last)), 0)
    found = counts(db, "sessions", by=("day",), since=first, until=last)
    for (day,), n in found.items():
        sessions[day[:7]] += n
    merged = merged_months(sessions)
    return {m: quarter_of(m) if quarter_of(m) in merged else m for m in sessions}
