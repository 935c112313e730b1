"""Overview: how much the chat is used, and in which languages."""

from __future__ import annotations

import streamlit as st

from bot.disclosure import Cell, rules, share
from dashboard import charts, queries, shaping
from dashboard.frame import Page, show


def draw(page: Page) -> None:
    """Draw the page."""
    words, db, window = page.words, page.db, page.window
    floor = page.floor()
    sessions = shaping.over_time(
        queries.by_day(db, "sessions", window), window, floor=floor
    )
    turns = shaping.over_time(queries.by_day(db, "turns", window), window, floor=floor)
    languages = shaping.one_way(
        queries.by(db, "sessions", "language", window), floor=lambda _: floor
    )
    figures(page, sessions.total, turns.total)
    charts.bars_over_time(
        words, words("overview.sessions"), words("unit.sessions"), sessions
    )
    charts.bars_over_time(words, words("overview.turns"), words("unit.turns"), turns)
    charts.bars(
        words,
        words("overview.languages"),
        words("unit.sessions"),
        {words.of("languages", key): cell for key, cell in languages.cells.items()},
        languages.total,
        shares={
            words.of("languages", key): words.percent(share(cell, languages.total))
            for key, cell in languages.cells.items()
        },
    )


def figures(page: Page, sessions: Cell, turns: Cell) -> None:
    """Show the three figures on top."""
    words = page.words
    columns = st.columns(3)
    columns[0].metric(words("overview.n_sessions"), words.cell(sessions), border=True)
    columns[1].metric(words("overview.n_turns"), words.cell(turns), border=True)
    columns[2].metric(
        words("overview.turns_a_session"),
        per_session(page, sessions, turns),
        help=words("overview.turns_a_session_help"),
        border=True,
    )


def per_session(page: Page, sessions: Cell, turns: Cell) -> str:
    """Return messages for each chat, from the rounded counts."""
    least = rules().share_of_at_least
    if turns.n is None or sessions.n is None or sessions.n < least:
        return page.words("no_share")
    return page.words.decimal(turns.n / sessions.n)


show("overview", draw)
