"""``python -m bot export-stats``: write the tables that may be published, as CSV."""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot import settings as config
from bot.content import Content, load
from bot.counts import Counts, counts, first_and_last_day
from bot.disclosure import Cell, Place, merged_months, protect, quarter_of, rules, share
from bot.errors import RinnallaError
from bot.model import LANGUAGES
from bot.store import SERVICE_OUTCOMES, StoreNotFound, open_readonly
from safety import Level

HELSINKI = ZoneInfo("Europe/Helsinki")
ALL = "all"
README = Path(__file__).with_name("export_readme.txt")


class ExportError(RinnallaError):
    """The tables cannot be written; the message says what to do."""


@dataclass(frozen=True)
class Period:
    """The days of an export, and what each month is published as."""

    since: date
    until: date
    names: Mapping[str, str]

    def name_of(self, day: str) -> str:
        """Return the month, or the quarter it is merged into."""
        return self.names[day[:7]]


Row = dict[str, str]
"""One line of a table, by the name of its column."""


def main(argv: Sequence[str] = ()) -> int:
    """Write the tables and say where they are."""
    args = _arguments(argv)
    try:
        written = export(
            args.out,
            since=args.since,
            until=args.until,
            force=args.force,
            today=datetime.now(HELSINKI).date(),
        )
    except RinnallaError as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1
    for path in written:
        sys.stdout.write(f"{path}\n")
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bot export-stats",
        description="Write the publishable tables: small counts hidden, rounded to 5.",
        epilog="writes one CSV a table and README.txt into DIR; example: "
        "python -m bot export-stats --out report --from 2026-01-01 --to 2026-06-30",
    )
    day = date.fromisoformat
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--from", dest="since", type=day, metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="until", type=day, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--force", action="store_true", help="write over tables that are there"
    )
    return parser.parse_args(argv)


def export(
    out: Path,
    *,
    since: date | None = None,
    until: date | None = None,
    force: bool = False,
    today: date,
) -> list[Path]:
    """Write the tables and return their paths.

    Args:
        since: First day; the first of the store when left out.
        until: Last day; the end of the last whole month when left out, or today while
            no month is over yet.

    Raises:
        StoreError: There is no store, or it cannot be read.
        ExportError: The period holds nothing, or tables would be written over.
    """
    # Nothing is signed here, so the installation's key is not read nor made.
    settings = config.load({**os.environ, "RINNALLA_SECRET": "-" * 32})
    content = load(settings.content)
    db = _open(settings.var / "stats.db")
    try:
        period = _period(db, since, until, today)
        made = {
            name: list(table(db, period, content)) for name, table in TABLES.items()
        }
    finally:
        db.conn.close()
    return _write(out, made, period, force=force)


def _open(path: Path) -> Database:
    try:
        return open_readonly(path)
    except StoreNotFound as error:
        raise StoreNotFound(
            f"nothing has been counted yet ({error}). Start the companion with "
            "'make run', chat, and try again"
        ) from error


def _period(
    db: Database, since: date | None, until: date | None, today: date
) -> Period:
    found = first_and_last_day(db)
    if found is None:
        raise ExportError("the store holds no counts yet: chat first, then try again")
    first = since or found[0]
    last = until or _default_end(first, today)
    if first > last or last < found[0] or first > found[1]:
        raise ExportError(
            f"nothing was counted from {first} to {last}; the store holds "
            f"{found[0]} to {found[1]}"
        )
    return Period(first, last, _names(db, first, last))


def _default_end(first: date, today: date) -> date:
    """Leave the month that is not over to the next release."""
    last_of_month_before = today.replace(day=1) - timedelta(days=1)
    return today if last_of_month_before < first else last_of_month_before


def _names(db: Database, first: date, last: date) -> dict[str, str]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    sessions = dict.fromkeys((f"{day:%Y-%m}" for day in days), 0)
    found = counts(db, "sessions", by=("day",), since=first, until=last)
    for (day,), n in found.items():
        sessions[day[:7]] += n
    merged = merged_months(sessions)
    return {m: quarter_of(m) if quarter_of(m) in merged else m for m in sessions}


# --- the tables -------------------------------------------------------------------

Table = Callable[[Database, Period, Content], Iterable[Row]]


def by_period(table: str, column: str) -> Table:
    """Make a table of one column of the store by month."""

    def rows(db: Database, period: Period, content: Content) -> Iterator[Row]:
        sums: dict[Place, int] = defaultdict(int)
        for (day, value), n in _ask(db, table, ("day", column), period).items():
            sums[value, period.name_of(day)] += n
        kinds = _values(column, content, (value for value, _ in sums))
        names = list(dict.fromkeys(period.names.values()))
        full = {(k, name): sums.get((k, name), 0) for k in kinds for name in names}
        floor = _floors(table, column, content)
        safe = protect(full, floor=lambda kind, _: floor(kind))
        yield _row({"period": ALL, column: ALL}, safe.total)
        if all(cell.is_hidden for cell in safe.cells.values()):
            return
        for name in names:
            yield _row({"period": name, column: ALL}, safe.columns[name])
        for kind in kinds:
            yield _row({"period": ALL, column: kind}, safe.rows[kind])
            for name in names:
                yield _row({"period": name, column: kind}, safe.cells[kind, name])

    return rows


def two_way(
    table: str,
    row: str,
    column: str,
    *,
    fixed: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> Table:
    """Make a table of two columns of the store over the whole period.

    Args:
        fixed: "rows" where another table shows the sums of the rows.
        columns: All values that the column can have, where only this table has them.
    """

    def rows(db: Database, period: Period, content: Content) -> Iterator[Row]:
        found = _ask(db, table, (row, column), period)
        kinds = _values(row, content, (one for one, _ in found))
        others = _values(column, content, [*columns, *(two for _, two in found)])
        full = {(one, two): found.get((one, two), 0) for one in kinds for two in others}
        floor = _floors(table, row, content)
        safe = protect(full, floor=lambda one, _: floor(one), fixed=fixed)
        yield _row({row: ALL, column: ALL}, safe.total)
        if all(cell.is_hidden for cell in safe.cells.values()):
            return
        for one in kinds:
            whole = safe.rows[one]
            yield _row({row: one, column: ALL}, whole)
            for two in others:
                yield _row({row: one, column: two}, safe.cells[one, two], whole)

    return rows


def _values(column: str, content: Content, found: Iterable[str]) -> list[str]:
    """Return all values a column can have, with those nobody came upon.

    Listing only what came would tell a hidden 1 from a hidden 0.
    """
    known: Mapping[str, Iterable[str]] = {
        "language": LANGUAGES,
        "level": [level.label for level in Level],
        "topic": content.topics,
        "thumb": ("up", "down"),
    }
    return list(dict.fromkeys([*known.get(column, ()), *sorted(found)]))


def hours(db: Database, period: Period, content: Content) -> Iterator[Row]:
    """Return chats by weekday and the hour they began."""
    found = _ask(db, "sessions", ("day", "hour"), period)
    sums = {(str(d), f"{h:02d}"): 0 for d in range(1, 8) for h in range(24)}
    for (day, hour), n in found.items():
        if hour:
            sums[str(date.fromisoformat(day).isoweekday()), hour] += n
    safe = protect(sums, floor=lambda *_: rules().floor, totals=("all",))
    for (weekday, hour), cell in safe.cells.items():
        yield _row({"weekday": weekday, "hour": hour}, cell)


TABLES: dict[str, Table] = {
    "chats_by_month": by_period("sessions", "language"),
    "messages_by_month": by_period("turns", "language"),
    "chats_by_hour": hours,
    "topics_by_month": by_period("topics", "topic"),
    "topics_by_language": two_way("topics", "topic", "language", fixed=("rows",)),
    "levels_by_month": by_period("levels", "level"),
    "domains_by_level": two_way("domains", "category", "level"),
    "helplines": two_way("services", "service", "outcome", columns=SERVICE_OUTCOMES),
    "false_alarms": by_period("false_alarms", "category"),
    "understanding": two_way("understanding", "language", "outcome"),
    "feedback": two_way("feedback", "topic", "thumb"),
    "failures_by_month": by_period("failures", "part"),
}


def _ask(db: Database, table: str, by: tuple[str, ...], period: Period) -> Counts:
    return counts(db, table, by=by, since=period.since, until=period.until)


def _floors(table: str, column: str, content: Content) -> Callable[[str], int]:
    marked = {id for id, topic in content.topics.items() if topic.sensitive}

    def floor(value: str) -> int:
        named = {column: value} if column in ("level", "topic") else {}
        return rules().floor_of(table=table, also_sensitive=marked, **named)

    return floor


def _row(keys: Row, cell: Cell, whole: Cell | None = None) -> Row:
    row = {**keys, "count": _words(cell)}
    if whole is not None:
        part = share(cell, whole)
        row["percent"] = "not shown" if part is None else str(part)
    return row


def _words(cell: Cell) -> str:
    if cell.n is not None:
        return str(cell.n)
    return "not shown" if cell.below is None else f"fewer than {cell.below}"


# --- the files --------------------------------------------------------------------


def _write(
    out: Path, made: Mapping[str, list[Row]], period: Period, *, force: bool
) -> list[Path]:
    paths = {name: out / f"{name}.csv" for name in made}
    readme = out / "README.txt"
    there = [path.name for path in (*paths.values(), readme) if path.exists()]
    if there and not force:
        raise ExportError(
            f"{out} holds {', '.join(there)} already: give another folder, or --force "
            "to write over them"
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            _write_table(path, made[name])
        readme.write_text(_readme(period, made), encoding="utf-8-sig")
    except OSError as error:
        raise ExportError(f"{out}: cannot be written ({error})") from error
    return [*paths.values(), readme]


def _write_table(path: Path, rows: Sequence[Row]) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row)) or ["count"]
    # With the mark at the start, Excel reads å, ä and ö right.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _readme(period: Period, made: Mapping[str, list[Row]]) -> str:
    merged = sorted({name for name in period.names.values() if "Q" in name})
    return README.read_text(encoding="utf-8").format(
        since=period.since,
        until=period.until,
        merged=", ".join(merged) or "none",
        floor=rules().floor,
        sensitive_floor=rules().sensitive_floor,
        round_to=rules().round_to,
        share=rules().share_of_at_least,
        month=rules().month_sessions,
        n=_total(made["chats_by_month"]),
        sizes="\n".join(f"  {name}.csv: {len(made[name])} lines" for name in made),
    )


def _total(chats: Sequence[Row]) -> str:
    """Return all chats, from the first line of their table."""
    whole = chats[0]["count"]
    return f"about {whole}" if whole.isdigit() else whole
