"""The page of the report: whole quarters, three files, each written down."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bot.audit import Audit
from dashboard import access, frame, released
from tests.dashboard import made_up
from tests.dashboard.signed_in import app_of, at_page, claims, use_provider

MODERATOR = "moderator"


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    monkeypatch.setattr(frame, "today", lambda: made_up.TODAY)
    use_provider(monkeypatch)
    return tmp_path


def page(language: str = "en") -> AppTest:
    app = at_page(app_of(claims(MODERATOR), language=language), "report").run()
    assert not app.exception
    return app


@pytest.fixture
def release(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[AppTest, released.Release]:
    """Return the page of a year, and what its buttons would hand out."""
    made_up.year(var / "stats.db")
    found: list[released.Release] = []
    report = released.Release.report

    def seen(self: released.Release, language: str):  # type: ignore[no-untyped-def]
        found.append(self)
        return report(self, language)

    monkeypatch.setattr(released.Release, "report", seen)
    app = page()
    return app, found[-1]


def test_without_counts_the_page_says_how_to_get_them(var: Path) -> None:
    assert page().info[0].value == "There is nothing to show here yet."


def test_while_no_quarter_is_over_there_is_no_report(var: Path) -> None:
    made_up.small(var / "stats.db")
    app = page()
    assert app.info[0].value.startswith("The report can be made when")
    assert not app.header


def test_the_last_quarter_is_shown_first_and_longer_ones_can_be_chosen(
    release: tuple[AppTest, released.Release],
) -> None:
    app, last = release
    assert [one.name for one in last.period.quarters] == ["2026-Q3"]
    titles = [one.value for one in app.subheader]
    assert "Measures of quality" in titles
    assert "What is not here" in titles
    app.selectbox(key="report_first").set_value("2026-Q1").run()
    assert not app.exception
    assert any("1 January 2026" in text.value for text in app.markdown)


def test_the_report_is_in_the_language_that_was_chosen(
    release: tuple[AppTest, released.Release],
) -> None:
    app, _ = release
    app.selectbox(key="report_language").set_value("sv").run()
    assert not app.exception
    assert "Kvalitetsmått" in [one.value for one in app.subheader]


@pytest.mark.parametrize(
    ("form", "begins"), [("html", b"<!doctype"), ("pdf", b"%PDF"), ("csv", b"PK")]
)
def test_each_file_is_written_down_when_it_is_taken(
    var: Path,
    release: tuple[AppTest, released.Release],
    form: str,
    begins: bytes,
) -> None:
    data = released.download(release[1], form, "fi", claims(MODERATOR))
    assert data.startswith(begins)
    noted = Audit(var).entries(1)[0]
    assert noted.act == "export"
    assert noted.subject.startswith("rinnalla-2026-Q3")


def test_the_tables_are_those_of_the_command(
    var: Path, release: tuple[AppTest, released.Release]
) -> None:
    data = released.download(release[1], "csv", "fi", claims(MODERATOR))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        readme = archive.read("README.txt").decode("utf-8-sig")
    assert {f"{name}.csv" for name in release[1].tables} | {"README.txt"} == names
    assert "2026-07-01 to 2026-09-30" in readme


def test_who_is_no_moderator_any_more_gets_no_file(
    var: Path, release: tuple[AppTest, released.Release]
) -> None:
    with pytest.raises(PermissionError):
        released.download(release[1], "pdf", "fi", claims())
    assert all(one.act != "export" for one in Audit(var).entries(9))


def test_what_cannot_be_written_down_is_not_handed_out(
    release: tuple[AppTest, released.Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise access.Forbidden

    monkeypatch.setattr(access, "note", broken)
    with pytest.raises(access.Forbidden):
        released.download(release[1], "csv", "fi", claims(MODERATOR))
