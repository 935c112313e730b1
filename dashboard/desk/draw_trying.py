"""The tab to try a text out: a talk with the chat's own code, never kept."""

from __future__ import annotations

from datetime import datetime, timezone

import streamlit as st

from bot.flow import Button
from dashboard import access
from dashboard.desk import names, page, preview
from dashboard.desk.preview import Start, Turn
from dashboard.desk.text import Text
from safety import Level

PRESSED = "desk.pressed"
BOT, YOUNG = "💬", "🙂"
CARD = ""
"""Where a crisis flow begins: with the help card."""


def draw(text: Text) -> None:
    """Show the talk so far and what can be chosen."""
    st.markdown(text.words("flow.try_how"))
    start = _choose_start(text)
    is_easy = _choose_easy(text)
    _talk(text, start, is_easy)


def _choose_start(text: Text) -> Start:
    titles = names.titles(text.own, text.steps)
    places = list(titles)
    if text.unit.kind != "crisis":
        at = _choose_place(text, places, titles)
        return Start(at)
    if "card" in text.steps or "open_high" in text.steps:
        places = [CARD, *places]
        titles[CARD] = text.words("flow.try_card")
    at = _choose_place(text, places, titles)
    level = st.radio(
        text.words("flow.try_level"),
        preview.LEVELS,
        format_func=lambda one: text.words.of("levels", one.label),
        horizontal=True,
        key="desk_try_level",
    )
    return Start(at, text.stem, level or Level.ELEVATED)


def _choose_place(text: Text, places: list[str], titles: dict[str, str]) -> str:
    return st.selectbox(
        text.words("flow.try_from"),
        places,
        format_func=titles.__getitem__,
        key=f"try:{text.unit.id}:{text.language}",
    )


def _choose_easy(text: Text) -> bool:
    if text.unit.kind == "crisis":
        st.markdown(text.words("flow.try_always_easy"))
        return True
    return st.toggle(text.words("flow.try_easy"), key="desk_easy")


@st.fragment
def _talk(text: Text, start: Start, is_easy: bool) -> None:
    access.require(page.ROLE)
    place = (text.unit.id, start)
    if st.session_state.get("desk.talk") != place:
        st.session_state["desk.talk"], st.session_state[PRESSED] = place, []
    pressed = st.session_state[PRESSED]
    turns = preview.talk(
        text.own,
        text.content,
        start,
        pressed,
        at=datetime.now(timezone.utc),
        easy=is_easy,
    )
    for turn in turns:
        _draw_turn(text, turn)
    _draw_choices(text, turns[-1].choices)
    if pressed:
        with st.container(horizontal=True):
            st.button(
                text.words("flow.try_restart"), on_click=_restart, key="desk_restart"
            )
            st.button(text.words("flow.try_undo"), on_click=_undo, key="desk_undo")


def _draw_turn(text: Text, turn: Turn) -> None:
    words = text.words
    if turn.pressed != "":
        with st.chat_message(words("flow.young"), avatar=YOUNG):
            st.text(turn.pressed or words("flow.try_own_said"))
    with st.chat_message(words("flow.bot"), avatar=BOT):
        for bubble in turn.bubbles:
            st.text(bubble)
        shown = "flow.try_card_shown" if turn.is_card else "flow.try_services"
        if turn.services:
            st.caption(words(shown, names=" · ".join(turn.services)))
        if turn.cards:
            st.caption(words("flow.try_cards", names=" · ".join(turn.cards)))


def _draw_choices(text: Text, choices: tuple[Button, ...]) -> None:
    st.markdown(f"**{text.words('flow.try_choose')}**")
    with st.container(horizontal=True):
        for n, button in enumerate(choices):
            st.button(
                button.title, on_click=_press, args=(button.payload,), key=f"choice:{n}"
            )
        st.button(
            text.words("flow.try_own"),
            on_click=_press,
            args=(preview.OWN_WORDS,),
            key="choice:own",
            type="tertiary",
        )


def _press(payload: str) -> None:
    access.require(page.ROLE)
    st.session_state[PRESSED] = [*st.session_state.get(PRESSED, []), payload]


def _restart() -> None:
    access.require(page.ROLE)
    st.session_state[PRESSED] = []


def _undo() -> None:
    access.require(page.ROLE)
    st.session_state[PRESSED] = st.session_state.get(PRESSED, [])[:-1]
