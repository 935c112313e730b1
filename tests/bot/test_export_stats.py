"""The published tables: safe, readable in Excel, never written over."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from bot import export_stats
from bot.__main__ import main
from bot.store import SERVICE_OUTCOMES, Count, Store
from tests.dashboard import made_up

Rows = list[dict[str, str]]


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def exported(out: Path, **options: object) -> dict[str, Rows]:
    paths = export_stats.export(out, today=made_up.TODAY, **options)  # type: ignore[arg-type]
    return {p.stem: read(p) for p in paths if p.suffix == ".csv"}


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_year_gives_a_table_each_and_hides_small_counts(var: Path, out: Path) -> None:
    made_up.year(var / "stats.db")
    tables = exported(out)
    assert set(tables) == set(export_stats.TABLES)
    for name, rows in tables.items():
        assert rows, name
        for row in rows:
            is_number = row["count"].isdigit()
            assert not is_number or int(row["count"]) % 5 == 0
            assert is_number or row["count"].startswith(("fewer than", "not shown"))


def test_the_month_that_is_not_over_waits(var: Path, out: Path) -> None:
    made_up.year(var / "stats.db")
    months = {row["period"] for row in exported(out)["chats_by_month"]}
    assert "2026-10" in months
    assert "2026-11" not in months


def test_thin_months_become_quarters(var: Path, out: Path) -> None:
    made_up.year(var / "stats.db", per_day=3)
    rows = exported(out, since=date(2026, 4, 1), until=date(2026, 9, 30))
    periods = [row["period"] for row in rows["chats_by_month"]]
    assert set(periods) == {"2026-Q2", "2026-Q3", "all"}


def test_helplines_list_every_outcome_whether_it_came_or_not(
    var: Path, out: Path
) -> None:
    day = made_up.TODAY.isoformat()
    rows = [(Count("sessions", day, ("14", "fi")), 900)]
    for service in ("emergency_112", "mieli_crisis_line_fi"):
        for outcome, n in (("shown", 400), ("opened", 120), ("busy", 61)):
            rows.append((Count("services", day, (service, outcome)), n))
    Store(var / "stats.db").add(rows)
    lines = exported(out)["helplines"]
    found = {row["outcome"] for row in lines if row["service"] == "emergency_112"}
    assert found == {"all", *SERVICE_OUTCOMES}


def test_a_small_store_gives_no_number_away(var: Path, out: Path) -> None:
    made_up.small(var / "stats.db")
    tables = exported(out)
    shown = [row["count"] for rows in tables.values() for row in rows]
    assert {one for one in shown if one.isdigit()} <= {"0", "5", "10"}
    assert "fewer than 5" in shown
    assert "fewer than 10" in shown


def test_files_open_in_excel_and_say_what_they_hold(var: Path, out: Path) -> None:
    made_up.year(var / "stats.db")
    exported(out)
    for path in out.iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    text = (out / "README.txt").read_text(encoding="utf-8-sig")
    assert "2026-10-31" in text
    assert "{" not in text
    assert all(name in text for name in export_stats.TABLES)


def test_nothing_is_written_over_without_force(
    var: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_up.small(var / "stats.db")
    assert main(["export-stats", "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["export-stats", "--out", str(out)]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["export-stats", "--out", str(out), "--force"]) == 0


def test_without_a_store_it_says_what_to_do(
    var: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export-stats", "--out", str(out)]) == 1
    assert "make run" in capsys.readouterr().err
    assert not out.exists()


def test_a_period_without_counts_is_named(
    var: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Store(var / "stats.db").add([(Count("turns", "2026-11-22", ("08", "fi")), 9)])
    period = ["--from", "2025-01-01", "--to", "2025-12-31"]
    assert main(["export-stats", "--out", str(out), *period]) == 1
    assert "the store holds 2026-11-22" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_a_plain_error(
    var: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_up.small(var / "stats.db")
    out.write_text("a file")
    assert main(["export-stats", "--out", str(out)]) == 1
    assert "cannot be written" in capsys.readouterr().err
