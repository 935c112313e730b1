"""Taking a topic or a step out of the chat, and back."""

from __future__ import annotations

from datetime import datetime, timezone

import streamlit as st

from bot.review.register import ReviewError
from bot.review.units import Unit
from dashboard import access
from dashboard.desk import page
from dashboard.desk_edit.drafts import editable, say
from dashboard.words import Words

FIRST = "start"


def draw_hiding(words: Words, unit: Unit, group: str) -> None:
    """Show how a topic or a step is taken out of the chat, and back."""
    step = group.partition(".")[2]
    hidden = page.register().hidden().get(unit.id, frozenset())
    if "" in hidden:
        st.warning(words("edit.is_hidden"))
    if step and step in hidden:
        st.warning(words("edit.step_is_hidden"))
    with st.expander(words("edit.hiding")):
        if unit.kind != "topic":
            st.markdown(words("edit.not_hideable"))
            return
        st.markdown(words("edit.hiding_note"))
        if step and step != FIRST:
            draw_switch(words, unit, step, is_hidden=step in hidden)
        draw_switch(words, unit, "", is_hidden="" in hidden)


def draw_switch(words: Words, unit: Unit, step: str, *, is_hidden: bool) -> None:
    """Show the button that hides a step or a topic, or shows it again."""
    act, what = ("show" if is_hidden else "hide"), ("step" if step else "unit")
    st.button(
        words(f"edit.{act}_{what}"),
        key=f"{act}:{unit.id}:{step}",
        on_click=_hide,
        args=(unit.id, step, act),
    )


def _hide(unit_id: str, step: str, act: str) -> None:
    person = access.require(page.ROLE)
    unit, register = editable()[unit_id], page.register()
    change = register.hide if act == "hide" else register.show
    access.note("hide", f"{act} {unit_id}.{step}".rstrip("."))
    try:
        change(
            unit,
            step or None,
            signer=person.id,
            role=page.role(person),
            now=datetime.now(timezone.utc),
        )
    except ReviewError as error:
        say("hiding_failed", [error.kind])
    else:
        say("hidden" if act == "hide" else "shown")
