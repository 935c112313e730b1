"""The page of safety: time to the card, and the published figures of the detector."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bot.store import Count, Store
from dashboard import frame, safety_case
from dashboard.words import THIN, load
from tests.dashboard import made_up

TEST = (
    "| T3: `elevated` seen | at least 90 % | 181/195 · 92.8 % (88.3–95.7) ✓ "
    "| 55.0 % (one slip, `blind_fi`) ✗ |"
)
APP = Path(frame.__file__).with_name("app.py")
DOCUMENT = """
<!-- figures: versions -->
Rules `{rules}`, code `222222222222`, second reader `333333333333` (trained).
<!-- end -->
<!-- figures: acceptance -->
Measured on: blind sets.

| test | asked for | rules alone | with the second reader |
| --- | --- | --- | --- |
{test}
<!-- end -->
<!-- figures: speed -->
2026-11-23, Python 3.11.7, 2 cores
<!-- end -->
"""


def opened(language: str = "en") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["language"] = language
    app.session_state["weeks"] = 4
    app.switch_page("views/safety.py").run()
    assert not app.exception
    return app


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    monkeypatch.setattr(frame, "today", lambda: made_up.TODAY)
    return Store(tmp_path / "stats.db")


def figures(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


@pytest.mark.parametrize(
    ("within", "share"), [((60, 50, 40), f"94{THIN}%"), ((145, 3, 2), "too few")]
)
def test_the_share_of_cards_in_time_is_told_only_where_its_parts_are(
    store: Store, within: tuple[int, int, int], share: str
) -> None:
    day = made_up.TODAY.isoformat()
    buckets = dict(zip(("≤10", "≤25", "≤50"), within, strict=True)) | {"≤250": 10}
    rows = [(Count("speed", day, ("card", one)), n) for one, n in buckets.items()]
    store.add([(Count("sessions", day, ("14", "fi")), 900), *rows])
    assert figures(opened())["Help card within 50 milliseconds"] == share


def test_alerts_are_added_up_over_their_levels(store: Store) -> None:
    day = made_up.TODAY.isoformat()
    levels = {"none": 800, "elevated": 40, "high": 30, "acute": 20}
    store.add([(Count("levels", day, (one, "fi")), n) for one, n in levels.items()])
    assert figures(opened())["Messages with signs of danger"] == "90"


def test_the_document_is_read_with_its_day_and_its_rules(tmp_path: Path) -> None:
    path = tmp_path / "case.md"
    path.write_text(DOCUMENT.format(rules="1" * 12, test=TEST), encoding="utf-8")
    case = safety_case.read(path)
    assert case is not None
    assert case.day == date(2026, 11, 23)
    assert not case.is_current
    test = case.tests[0]
    assert test.asked == "at least 90 %"
    assert test.alone == safety_case.Result("181/195 · 92.8 % (88.3–95.7)", True)
    assert test.second == safety_case.Result("55.0 %", False)


def test_figures_of_the_rules_that_run_are_current(tmp_path: Path) -> None:
    path = tmp_path / "case.md"
    path.write_text(
        DOCUMENT.format(rules=safety_case.rules_digest(), test=TEST), "utf-8"
    )
    case = safety_case.read(path)
    assert case is not None
    assert case.is_current


@pytest.mark.parametrize("text", [None, "no figures here"])
def test_without_the_document_nothing_is_made_up(
    tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "case.md"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert safety_case.read(path) is None


def test_every_test_of_the_document_has_words_in_each_language() -> None:
    case = safety_case.read()
    assert case is not None
    assert {test.name for test in case.tests} == set(load()["safety_tests"])


def test_the_page_says_in_words_whether_a_test_is_met(store: Store) -> None:
    made_up.small(store._path)
    app = opened("fi")
    table = next(one.value for one in app.table if "Vaatimus" in one.value.columns)
    for value in table["Pelkät säännöt"]:
        assert str(value).endswith(("– täyttyy", "– ei täyty"))
