"""The published tables: safe, readable in Excel, never written over."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from bot import export_stats
from bot.__main__ import main
from bot.store import Count, Store, StoreNotFound
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


def test_the_quarter_that_is_not_over_waits(var: Path, out: Path) -> None:
    made_up.year(var / "stats.db")
    rows = exported(out)["chats_by_month"]
    assert {row["quarter"] for row in rows} == {
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
    }
    assert "2026-09" in {row["period"] for row in rows}


def test_quarters_with_thin_months_are_not_told_by_month(var: Path, out: Path) -> None:
    made_up.year(var / "stats.db", per_day=3)
    rows = exported(out, since=date(2026, 4, 1), until=date(2026, 9, 30))
    periods = [row["period"] for row in rows["chats_by_month"]]
    assert set(periods) == {"2026-Q2", "2026-Q3", "all"}


def test_a_quarter_reads_the_same_in_every_release(var: Path, tmp_path: Path) -> None:
    made_up.year(var / "stats.db")
    whole = exported(tmp_path / "year")
    alone = exported(
        tmp_path / "quarter", since=date(2026, 4, 1), until=date(2026, 6, 30)
    )
    for name, rows in alone.items():
        assert rows == [row for row in whole[name] if row["quarter"] == "2026-Q2"]


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [
        (date(2026, 1, 1), date(2026, 7, 31), "2026-06-30"),
        (date(2026, 2, 1), date(2026, 6, 30), "2026-06-30"),
    ],
)
def test_months_outside_whole_quarters_are_left_out_and_named(
    var: Path, out: Path, since: date, until: date, kept: str
) -> None:
    made_up.year(var / "stats.db")
    exported(out, since=since, until=until)
    text = (out / "README.txt").read_text(encoding="utf-8-sig")
    assert kept in text
    assert "not wholly asked for: 2026-0" in text


def test_a_part_of_a_quarter_is_refused_with_days_that_do(var: Path, out: Path) -> None:
    made_up.year(var / "stats.db")
    with pytest.raises(export_stats.ExportError, match="--from 2026-04-01"):
        exported(out, since=date(2026, 4, 1), until=date(2026, 5, 31))


def test_a_quarter_that_begins_to_be_forgotten_is_not_published(
    var: Path, out: Path
) -> None:
    """Beside its own release it would tell what was deleted."""
    rows = [
        (Count("sessions", day, ("14", "fi")), 300)
        for day in ("2024-09-20", "2024-12-20", "2025-02-01", "2026-09-30")
    ]
    Store(var / "stats.db").add(rows)
    quarters = {row["quarter"] for row in exported(out)["chats_by_month"]}
    assert "2024-Q3" not in quarters
    assert "2024-Q4" in quarters


def test_while_no_quarter_is_over_the_files_say_so(var: Path, out: Path) -> None:
    made_up.small(var / "stats.db")
    exported(out)
    text = (out / "README.txt").read_text(encoding="utf-8-sig")
    assert text.startswith("This quarter is not over: not for publishing")


def test_made_up_chats_are_never_published_as_real(var: Path, out: Path) -> None:
    made_up.small(var / "stats.db")
    with pytest.raises(StoreNotFound, match="bot simulate"):
        exported(out, simulated=True)
    day = made_up.TODAY.isoformat()
    counted = [(Count("sessions", day, ("14", "fi")), 30)]
    Store(var / "simulated" / "stats.db", simulated=True).add(counted)
    paths = export_stats.export(out, simulated=True, today=made_up.TODAY, report="fi")
    assert all(path.name.startswith("simulated_") for path in paths)
    assert "SIMULOITU" in (out / "simulated_report.html").read_text(encoding="utf-8")

    (var / "simulated" / "stats.db").rename(var / "mixed.db")
    (var / "stats.db").unlink()
    (var / "mixed.db").rename(var / "stats.db")
    with pytest.raises(export_stats.ExportError, match="never mixed"):
        exported(out.with_name("other"))


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
    assert found == {"all", "shown", "opened", "reached", "not_reached", "not_dared"}


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
    assert "2026-09-30" in text
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
