"""Trend: how much the chat is used and when, what rose, against the period before."""

from __future__ import annotations

import streamlit as st

from bot.disclosure import Cell, Protected, rules, share
from dashboard import charts, queries, rising, shaping
from dashboard.frame import Page, show
from dashboard.queries import Window


def draw(page: Page) -> None:
    """Draw the page."""
    earlier = shaping.before(page.window)
    sessions, turns = over_time(page, "sessions"), over_time(page, "turns")
    draw_figures(page, sessions, turns, earlier)
    draw_risen(page)
    unit = page.words("unit.sessions")
    charts.bars_over_time(page.words, page.words("trend.sessions"), unit, sessions)
    draw_hours(page)
    draw_areas(page, earlier)
    draw_languages(page)
    unit = page.words("unit.turns")
    charts.bars_over_time(page.words, page.words("trend.turns"), unit, turns)


def over_time(page: Page, table: str, window: Window | None = None) -> shaping.Series:
    """Return a table over time, in the page's window or another."""
    chosen = window or page.window
    days = queries.by_day(page.db, table, chosen)
    return shaping.over_time(days, chosen, floor=page.floor())


def draw_figures(
    page: Page, sessions: shaping.Series, turns: shaping.Series, earlier: Window
) -> None:
    """Show the three figures on top, beside those of the period before."""
    words = page.words
    then = over_time(page, "sessions", earlier).total
    then_turns = over_time(page, "turns", earlier).total
    st.markdown(
        words(
            "trend.compared",
            since=words.day(earlier.since),
            until=words.day(earlier.until),
        )
    )
    columns = st.columns(3)
    with columns[0]:
        figure(page, "trend.n_sessions", sessions.total, then)
    with columns[1]:
        figure(page, "trend.n_turns", turns.total, then_turns)
    with columns[2]:
        charts.figure(
            words("trend.turns_a_session"),
            per_session(page, sessions.total, turns.total),
            below=words(
                "trend.before", n=per_session(page, then, then_turns), change=""
            ).strip(),
            help=words("trend.turns_a_session_help"),
        )


def figure(page: Page, title: str, now: Cell, then: Cell) -> None:
    """Show a count and that of the period before; more of it is not better."""
    words = page.words
    charts.figure(
        words(title),
        words.cell(now),
        below=words(
            "trend.before", n=words.cell(then), change=change_in_words(page, now, then)
        ).strip(),
    )


def change_in_words(page: Page, now: Cell, then: Cell) -> str:
    """Return the change in brackets; nothing where it may not be shown."""
    change = shaping.change(now, then)
    if change is None:
        return ""
    return f"({page.words.signed(change)})"


def per_session(page: Page, sessions: Cell, turns: Cell) -> str:
    """Return messages for each chat, from the rounded counts."""
    least = rules().share_of_at_least
    if turns.n is None or sessions.n is None or sessions.n < least:
        return page.words("no_share")
    return page.words.decimal(turns.n / sessions.n)


def draw_risen(page: Page) -> None:
    """Show what rose more than its own history explains, surest first."""
    words = page.words
    found = rising.risen(page, page.window.until)
    st.header(words("trend.risen"))
    if not found.n_watched:
        st.markdown(words("trend.risen_unknown"))
    elif found.rises:
        charts.rows([rise_row(page, one) for one in found.rises])
    else:
        st.markdown(words("trend.risen_none"))
    week = found.looked_at
    with st.expander(words("trend.risen_how")):
        st.markdown(
            words(
                "trend.risen_explained",
                n=found.n_watched,
                since=words.day(week.since),
                until=words.day(week.until),
            )
        )


def rise_row(page: Page, rise: rising.Rise) -> dict[str, str]:
    """Return a rise in words."""
    words = page.words
    when = "trend.this_week" if rise.is_early else "trend.last_week"
    return {
        words("trend.what"): rise_name(page, rise),
        words("trend.rise"): words("trend.rise_of", low=rise.low, high=rise.high),
        words("trend.when"): words(when),
    }


def rise_name(page: Page, rise: rising.Rise) -> str:
    """Return what rose in words."""
    if rise.kind == rising.TOPIC:
        return page.topic(rise.id)
    category = page.words.of("categories", rise.id)
    return page.words("trend.help_cards", category=category)


def draw_hours(page: Page) -> None:
    """Draw when chats begin."""
    counts = queries.sessions_by_hour(page.db, page.window)
    hours = shaping.hours(counts, floor=page.floor())
    title = "trend.by_hour" if hours.block == 1 else "trend.by_block"
    charts.heat_map(
        page.words,
        page.words(title, n=hours.block),
        page.words("unit.sessions"),
        hours,
    )


def draw_areas(page: Page, earlier: Window) -> None:
    """Show the areas of topics, now and in the period before."""
    words = page.words
    now, then = areas(page, page.window), areas(page, earlier)
    order = sorted(now.rows, key=lambda one: (-(now.rows[one].n or 0), one))
    rows = [
        {
            words("topics.area"): words.of("areas", area),
            words("trend.now"): words.cell(now.rows[area]),
            words("trend.then"): words.cell(then.rows.get(area, Cell(0))),
            words("trend.change"): words.signed(
                shaping.change(now.rows[area], then.rows.get(area, Cell(0)))
            ),
        }
        for area in order
    ]
    charts.table(words, words("trend.areas"), now, rows)


def areas(page: Page, window: Window) -> Protected:
    """Return topics by area, protected as on the page of topics."""
    found = queries.by(page.db, "topics", "topic", window)
    counts = dict.fromkeys(page.topics, 0) | found
    of = {topic: page.area(topic) for topic in counts}
    return shaping.by_groups(counts, of, floor=lambda t: page.floor(topic=t))


def draw_languages(page: Page) -> None:
    """Draw the chats by language, with their shares."""
    words = page.words
    parts = shaping.one_way(
        queries.by(page.db, "sessions", "language", page.window),
        floor=lambda _: page.floor(),
    )
    named = {words.of("languages", key): cell for key, cell in parts.cells.items()}
    charts.bars(
        words,
        words("trend.languages"),
        words("unit.sessions"),
        named,
        parts.total,
        shares={
            name: words.percent(share(cell, parts.total))
            for name, cell in named.items()
        },
    )


show("trend", draw)
