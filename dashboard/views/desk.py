"""The review desk's list: what needs a look, the most needed first."""

from __future__ import annotations

from datetime import datetime, timezone

import streamlit as st

from bot.languages import LANGUAGES
from bot.model import AREAS
from bot.review.register import ReviewError
from dashboard import access, frame
from dashboard.access import Person
from dashboard.desk import page, queue, reading, table
from dashboard.desk.queue import KINDS, STATES, Filter, Row
from dashboard.words import Words

SHOWN = 25
FLOW = "views/flow.py"
FILE_NAME = "allekirjoitukset.json"
OWNER = "admin"


def draw(words: Words, person: Person) -> None:
    """Draw the page."""
    if page.content() is None:
        st.error(words("desk.broken"))
        return
    rows = page.rows(words)
    say_summary(words, rows)
    draw_next(words, rows, person)
    draw_list(words, rows)
    draw_file(words)


def say_summary(words: Words, rows: list[Row]) -> None:
    """Say in one line how much lacks a signature."""
    counted = queue.summary(rows)
    kinds = (queue.CRISIS, queue.RULES, queue.OTHER)
    if not any(counted[kind] for kind in kinds):
        st.markdown(words("desk.all_signed"))
        return
    told = [_number(words, kind, counted[kind]) for kind in kinds if counted[kind]]
    line = words("desk.summary", what=", ".join(told))
    if n := counted[queue.SENT_BACK]:
        line += " " + words("desk.summary_sent_back", n=words.number(n))
    st.markdown(line)


def _number(words: Words, kind: str, n: int) -> str:
    key = f"desk.one_{kind}" if n == 1 else f"desk.n_{kind}"
    return words(key, n=words.number(n))


def draw_next(words: Words, rows: list[Row], person: Person) -> None:
    """Show the one text to begin with."""
    found = queue.first_for(rows, signer=person.id)
    if found is None:
        if any(row.is_open for row in rows):
            st.info(words("desk.none_for_you"))
        return
    row, language = found
    with st.container(border=True):
        st.markdown(f"**{words('desk.next')}**")
        st.html(reading.heading(row.name, words.language))
        why = words(
            "desk.next_why",
            kind=words.of("desk_kinds", row.kind),
            language=words.of("languages", language),
            state=words.of("desk_state_sentences", row.states[language]),
        )
        st.markdown(why)
        if st.button(words("desk.open"), type="primary", key="open_next"):
            st.switch_page(FLOW, query_params={"unit": row.id, "lang": language})


def draw_list(words: Words, rows: list[Row]) -> None:
    """Show the list, narrowed as the reader wants."""
    st.header(words("desk.list"))
    wanted = choose(words)
    found = queue.chosen(rows, wanted)
    if not found:
        st.info(words("desk.nothing"))
        return
    whole = st.session_state.get("desk_all", False)
    shown = found if whole else found[:SHOWN]
    numbers = {"n": words.number(len(shown)), "all": words.number(len(found))}
    st.markdown(words("desk.shown", **numbers))
    st.html(table.rows(words, shown, caption=words("desk.list")))
    if len(shown) < len(found):
        st.button(words("desk.more"), key="desk_more", on_click=_show_all)


def _show_all() -> None:
    access.require(page.ROLE)
    st.session_state["desk_all"] = True


def choose(words: Words) -> Filter:
    """Return what the reader wants to see."""
    text = st.text_input(words("desk.search"), key="desk_search")
    with st.expander(words("desk.filters")):
        left, right = st.columns(2)
        with left:
            kind = _select(words, "kind", KINDS, "desk_kinds", words("desk.any"))
            area = _select(words, "area", AREAS, "areas", words("desk.any"))
        with right:
            state = _select(
                words, "state", STATES, "desk_state_sentences", words("desk.any_open")
            )
            language = _select(
                words, "language", LANGUAGES, "languages", words("desk.any")
            )
    return Filter(kind, area, state, language, text)


def _select(
    words: Words, name: str, options: tuple[str, ...], group: str, any_: str
) -> str:
    return st.selectbox(
        words(f"desk.{name}"),
        ("", *options),
        format_func=lambda id: words.of(group, id) if id else any_,
        key=f"desk_{name}",
    )


def draw_file(words: Words) -> None:
    """Let signatures be taken out and brought in as a file."""
    with st.expander(words("desk.file")):
        st.markdown(words("desk.file_note"))
        st.download_button(
            words("desk.export"),
            page.register().export(),
            file_name=FILE_NAME,
            mime="application/json",
            on_click=_note_export,
            key="desk_export",
        )
        if access.may(OWNER):
            draw_import(words)


def draw_import(words: Words) -> None:
    """Let the administrator bring signatures in.

    The file names those who signed, and nothing proves it: so no professional may, who
    could write a colleague's signature beside her own.
    """
    file = st.file_uploader(words("desk.import"), type="json", key="desk_import")
    if file is not None and st.button(words("desk.import_go"), key="desk_go"):
        take_in(words, file.getvalue())


def _note_export() -> None:
    access.require(page.ROLE)
    access.note("export", "signatures")


def take_in(words: Words, data: bytes) -> None:
    """Take in signatures from a file."""
    person = access.require(OWNER)
    access.note("import", "signatures")
    try:
        n = page.register().import_(
            data,
            page.known(),
            signer=person.id,
            role=page.role(person),
            now=datetime.now(timezone.utc),
        )
    except ReviewError as error:
        st.error(words("desk.import_failed", why=words.of("desk_errors", error.kind)))
        return
    st.success(words("desk.imported", n=words.number(n)))


access.require(page.ROLE)
draw(frame.start("desk", role=page.ROLE), access.person())
