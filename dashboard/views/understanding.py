"""Understanding: how often the bot found a message's topic, in every language."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bot.disclosure import Cell, Protected, protect, share
from bot.intervals import Estimate, share_of
from bot.model import LANGUAGES
from dashboard import charts, queries, shaping
from dashboard.frame import Page, show
from dashboard.words import Words

UNDERSTOOD = "understood"
OUTCOMES = (UNDERSTOOD, "unsure", "out_of_scope")
NO_HIT_MOST, AT_ONCE_LEAST, GAP_MOST = 10, 80, 10
"""Aims in per cents (requirements, section 6); the gap in percentage points."""


def draw(page: Page) -> None:
    """Draw the page."""
    counts = queries.two_way(
        page.db, "understanding", "language", "outcome", page.window
    )
    full = {
        (one, what): counts.get((one, what), 0)
        for one in LANGUAGES
        for what in OUTCOMES
    }
    safe = protect(full, floor=lambda *_: page.floor())
    draw_figures(page, safe)
    draw_languages(page, safe)
    draw_outcomes(page)
    draw_refusals(page)


def draw_figures(page: Page, safe: Protected) -> None:
    """Show the two figures that have an aim."""
    words = page.words
    aims = {
        "no_hit": (no_hit(safe.columns), words("understanding.most", n=NO_HIT_MOST)),
        "at_once": (
            share_of(safe.columns[UNDERSTOOD], safe.total),
            words("understanding.least", n=AT_ONCE_LEAST),
        ),
    }
    for place, (key, (found, aim)) in zip(st.columns(2), aims.items(), strict=True):
        with place:
            charts.figure(
                words(f"understanding.{key}"),
                words("no_share") if found is None else words.percent(found.value),
                below=aim if found is None else f"{aim} · {told(words, found)}",
            )
    st.markdown(words("understanding.means"))


def told(words: Words, found: Estimate) -> str:
    """Return how sure a figure is."""
    return words.interval(found.low, found.high, found.n)


def no_hit(cells: Mapping[str, Cell]) -> Estimate | None:
    """Return the share of messages without a hit, from what is shown of them."""
    parts = [cells[one].n for one in OUTCOMES]
    shown = [n for n in parts if n is not None]
    if len(shown) < len(parts):
        return None
    return share_of(Cell(sum(shown) - shown[0]), Cell(sum(shown)))


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


def draw_languages(page: Page, safe: Protected) -> None:
    """Show the outcomes by language, with their shares, and whether they are alike."""
    words = page.words
    rows = [
        {
            words("language"): words.of("languages", language),
            **{
                words(f"outcomes.{what}"): with_share(page, cell, safe.rows[language])
                for what, cell in safe.row(language).items()
            },
        }
        for language in LANGUAGES
    ]
    charts.table(words, words("understanding.by_language"), safe, rows)
    found = [no_hit(safe.row(language)) for language in LANGUAGES]
    values = [one.value for one in found if one is not None]
    if len(values) > 1:
        gap = round(max(values) - min(values))
        is_equal = gap <= GAP_MOST
        text = words(
            f"understanding.{'equal' if is_equal else 'unequal'}", n=gap, most=GAP_MOST
        )
        (st.markdown if is_equal else st.error)(text)


def with_share(page: Page, cell: Cell, whole: Cell) -> str:
    """Return a count with its share where the share may be shown."""
    part = share(cell, whole)
    shown = page.words.cell(cell)
    return shown if part is None else f"{shown} ({page.words.percent(part)})"


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
