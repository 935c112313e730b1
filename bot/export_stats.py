"""``python -m bot export-stats``: write the tables that may be published, as CSV."""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from bot import settings as config
from bot.content import load
from bot.disclosure import rules
from bot.errors import RinnallaError
from bot.model import LANGUAGES
from bot.report.period import ExportError, Period, choose_period
from bot.report.tables import ALL, NOT_SHOWN, TABLES, Row, tables
from bot.store import StoreNotFound, is_simulated, open_readonly, today

__all__ = ["TABLES", "ExportError", "Released", "export", "files", "main", "zipped"]

README = Path(__file__).with_name("export_readme.txt")
SIMULATED_FOLDER = "simulated"
SIMULATED_PREFIX = "simulated_"
SIMULATED_LINE = "SIMULATED: made-up chats. Not for publishing.\n\n"
NOT_OVER = "This quarter is not over: not for publishing beside a later release.\n\n"
UTF8_WITH_MARK = "utf-8-sig"
"""With the mark at the start, Excel reads å, ä and ö right."""

Released = Mapping[str, list[Row]]
"""The tables of a release, by name."""


def main(argv: Sequence[str] = ()) -> int:
    """Write the tables and say where they are."""
    args = _arguments(argv)
    try:
        written = export(
            args.out,
            since=args.since,
            until=args.until,
            force=args.force,
            report=args.report,
            simulated=args.simulated,
            today=today(),
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
        epilog="writes one CSV a table and README.txt into DIR; with --report also "
        "report.html and report.pdf; example: python -m bot export-stats --out report "
        "--from 2026-01-01 --to 2026-06-30 --report fi",
    )
    day = date.fromisoformat
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--from", dest="since", type=day, metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="until", type=day, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--report", choices=LANGUAGES, help="write the report in this language too"
    )
    parser.add_argument(
        "--simulated",
        action="store_true",
        help="export the made-up chats of 'python -m bot simulate', marked as such",
    )
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
    report: str | None = None,
    simulated: bool = False,
    today: date,
) -> list[Path]:
    """Write the tables and return their paths.

    Args:
        since: First day; that of the store when left out. Whole quarters from it on
            are told.
        until: Last day; the end of the last quarter that is over when left out, or
            today while none is over yet.
        report: fi, sv or en: write report.html and report.pdf too.
        simulated: Export the store of made-up chats, with a mark on every file.

    Raises:
        StoreError: There is no store, or it cannot be read.
        ExportError: The period holds nothing or no whole quarter, or tables would be
            written over.
    """
    # Nothing is signed here, so the installation's key is not read nor made.
    settings = config.load({**os.environ, "RINNALLA_SECRET": "-" * 32})
    content = load(settings.content)
    folder = settings.var / SIMULATED_FOLDER if simulated else settings.var
    db = _open(folder / "stats.db", simulated=simulated)
    try:
        period = choose_period(db, since, until, today)
        made = tables(db, period, content)
        found = files(made, period, simulated=simulated)
    finally:
        db.conn.close()
    if report:
        # The compiler of PDF is loaded only by those who want one.
        from bot.report.build import build
        from bot.report.html import as_html
        from bot.report.pdf import as_pdf

        told = build(made, period, content, report, simulated=simulated)
        prefix = SIMULATED_PREFIX if simulated else ""
        found[f"{prefix}report.html"] = as_html(told).encode()
        found[f"{prefix}report.pdf"] = as_pdf(told)
    return _write(out, found, force=force)


def _open(path: Path, *, simulated: bool) -> Database:
    try:
        db = open_readonly(path)
    except StoreNotFound as error:
        how = "'python -m bot simulate'" if simulated else "'make run', chat,"
        raise StoreNotFound(
            f"nothing has been counted yet ({error}). Start the companion with "
            f"{how} and try again"
        ) from error
    if is_simulated(db) != simulated:
        db.conn.close()
        kind = "real" if simulated else "made-up"
        raise ExportError(f"{path} holds {kind} chats: they are never mixed")
    return db


# --- the files --------------------------------------------------------------------


def files(made: Released, period: Period, *, simulated: bool) -> dict[str, bytes]:
    """Return each table as CSV and the README, by the name of the file."""
    prefix = SIMULATED_PREFIX if simulated else ""
    found = {f"{prefix}{name}.csv": as_csv(rows) for name, rows in made.items()}
    marks = (SIMULATED_LINE if simulated else "") + ("" if period.is_over else NOT_OVER)
    text = marks + _readme(period, made)
    return {**found, f"{prefix}README.txt": text.encode(UTF8_WITH_MARK)}


def zipped(found: Mapping[str, bytes]) -> bytes:
    """Return files as one zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return a table as CSV."""
    columns = list(dict.fromkeys(key for row in rows for key in row)) or ["count"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(UTF8_WITH_MARK)


def _write(out: Path, found: Mapping[str, bytes], *, force: bool) -> list[Path]:
    paths = {out / name: data for name, data in found.items()}
    there = [path.name for path in paths if path.exists()]
    if there and not force:
        raise ExportError(
            f"{out} holds {', '.join(there)} already: give another folder, or --force "
            "to write over them"
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path, data in paths.items():
            path.write_bytes(data)
    except OSError as error:
        raise ExportError(f"{out}: cannot be written ({error})") from error
    return list(paths)


def _readme(period: Period, made: Released) -> str:
    return README.read_text(encoding="utf-8").format(
        since=period.since,
        until=period.until,
        merged=", ".join(period.merged) or "none",
        left_out=", ".join(period.left_out) or "none",
        floor=rules().floor,
        sensitive_floor=rules().sensitive_floor,
        round_to=rules().round_to,
        share=rules().share_of_at_least,
        month=rules().month_sessions,
        n=_total(made["chats_by_month"]),
        sizes="\n".join(f"  {name}.csv: {len(made[name])} lines" for name in made),
    )


def _total(chats: Sequence[Row]) -> str:
    """Return all chats of the quarters."""
    whole = [row["count"] for row in chats if {row["period"], row["language"]} == {ALL}]
    if all(words.isdigit() for words in whole):
        return f"about {sum(map(int, whole))}"
    return whole[0] if len(whole) == 1 else NOT_SHOWN
