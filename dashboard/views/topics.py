"""Topics: what young people opened, by area, over time and by language."""

from __future__ import annotations

import streamlit as st

from bot.disclosure import Cell, Protected, protect
from bot.model import AREAS, LANGUAGES
from dashboard import charts, queries, shaping
from dashboard.frame import Page, show

ALL = "all"
N_LINES_AT_FIRST = 3


def draw(page: Page) -> None:
    """Draw the page."""
    found = queries.by(page.db, "topics", "topic", page.window)
    # With the topics nobody opened, what is hidden does not tell which were opened.
    counts = dict.fromkeys(page.topics, 0) | found
    areas = {topic: page.area(topic) for topic in counts}
    safe = shaping.by_groups(counts, areas, floor=lambda t: page.floor(topic=t))
    draw_areas(page, safe)
    area = choose_area(page, set(areas.values()))
    kept = {t: safe.cells[a, t] for t, a in areas.items() if area in (ALL, a)}
    order = sorted(kept, key=lambda t: (-(kept[t].n or 0), page.topic(t)))
    total = safe.total if area == ALL else safe.rows[area]
    draw_topics(page, {t: kept[t] for t in order}, total)
    draw_over_time(page, order)
    draw_languages(page, order)


def draw_areas(page: Page, safe: Protected) -> None:
    """Draw the areas, as sums of their topics."""
    rows = sorted(safe.rows.items(), key=lambda row: -(row[1].n or 0))
    charts.bars(
        page.words,
        page.words("topics.by_area"),
        page.words("unit.topics"),
        {page.words.of("areas", area): cell for area, cell in rows},
        safe.total,
    )


def choose_area(page: Page, found: set[str]) -> str:
    """Show the chooser of areas."""
    options = [ALL, *(area for area in (*AREAS, "none") if area in found)]
    chosen = st.selectbox(
        page.words("topics.area"),
        options,
        format_func=lambda area: page.words.of("areas", area),
        key="area",
        persist_state="session",
    )
    return chosen or ALL


def draw_topics(page: Page, cells: dict[str, Cell], total: Cell) -> None:
    """Draw the topics of the area."""
    charts.bars(
        page.words,
        page.words("topics.by_topic"),
        page.words("unit.topics"),
        {page.topic(topic): cell for topic, cell in cells.items()},
        total,
    )


def draw_over_time(page: Page, order: list[str]) -> None:
    """Draw up to four topics over time."""
    chosen = st.multiselect(
        page.words("topics.choose", n=charts.LINES_AT_MOST),
        order,
        default=order[:N_LINES_AT_FIRST],
        format_func=page.topic,
        max_selections=charts.LINES_AT_MOST,
        placeholder=page.words("topics.placeholder"),
    )
    if not chosen:
        return
    rows = {t: queries.by_day(page.db, "topics", page.window, topic=t) for t in chosen}
    series = shaping.together(rows, page.window, floor=lambda t: page.floor(topic=t))
    charts.lines_over_time(
        page.words,
        page.words("topics.over_time"),
        page.words("unit.topics"),
        {page.topic(topic): one for topic, one in series.items()},
    )


def draw_languages(page: Page, order: list[str]) -> None:
    """Show topics by language; hidden together, so that no filter shows more."""
    words = page.words
    found = queries.two_way(page.db, "topics", "topic", "language", page.window)
    counts = {(t, one): 0 for t in page.topics for one in LANGUAGES} | found
    safe = protect(counts, floor=lambda t, _: page.floor(topic=t), fixed=("rows",))
    languages = [key for key in LANGUAGES if key in safe.columns]
    rows = [
        {
            words("topics.topic"): page.topic(topic),
            **{
                words.of("languages", one): words.cell(safe.cells[topic, one])
                for one in languages
            },
        }
        for topic in order
    ]
    charts.table(words, words("topics.by_language"), safe, rows)


show("topics", draw)
