"""Report: what may be published of some quarters, to look at and to take along."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from sqlite_utils import Database

from bot.content import Content
from bot.languages import LANGUAGES
from bot.report.build import Report, Section
from bot.report.period import choose_period, days_of, quarters_over
from bot.report.tables import tables
from bot.report.words import Words as ReportWords
from bot.store import StoreError, is_simulated, open_readonly
from dashboard import charts, frame, released
from dashboard.released import FORMS, MIME, Release
from dashboard.words import Words


def draw(words: Words) -> None:
    """Draw the page."""
    content = frame.content(frame.settings().content)
    if content is None:
        st.error(words("report.no_content"))
        return
    db = open_readonly(frame.store())
    try:
        if is_simulated(db) is not frame.is_made_up():
            raise StoreError("real and simulated counts are never mixed")
        release, language = choose(words, db, content)
    finally:
        db.conn.close()
    if release is not None:
        draw_downloads(words, release, language)
        draw_report(words, release.report(language))


def choose(words: Words, db: Database, content: Content) -> tuple[Release | None, str]:
    """Let the reader choose quarters and a language; make the tables."""
    quarters = quarters_over(db, frame.today())
    if not quarters:
        st.info(words("report.none_over"))
        return None, ""
    columns = st.columns(3)
    first = _choose_quarter(words, columns[0], quarters, "first")
    later = [name for name in quarters if name >= first]
    last = _choose_quarter(words, columns[1], later, "last")
    language = columns[2].selectbox(
        words("report.language"),
        LANGUAGES,
        index=LANGUAGES.index(words.language),
        format_func=frame.LANGUAGE_NAMES.__getitem__,
        key="report_language",
    )
    since, until = days_of(first)[0], days_of(last)[1]
    period = choose_period(db, since, until, frame.today())
    made = tables(db, period, content)
    return Release(made, period, content, frame.is_made_up()), str(language)


def _choose_quarter(words: Words, place, names: Sequence[str], key: str) -> str:  # type: ignore[no-untyped-def]
    chosen = place.selectbox(
        words(f"report.{key}"),
        names,
        index=len(names) - 1,
        format_func=ReportWords(words.language).label,
        key=f"report_{key}",
    )
    return str(chosen)


def draw_downloads(words: Words, release: Release, language: str) -> None:
    """Offer the three files; each is made when it is asked for."""
    st.markdown(words("report.take"))
    columns = st.columns(len(FORMS))
    for place, form in zip(columns, FORMS, strict=True):
        place.download_button(
            words(f"report.forms.{form}"),
            partial(released.download, release, form, language, st.user.to_dict()),
            file_name=release.name(form, language),
            mime=MIME[form],
            on_click="ignore",
            key=f"report_{form}",
            width="stretch",
        )
    st.markdown(words("report.noted"))


def draw_report(words: Words, report: Report) -> None:
    """Show what is in the files, in their language."""
    st.divider()
    st.header(report.title)
    st.markdown(f"**{report.subtitle}**")
    if report.mark:
        st.warning(report.mark)
    columns = st.columns(len(report.facts))
    for place, (name, value) in zip(columns, report.facts, strict=True):
        with place:
            charts.figure(name, value)
    for section in report.sections:
        draw_section(section)


def draw_section(section: Section) -> None:
    """Show a part of the report."""
    st.subheader(section.title)
    for text in section.says:
        st.markdown(text)
    if section.bars:
        charts.rows(
            [{section.title: b.name, section.unit: b.words} for b in section.bars]
        )
    for table in section.tables:
        st.markdown(f"**{table.caption}**")
        charts.rows([dict(zip(table.heads, row, strict=True)) for row in table.rows])
    if section.points:
        st.markdown("\n".join(f"- {text}" for text in section.points))
    for name, text in section.terms:
        st.markdown(f"**{name}**  \n{text}")


shown = frame.start("report")
with frame.kindly(shown):
    draw(shown)
