"""The publishable report: only what the tables tell, in three languages and forms."""

from __future__ import annotations

import itertools
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from bot.content import Content, load
from bot.disclosure import BESIDE, Cell
from bot.intervals import Estimate
from bot.languages import LANGUAGES
from bot.report import measures, words
from bot.report.build import Report, build
from bot.report.html import as_html
from bot.report.pdf import as_pdf
from bot.report.period import choose_period
from bot.report.tables import ALL, tables
from bot.report.words import Words
from bot.store import Count, Store, open_readonly
from tests.dashboard import made_up

CONTENT = Path("data")
Made = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def content() -> Content:
    return load(CONTENT)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, content: Content):  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("report") / "stats.db"
    made_up.year(path)
    return released(path, content)


def released(path: Path, content: Content):  # type: ignore[no-untyped-def]
    db = open_readonly(path)
    period = choose_period(db, date(2026, 1, 1), date(2026, 3, 31), made_up.TODAY)
    return tables(db, period, content), period


def report(made, content: Content, language: str = "fi", **how: bool) -> Report:  # type: ignore[no-untyped-def]
    return build(*made, content, language, simulated=how.get("simulated", False))


# --- measures -------------------------------------------------------------------------


def test_measures_are_worked_out_from_the_published_counts(
    tmp_path: Path, content: Content
) -> None:
    counts = {
        ("nps", "10"): 90,
        ("nps", "8"): 30,
        ("nps", "2"): 30,
        ("requests", "contact_offered"): 200,
        ("requests", "contact_opened"): 50,
        ("understanding", "understood"): 180,
        ("understanding", "unsure"): 15,
        ("understanding", "out_of_scope"): 5,
    }
    day = "2026-02-10"
    rows = [(Count(table, day, (key, "fi")), n) for (table, key), n in counts.items()]
    Store(tmp_path / "stats.db").add(rows)
    made, _ = released(tmp_path / "stats.db", content)
    found = {one.id: one for one in measures.measures(made)}
    score = found["nps"].whole
    assert score is not None
    assert (round(score.value), score.n) == (40, 150)
    assert score.low < 40 < score.high
    route = found["route"].whole
    assert route is not None
    assert (route.value, route.n) == (25, 200)
    assert 19 < route.low < 20 < 31 < route.high < 32
    assert found["route_l2"].whole is None
    no_hit, understood = found["no_hit"].whole, found["understood"].whole
    assert no_hit is not None
    assert understood is not None
    assert (no_hit.value, understood.value) == (10, 90)


def test_a_count_of_quarters_one_of_which_is_hidden_is_at_least_so_many() -> None:
    assert Words("en").sum([Cell(40), Cell(None, 10), Cell(25)]) == "at least 65"
    assert Words("en").sum([Cell(None, 10), BESIDE]) == "not shown"
    assert Words("en").sum([Cell(None, 10)]) == "fewer than 10"
    assert Words("en").sum([Cell(40), Cell(25)]) == "65"


def test_gaps_between_languages_above_ten_points_are_to_be_mended() -> None:
    def one(value: float) -> Estimate:
        return Estimate(value, value, value, 50)

    found = measures.Measure("feeling", "percent", one(60), {"fi": one(70), "sv": None})
    assert found.gap is None
    found = measures.Measure(
        "feeling", "percent", one(60), {"fi": one(70), "sv": one(58)}
    )
    assert found.gap == 12


# --- the forms ------------------------------------------------------------------------


class Outline(HTMLParser):
    """What of a page matters to those who cannot see it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        return sum(one == tag for one, _ in self.tags)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_can_be_heard(
    made, content: Content, language: str
) -> None:  # type: ignore[no-untyped-def]
    text = as_html(report(made, content, language))
    found = Outline(text)
    assert ("html", {"lang": language}) in found.tags
    assert found.count("h1") == 1
    assert found.count("table") == found.count("caption") > 5
    heads = [attrs for tag, attrs in found.tags if tag == "th"]
    assert all(attrs.get("scope") in ("row", "col") for attrs in heads)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in found.tags}
    assert "http" not in text
    assert "SIMUL" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_and_says_its_language(
    made, content: Content, language: str
) -> None:  # type: ignore[no-untyped-def]
    data = as_pdf(report(made, content, language))
    assert data.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"pdfuaid", f"/Lang ({language})".encode()):
        assert mark in data.replace(b"/Lang(", b"/Lang (")


def test_made_up_chats_are_marked_in_every_form(made, content: Content) -> None:  # type: ignore[no-untyped-def]
    told = report(made, content, "fi", simulated=True)
    assert told.mark.startswith("SIMULOITU")
    assert told.mark in as_html(told)


def test_no_small_count_is_in_the_report(made, content: Content) -> None:  # type: ignore[no-untyped-def]
    """Every count is a multiple of five, or says that it is hidden."""
    told = report(made, content, "en")
    counts = [bar.words for section in told.sections for bar in section.bars]
    for section in told.sections:
        if section.title == Words("en")("safety.title"):
            for table, _ in itertools.product(section.tables, range(1)):
                counts += [cell for row in table.rows for cell in row[1:]]
    assert counts
    for words_ in counts:
        number = words_.replace(words.SPACE, "").removeprefix("at least ")
        is_hidden = number.startswith(("fewer than", "not shown"))
        assert is_hidden or int(number) % 5 == 0


def test_every_word_is_there_in_all_languages() -> None:
    def check(node: object, path: str) -> None:
        assert isinstance(node, dict), path
        if set(LANGUAGES) <= set(node) and all(
            isinstance(node[one], str) for one in LANGUAGES
        ):
            fields = {
                frozenset(part.split("}")[0] for part in node[one].split("{")[1:])
                for one in LANGUAGES
            }
            assert path == "date" or len(fields) == 1, path
            return
        for key, value in node.items():
            check(value, f"{path}.{key}" if path else key)

    check(yaml.safe_load(words.FILE.read_text(encoding="utf-8")), "")


def test_every_hidden_total_is_told_as_hidden(content: Content, tmp_path: Path) -> None:
    made_up.small(tmp_path / "stats.db")
    db = open_readonly(tmp_path / "stats.db")
    period = choose_period(db, None, None, made_up.TODAY)
    made = tables(db, period, content)
    assert {row["count"] for row in made["chats_by_month"]} == {"fewer than 5"}
    told = build(made, period, content, "en", simulated=False)
    assert "not over, not for publishing" in told.subtitle
    assert told.facts[0][1] == "fewer than 5"
    assert ALL not in {value for _, value in told.facts}
