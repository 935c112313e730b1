"""Every page on every kind of store: no exception, the right numbers, no person."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bot.store import Count, Store
from dashboard import frame
from tests.dashboard import made_up

APP = Path(frame.__file__).with_name("app.py")
PAGES = ("overview", "topics", "hours", "understanding", "safety")
CANARY = "kanarialintu laulaa yöllä"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the dashboard looks for its store."""
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    monkeypatch.setattr(frame, "today", lambda: made_up.TODAY)
    return tmp_path / "stats.db"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the file of a made-up year, with a sentence planted in it."""
    path = tmp_path_factory.mktemp("year") / "stats.db"
    made_up.year(path)
    connection = sqlite3.connect(path)
    connection.execute("create table notes (text)")
    connection.execute("insert into notes values (?)", (CANARY,))
    connection.commit()
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    return path.read_bytes()


def opened(page: str, *, language: str = "fi", weeks: int | None = None) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["language"] = language
    app.run()
    if page != PAGES[0]:
        app.switch_page(f"views/{page}.py").run()
    if weeks:
        app.radio(key="weeks").set_value(weeks).run()
    assert not app.exception
    return app


def everything(app: AppTest) -> str:
    """Return all that was sent to the browser, charts and their data included."""
    parts = [n.proto for n in [*app.main, *app.sidebar] if getattr(n, "proto", None)]
    return "\n".join(
        part.SerializeToString().decode("utf-8", "replace")
        for part in parts
        if hasattr(part, "SerializeToString")
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_without_a_store_a_page_says_how_to_get_data(
    store: Path, page: str, language: str
) -> None:
    app = opened(page, language=language)
    assert app.info[0].value
    assert any("chat" in text.value for text in app.markdown)
    assert not store.exists()


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_says_the_same(store: Path, page: str) -> None:
    made_up.small(store)
    connection = sqlite3.connect(store)
    for table in ("sessions", "turns", "levels", "topics", "understanding", "feedback"):
        connection.execute(f"delete from [{table}]")
    connection.commit()
    connection.close()
    assert opened(page).info[0].value.startswith("Täällä ei ole vielä")


@pytest.mark.parametrize("page", PAGES)
def test_a_broken_store_gets_a_kind_word(store: Path, page: str) -> None:
    store.write_bytes(b"this is no database" * 100)
    app = opened(page)
    assert "Chat toimii silti" in app.error[0].value


@pytest.mark.parametrize("page", PAGES)
def test_a_small_store_shows_no_small_count(store: Path, page: str) -> None:
    made_up.small(store)
    text = everything(opened(page))
    assert re.search(r"alle (5|10)", text)
    # 3 chats, 2 topics, 1 acute and 1 thumb; rounded, 12 messages are 10.
    assert not re.search(r'"n": ?(1|2|3|4|11|12)\b', text)


def test_a_small_store_names_no_topic_and_no_level_that_came(store: Path) -> None:
    made_up.small(store)
    topics = [text.value for text in opened("topics").markdown]
    assert sum("Liian vähän" in text for text in topics) >= 3
    shown = [text.value for text in opened("safety").markdown]
    assert sum("alle 10" in text for text in shown) >= 3


def test_the_overview_shows_rounded_sums(store: Path, year: bytes) -> None:
    store.write_bytes(year)
    metrics = {m.label: m.value for m in opened("overview").metric}
    assert metrics == {
        "Keskusteluja": "960",
        "Viestejä": "2\N{NARROW NO-BREAK SPACE}880",
        "Viestejä keskustelua kohti": "3,0",
    }


@pytest.mark.parametrize("weeks", [4, 52])
@pytest.mark.parametrize("page", PAGES)
def test_a_year_is_drawn_and_nobody_is_in_it(
    store: Path, year: bytes, page: str, weeks: int
) -> None:
    store.write_bytes(year)
    app = opened(page, weeks=weeks)
    text = everything(app)
    assert len(app.header) >= 1
    assert "vega" in text.casefold()
    assert "kanarialintu" not in text


def test_a_year_has_a_table_beside_each_chart(store: Path, year: bytes) -> None:
    store.write_bytes(year)
    for page in PAGES:
        app = opened(page)
        n_charts = sum(n.type == "vega_lite_chart" for n in app.main)
        assert n_charts
        assert len(app.expander) == n_charts


def test_helplines_show_what_became_of_an_opened_contact(store: Path) -> None:
    told = {"shown": 400, "opened": 120, "reached": 42, "busy": 61, "closed": 3}
    day = made_up.TODAY.isoformat()
    counted = [
        (Count("services", day, (service, outcome)), n)
        for service in ("emergency_112", "mieli_crisis_line_fi", "sekasin_chat")
        for outcome, n in told.items()
    ]
    Store(store).add([(Count("sessions", day, ("14", "fi")), 900), *counted])
    table = next(
        frame.value
        for frame in opened("safety", language="en", weeks=4).table
        if "Got through" in frame.value.columns
    )
    titles = ["Shown", "Opened", "Got through", "Busy or a queue", "Was closed"]
    assert list(table.columns)[1:7] == [*titles, "Did not dare"]
    for _, row in table.iterrows():
        assert "3" not in {str(row["Was closed"]), str(row["Did not dare"])}
    assert "3" not in {str(n) for n in table["Was closed"]}


def test_an_area_shows_its_own_topics(store: Path, year: bytes) -> None:
    store.write_bytes(year)
    app = opened("topics")
    app.selectbox(key="area").set_value("study").run()
    assert not app.exception
    assert app.multiselect[0].value[0] == "exam_stress"


def test_the_address_may_name_the_language(store: Path) -> None:
    made_up.small(store)
    for named, title in [("sv", "Översikt"), ("en", "Overview"), ("xx", "Yleiskuva")]:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.query_params["language"] = named
        assert app.run().title[0].value == title
    app.sidebar.selectbox[0].set_value("sv").run()
    assert app.title[0].value == "Översikt"


def test_a_window_without_counts_says_so(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up.small(store)
    later = made_up.TODAY.replace(year=2028)
    monkeypatch.setattr(frame, "today", lambda: later)
    assert "22.11." in opened("overview").info[0].value


def test_reading_leaves_no_key_and_changes_nothing(store: Path, year: bytes) -> None:
    store.write_bytes(year)
    for page in PAGES:
        opened(page)
    assert store.read_bytes() == year
    assert not (store.parent / "secret").exists()


def test_nothing_is_fetched_from_outside() -> None:
    """Material icons come from a server of Google's, so no page may name one."""
    for file in APP.parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert ":material/" not in text
        assert "http://" not in text
        assert "https://" not in text
