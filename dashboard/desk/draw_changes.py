"""The tabs that show a text as a picture, what changed in it, and what rules change."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bot.review.units import text_of
from dashboard import charts
from dashboard.desk import names, picture, reading, ruletests, worddiff
from dashboard.desk.ruletests import Effect
from dashboard.desk.text import Text
from safety.errors import SafetyError
from safety.labelled import Changed

WHOLE = ""
PICTURE_STYLE = """<style>
.stGraphVizChart {overflow-x: auto; max-width: 100%}
.stGraphVizChart svg {max-width: none !important}
.stGraphVizChart text {font-size: 13px !important}
</style>"""
"""Streamlit shrinks a picture until it fits and is too small to read: this scrolls."""


def draw_picture(text: Text) -> None:
    """Draw the steps and choices as a graph."""
    words = text.words
    whole = picture.picture(text.own, text.content, text.steps)
    st.markdown(words("flow.picture_how"))
    if text.unit.kind == "crisis":
        st.markdown(words("flow.picture_crisis"))
    titles = {WHOLE: words("flow.picture_all"), **names.titles(text.own, text.steps)}
    at = st.selectbox(
        words("flow.picture_show"),
        list(titles),
        format_func=titles.__getitem__,
        key=f"picture:{text.unit.id}:{text.language}",
    )
    shown = picture.around(whole, at) if at else whole
    told = {"name": text.name, "steps": len(shown.nodes), "ways": len(shown.edges)}
    drawn = picture.dot(shown, ink=charts.ink())
    st.html(PICTURE_STYLE)
    st.graphviz_chart(drawn, width="content", alt=words("flow.picture_alt", **told))
    st.markdown(words("flow.picture_text"))


def draw_changes(text: Text) -> None:
    """Show what changed since the last signature, word by word."""
    words = text.words
    signed = text.register.published_text(text.unit, text.language)
    if signed is None:
        st.info(words("flow.all_new"))
        return
    old, new = (text_of(raw, text.language) for raw in (signed, text.raw))
    found = worddiff.changes(old, new)
    if not found:
        st.success(words("flow.nothing_new"))
        return
    added, removed = worddiff.count(line for one in found for line in one.lines)
    st.markdown(words("flow.diff_count", added=added, removed=removed))
    st.html(reading.legend(words))
    titles = names.titles(text.own, text.steps)
    named = {id.partition(".")[2]: title for id, title in titles.items()}
    for one in found:
        title = names.part_name(words, one.part, named)
        st.html(reading.heading(title, words.language))
        st.html(reading.change(one, text.language))


def draw_effect(text: Text) -> None:
    """List the labelled messages whose level the working copy of the rules changes."""
    words = text.words
    st.markdown(words("flow.tests_how"))
    signed = text.register.published_text(text.unit, text.language)
    if signed is None:
        st.info(words("flow.tests_first"))
        return
    if not st.button(words("flow.tests_run"), key=f"effect:{text.unit.id}"):
        return
    with st.spinner(words("flow.tests_wait")):
        try:
            found = _effect(text.unit.path, signed, text.raw)
        except SafetyError as error:
            st.error(words("flow.tests_failed", why=error))
            return
    _draw_effect(text, found)


@st.cache_data(max_entries=8, show_spinner=False)
def _effect(file: Path, signed: bytes, raw: bytes) -> Effect:
    """Compare, once for each pair of versions; ``raw`` tells only which one is new."""
    return ruletests.effect(file.parent, {file.name: signed})


def _draw_effect(text: Text, found: Effect) -> None:
    words, n = text.words, text.words.number(found.n_messages)
    n_changed = len(found.lower) + len(found.higher)
    if not n_changed:
        st.success(words("flow.tests_none", n=n))
        return
    st.markdown(words("flow.tests_found", changed=n_changed, n=n))
    for name, rows in (("lower", found.lower), ("higher", found.higher)):
        if rows:
            title = words(f"flow.tests_{name}", n=len(rows))
            st.html(reading.heading(title, words.language))
            told = [_told(text, one) for one in rows]
            st.html(reading.events(told, words.language))


def _told(text: Text, one: Changed) -> tuple[str, str]:
    """Return a message, and its levels: the right one, before and now."""
    words = text.words
    levels = {"label": one.message.level, "before": one.old, "after": one.new}
    parts = (
        f"{words(f'flow.tests_{name}')}: {words.of('levels', level)}"
        for name, level in levels.items()
    )
    return one.message.text, " · ".join(parts)
