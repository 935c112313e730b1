"""Understanding: what the bot understood, and what people thought of its answers."""

from __future__ import annotations

import streamlit as st

from bot.disclosure import BESIDE, Cell, protect, share
from dashboard import charts, queries, shaping
from dashboard.frame import Page, show

OUTCOMES = ("understood", "unsure", "out_of_scope")
THUMBS = ("up", "down")


def draw(page: Page) -> None:
    """Draw the page."""
    draw_outcomes(page)
    draw_languages(page)
    draw_thumbs(page)
    draw_refusals(page)


def draw_outcomes(page: Page) -> None:
    """Draw understood, unsure and out of scope over time."""
    words = page.words
    for outcome in OUTCOMES:
        days = queries.by_day(page.db, "understanding", page.window, outcome=outcome)
        charts.bars_over_time(
            words,
            words(f"understanding.{outcome}"),
            words("unit.turns"),
            shaping.over_time(days, page.window, floor=page.floor()),
            height=charts.HEIGHT_PX * 3 // 4,
        )


def draw_languages(page: Page) -> None:
    """Show the outcomes by language, with their shares."""
    words = page.words
    counts = queries.two_way(
        page.db, "understanding", "language", "outcome", page.window
    )
    safe = protect(counts, floor=lambda *_: page.floor())
    rows = []
    for language in sorted(safe.rows, key=lambda one: -(safe.rows[one].n or 0)):
        cells = safe.row(language)
        row = {words("language"): words.of("languages", language)}
        for outcome in OUTCOMES:
            cell = cells.get(outcome, Cell(0))
            row[words(f"outcomes.{outcome}")] = with_share(
                page, cell, safe.rows[language]
            )
        rows.append(row)
    charts.table(words, words("understanding.by_language"), safe, rows)
    st.markdown(words("understanding.target"))


def with_share(page: Page, cell: Cell, whole: Cell) -> str:
    """Return a count with its share where the share may be shown."""
    part = share(cell, whole)
    shown = page.words.cell(cell)
    return shown if part is None else f"{shown} ({page.words.percent(part)})"


def draw_thumbs(page: Page) -> None:
    """Show thumbs by topic."""
    words = page.words
    found = queries.two_way(page.db, "feedback", "topic", "thumb", page.window)
    counts = {(topic, one): 0 for topic in page.topics for one in THUMBS} | found
    safe = protect(counts, floor=lambda topic, _: page.floor(topic=topic))
    rows = []
    for topic in sorted(safe.rows, key=lambda one: -(safe.rows[one].n or 0)):
        cells = safe.row(topic)
        up, down = (cells.get(thumb, BESIDE) for thumb in THUMBS)
        rows.append(
            {
                words("topics.topic"): page.topic(topic),
                words("thumbs.up"): words.cell(up),
                words("thumbs.down"): words.cell(down),
                words("thumbs.share"): words.percent(share(up, safe.rows[topic])),
            }
        )
    charts.table(words, words("understanding.thumbs"), safe, rows)
    st.markdown(words("understanding.thumbs_note"))


def draw_refusals(page: Page) -> None:
    """Draw messages that were refused kindly, by reason."""
    words = page.words
    parts = shaping.one_way(
        queries.by(page.db, "refusals", "code", page.window),
        floor=lambda _: page.floor(),
    )
    charts.bars(
        words,
        words("understanding.refusals"),
        words("unit.turns"),
        {words.of("refusals", code): cell for code, cell in parts.cells.items()},
        parts.total,
        note=words("understanding.refusals_note"),
    )


show("understanding", draw)
