"""Every page on every kind of store: no exception, the right numbers, no person.

The pages that other files test are not in ``PAGES``.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bot.store import Count, Store
from dashboard import frame
from dashboard.words import THIN, Words
from tests.dashboard import made_up

APP = Path(frame.__file__).with_name("app.py")
PAGES = ("trend", "topics", "paths", "feedback", "understanding", "safety")
CHARTS = ("trend", "topics", "feedback", "understanding", "safety")
LANGUAGES = ("fi", "sv", "en")
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


def opened(page: str, *, language: str = "fi", **state: object) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["language"] = language
    for key, value in state.items():
        app.session_state[key] = value
    app.switch_page(f"views/{page}.py").run()
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


@pytest.mark.parametrize(("n", "page"), list(enumerate(PAGES)))
def test_without_a_store_a_page_says_how_to_get_data(
    store: Path, n: int, page: str
) -> None:
    language = LANGUAGES[n % len(LANGUAGES)]
    app = opened(page, language=language)
    assert app.info[0].value == Words(language)("empty.store")
    assert any("chat" in text.value for text in app.markdown)
    assert not store.exists()


def test_an_empty_store_says_the_same(store: Path) -> None:
    made_up.small(store)
    connection = sqlite3.connect(store)
    for table in ("sessions", "turns", "levels", "topics", "understanding", "feedback"):
        connection.execute(f"delete from [{table}]")
    connection.commit()
    connection.close()
    assert opened("trend").info[0].value.startswith("Täällä ei ole vielä")


@pytest.mark.parametrize("page", ["this_week", "trend"])
def test_a_broken_store_gets_a_kind_word(store: Path, page: str) -> None:
    store.write_bytes(b"this is no database" * 100)
    app = opened(page)
    assert "Chat toimii silti" in app.error[0].value


@pytest.mark.parametrize("page", PAGES)
def test_a_small_store_shows_no_small_count(store: Path, page: str) -> None:
    made_up.small(store)
    text = everything(opened(page))
    assert re.search(r"alle (5|10)|[Ll]iian vähän", text)
    # 3 chats, 2 topics, 1 acute and 1 thumb; rounded, 12 messages are 10.
    assert not re.search(r'"n": ?(1|2|3|4|11|12)\b', text)


def test_a_small_store_names_no_topic_and_no_level_that_came(store: Path) -> None:
    made_up.small(store)
    topics = [text.value for text in opened("topics").markdown]
    assert sum("Liian vähän" in text for text in topics) >= 3
    shown = [text.value for text in opened("safety").markdown]
    assert sum("alle 10" in text for text in shown) >= 3


def test_trend_shows_rounded_sums_beside_those_of_before(
    store: Path, year: bytes
) -> None:
    store.write_bytes(year)
    app = opened("trend")
    assert {m.label: m.value for m in app.metric} == {
        "Keskusteluja": "960",
        "Viestejä": f"2{THIN}880",
        "Viestejä keskustelua kohti": "3,0",
    }
    assert app.metric[0].delta == f"edellisellä jaksolla 960 (±0{THIN}%)"


@pytest.mark.parametrize("page", PAGES)
def test_a_year_is_drawn_and_nobody_is_in_it(
    store: Path, year: bytes, page: str
) -> None:
    store.write_bytes(year)
    app = opened(page, weeks=52)
    assert "kanarialintu" not in everything(app)
    assert len(app.header) >= 1
    # Figures are for people: nobody is told '0.8471189962439061 points'.
    told = [one.value for one in (*app.markdown, *app.error, *app.metric)]
    assert not [text for text in told if re.search(r"\d\.\d{3}", str(text))]
    n_charts = sum(n.type == "vega_lite_chart" for n in app.main)
    assert bool(n_charts) is (page in CHARTS)
    tables = [e for e in app.expander if e.label.startswith("Taulukkona")]
    assert len(tables) == n_charts + (page == "paths")
    # Reading leaves no key and changes nothing.
    assert store.read_bytes() == year
    assert not (store.parent / "secret").exists()


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
        for frame in opened("safety", language="en").table
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
    for named, title in [("sv", "Trend"), ("xx", "Kehitys")]:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.query_params["language"] = named
        assert app.switch_page("views/trend.py").run().title[0].value == title
    app.sidebar.selectbox[0].set_value("sv").run()
    assert app.title[0].value == "Trend"


def test_a_window_without_counts_says_so(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up.small(store)
    later = made_up.TODAY.replace(year=2028)
    monkeypatch.setattr(frame, "today", lambda: later)
    assert "22.11." in opened("trend").info[0].value


def test_made_up_counts_are_marked_and_never_mixed(store: Path, year: bytes) -> None:
    made_up.small(store)
    folder = frame.simulated_folder(store.parent)
    Store(folder / "stats.db", simulated=True).add(
        [(Count("sessions", "2026-03-04", ("14", "fi")), 55)]
    )
    real = opened("trend")
    assert not real.warning
    assert "alle 5" in real.metric[0].value
    made = opened("trend", data=frame.SIMULATED)
    assert "Simuloitua" in made.warning[0].value
    # The window ends with the last day that was simulated.
    assert made.metric[0].value == "55"
    (folder / "stats.db").write_bytes(year)
    mixed = opened("trend", data=frame.SIMULATED)
    assert mixed.error
    assert not mixed.metric


def test_this_week_needs_no_counts_to_tell_what_to_do(store: Path) -> None:
    said = [text.value for text in opened("this_week").markdown]
    assert any("kriisitekstiä" in text for text in said)
    assert Words("fi")("this_week.no_counts") in said


def test_this_week_puts_what_keeps_help_from_people_first(
    store: Path, year: bytes
) -> None:
    store.write_bytes(year)
    day = made_up.TODAY.isoformat()
    Store(store).add([(Count("failures", day, ("rasa",)), 40)])
    said = [t.value for t in opened("this_week").markdown if t.value[:3] == "**1"]
    assert len(said) == 1
    assert "keskustelun ohjaus (Rasa)" in said[0]


def test_a_real_rise_is_told_with_its_interval_and_no_count(
    store: Path, year: bytes
) -> None:
    store.write_bytes(year)
    week = [made_up.TODAY - timedelta(days=n) for n in range(7, 14)]
    rows = [
        (Count("topics", day.isoformat(), ("loneliness", "fi")), 19) for day in week
    ]
    Store(store).add(rows)
    risen = opened("trend").table[0].value
    assert list(risen["Mikä"]) == ["Yksinäisyys"]
    assert re.fullmatch(r"\d+0–\d+0 %", risen["Nousu tavallisesta"][0])
    said = [text.value for text in opened("this_week").markdown]
    assert sum("**Yksinäisyys** nousi" in text for text in said) == 1


def test_this_week_tells_when_there_is_nothing_to_do(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up.small(store)
    monkeypatch.setattr(frame, "content", lambda _: None)
    app = opened("this_week")
    assert app.success[0].value == Words("fi")("this_week.nothing")


def test_a_path_of_the_address_comes_first(store: Path, year: bytes) -> None:
    store.write_bytes(year)
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["topic"] = "sleep"
    app.switch_page("views/paths.py").run()
    assert [h.value for h in app.header] == [
        "Yksi polku",
        "Mitkä polut kannattaa katsoa",
    ]
    assert app.selectbox(key="path").value == "sleep"
    app.selectbox(key="path").set_value("anxiety").run()
    assert app.selectbox(key="path").value == "anxiety"


def test_a_path_shows_where_people_stop(store: Path, year: bytes) -> None:
    store.write_bytes(year)
    app = opened("paths", weeks=52, path="sleep")
    steps = next(t.value for t in app.table if "Lopetti tähän" in t.value.columns)
    night = steps[steps["Kohta"] == "Valvon juuri nyt"].iloc[0]
    assert "%" in night["Lopetti tähän"]
    assert night["Huomio"] == "katso tämä"


def test_feedback_tells_how_sure_it_is_and_of_how_many(
    store: Path, year: bytes
) -> None:
    store.write_bytes(year)
    shown = {m.label: (m.value, m.delta) for m in opened("feedback", weeks=52).metric}
    for label in ("Sain mitä tarvitsin", "Tuntuu paremmalta", "NPS"):
        value, sure = shown[label]
        assert re.search(r"\d", value)
        assert re.fullmatch(r"väli .+–.+, n = .+", sure)


def test_nothing_is_fetched_from_outside() -> None:
    """Material icons come from a server of Google's, so no page may name one.

    Rasa, which the server itself asks, is on this machine.
    """
    for file in APP.parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8").replace("http://127.0.0.1:", "")
        assert ":material/" not in text
        assert "http://" not in text
        assert "https://" not in text
