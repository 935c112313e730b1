"""Searches without hits: about what, in which words, and what to write next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bot.disclosure import Cell, Protected, protect, rules, share
from bot.lexicons import lexicon
from bot.model import LANGUAGES
from bot.store import common_words
from dashboard import access, charts, queries, shaping
from dashboard.frame import Page, show
from dashboard.tasks import NOTHING_FOUND_PERCENT

FOUND, NOTHING = OUTCOMES = ("found", "nothing")
NEXT_AT_MOST = 5
STAR = "*"


def draw(page: Page) -> None:
    """Draw the page."""
    topics = by_topic(page)
    draw_share(page, topics)
    draw_next(page, topics)
    draw_over_time(page)
    draw_topics(page, topics)
    draw_languages(page)
    draw_words(page)


def by_topic(page: Page) -> Protected:
    """Return searches by the nearest topic; with topics nobody searched for."""
    found = queries.two_way(page.db, "searches", "topic", "outcome", page.window)
    counts = {(topic, one): 0 for topic in page.topics for one in OUTCOMES} | found
    return protect(
        counts, floor=lambda topic, _: page.floor(topic=topic), fixed=("columns",)
    )


def missed(topics: Protected) -> list[str]:
    """Return topics whose searches found nothing, those with most such first."""
    shown = {id: topics.cells[id, NOTHING].n or 0 for id in topics.rows}
    return sorted((id for id in shown if shown[id]), key=lambda id: (-shown[id], id))


def draw_share(page: Page, topics: Protected) -> None:
    """Show which share of the searches found nothing, beside the aim."""
    words = page.words
    nothing = topics.columns.get(NOTHING, Cell(0))
    charts.figure(
        words("searches.no_hits"),
        words.percent(share(nothing, topics.total)),
        below=words("searches.of", n=words.cell(topics.total)),
    )
    st.markdown(words("searches.aim", n=NOTHING_FOUND_PERCENT))


def draw_next(page: Page, topics: Protected) -> None:
    """Say what to write next: the topics nearest to most searches without a hit."""
    words = page.words
    st.header(words("searches.next"))
    first = missed(topics)[:NEXT_AT_MOST]
    if not first:
        st.markdown(words("searches.next_none"))
        return
    st.markdown(words("searches.next_how"))
    for id in first:
        n = words.cell(topics.cells[id, NOTHING])
        label = words("searches.next_one", topic=page.topic(id), n=n)
        if id in page.topics and access.may("professional"):
            unit = f"topics/{page.topics[id].area}/{id}"
            st.page_link("views/edit.py", label=label, query_params={"unit": unit})
        else:
            st.markdown(f"- {label}")


def draw_over_time(page: Page) -> None:
    """Draw searches without a hit over time."""
    words = page.words
    days = queries.by_day(page.db, "searches", page.window, outcome=NOTHING)
    charts.bars_over_time(
        words,
        words("searches.over_time"),
        words("unit.searches"),
        shaping.over_time(days, page.window, floor=page.floor()),
    )


def draw_topics(page: Page, topics: Protected) -> None:
    """Show searches by the topic that was nearest."""
    order = [*missed(topics), *sorted(set(topics.rows) - set(missed(topics)))]
    rows = [
        {
            page.words("topics.topic"): page.topic(id),
            **outcomes(page, topics, id),
        }
        for id in order
    ]
    charts.table(page.words, page.words("searches.by_topic"), topics, rows)


def draw_languages(page: Page) -> None:
    """Show searches by language."""
    found = queries.two_way(page.db, "searches", "language", "outcome", page.window)
    counts = {(one, what): 0 for one in LANGUAGES for what in OUTCOMES} | found
    safe = protect(counts, floor=lambda *_: page.floor(), fixed=("columns",))
    rows = [
        {
            page.words("language"): page.words.of("languages", one),
            **outcomes(page, safe, one),
        }
        for one in LANGUAGES
    ]
    charts.table(page.words, page.words("searches.by_language"), safe, rows)


def outcomes(page: Page, safe: Protected, key: str) -> dict[str, str]:
    """Return a row of searches: found, not found, and the share of the latter."""
    words, cells = page.words, safe.row(key)
    told = {words(f"searches.{what}"): words.cell(cells[what]) for what in OUTCOMES}
    part = share(cells[NOTHING], safe.rows[key])
    return {**told, words("searches.share"): words.percent(part)}


def draw_words(page: Page) -> None:
    """List the common words of searches without a hit, by language."""
    words = page.words
    st.header(words("searches.words"))
    st.markdown(words("searches.words_note"))
    known = lexicon("search_words")
    rows = [
        {
            words("searches.word"): spelled(known[id][language]),
            words("language"): words.of("languages", language),
            words("unit.chats_with"): words.number(rules().rounded(n)),
        }
        for id, language, n in common_words(page.db)
        if id in known
    ]
    if rows:
        charts.rows(rows)
    else:
        st.markdown(words("searches.words_none"))


def spelled(forms: Sequence[str]) -> str:
    """Return how a word of the list is written: its first whole form, else a stem."""
    whole = [form for form in forms if STAR not in form]
    return whole[0] if whole else forms[0].replace(STAR, "…")


show("searches", draw)
