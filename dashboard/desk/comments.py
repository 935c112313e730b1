"""Comments at a step: what was said of it, and a place to say more."""

from __future__ import annotations

from datetime import datetime, timezone

import streamlit as st

from bot.audit import AuditError
from bot.review.register import Event, ReviewError
from dashboard import access
from dashboard.desk import page, said
from dashboard.desk.text import Text

AT = "desk.commenting"


def draw(text: Text, step: str, title: str) -> None:
    """Show the comments on a step, newest last, and let one be added."""
    found = [
        event
        for event in text.register.comments(text.unit, text.language)
        if event.step == step
    ]
    for event in found:
        with st.container(border=True):
            st.markdown(
                f"**{text.words.of('flow_acts', event.act)}** {_who(text, event)}"
            )
            st.text(event.words)
    here = (text.unit.id, text.language, step)
    if st.session_state.get(AT) == here:
        _draw_form(text, step, title)
        return
    st.button(
        text.words("flow.comment"),
        key=f"comment:{':'.join(here)}",
        help=text.words("flow.comment_on", step=title),
        on_click=_open,
        args=(here,),
        type="tertiary",
    )


def _who(text: Text, event: Event) -> str:
    role = text.words.of("flow_roles", event.role)
    return f"{role}, {page.day_of(text.words, event.at)}"


def _draw_form(text: Text, step: str, title: str) -> None:
    words, key = text.words, f"words:{text.unit.id}:{text.language}:{step}"
    st.text_area(
        words("flow.comment_words", step=title),
        key=key,
        help=words("flow.comment_help"),
    )
    keep, leave = st.columns([1, 3], gap="small")
    given = (text.unit.id, text.language, step, key)
    keep.button(
        words("flow.comment_save"), on_click=_save, args=given, key=f"save:{key}"
    )
    leave.button(words("flow.cancel"), on_click=_close, key=f"leave:{key}")


def _open(here: tuple[str, str, str]) -> None:
    access.require(page.ROLE)
    st.session_state[AT] = here


def _close() -> None:
    access.require(page.ROLE)
    st.session_state.pop(AT, None)


def _save(unit_id: str, language: str, step: str, key: str) -> None:
    person = access.require(page.ROLE)
    written = str(st.session_state.get(key, "")).strip()
    if not written:
        said.problem("flow.write_comment")
        return
    try:
        access.note("comment", f"{unit_id} {language}")
        page.register().comment(
            page.known()[unit_id],
            language,
            step,
            written,
            signer=person.id,
            role=page.role(person),
            now=datetime.now(timezone.utc),
        )
    except ReviewError as error:
        said.refused(error)
    except AuditError:
        said.problem("access.no_log")
    else:
        st.session_state.pop(AT, None)
        said.done("flow.comment_saved")
