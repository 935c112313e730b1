"""One text on the review desk: read it, try it, see what changed, comment, sign."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import access, frame
from dashboard.desk import (
    draw_changes,
    draw_deciding,
    draw_reading,
    draw_trying,
    names,
    page,
)
from dashboard.desk.history import draw as draw_history
from dashboard.desk.queue import HALF, SENT_BACK, SIGNED, state_of
from dashboard.desk.text import Text
from dashboard.desk_edit.drafts import EDITED
from dashboard.words import Words

UNIT = "unit"
Tab = tuple[str, Callable[[Text], None]]


def draw(words: Words) -> None:
    """Draw the page of the text that the address names."""
    person = access.require(page.ROLE)
    st.page_link(draw_deciding.DESK, label=words("flow.back"))
    text = opened(words)
    if text is None:
        return
    draw_head(text)
    link_to_edit(text)
    draw_tabs(text)
    draw_deciding.draw(text, person)


def opened(words: Words) -> Text | None:
    """Return the text of the address; say kindly why there is none."""
    asked, content = st.query_params.get(UNIT, ""), page.content()
    unit = page.known().get(asked)
    if content is None or unit is None:
        st.title(words("flow.title"))
        if content is None:
            st.error(words("desk.broken"))
        else:
            st.info(words("flow.unknown" if asked else "flow.choose"))
        return None
    st.title(names.unit_name(words, content, unit.id), anchor=False)
    language = choose_language(words)
    register = page.register()
    return Text(
        unit=unit,
        language=language,
        words=words,
        own=Words(language),
        content=content,
        register=register,
        state=register.state(unit, language),
    )


def link_to_edit(text: Text) -> None:
    """Show the way to change the text, where it is one that can be changed here."""
    if text.unit.kind in EDITED:
        st.page_link(
            "views/edit.py",
            label=text.words("flow.edit"),
            query_params={UNIT: text.unit.id, page.LANGUAGE: text.language},
        )


def choose_language(words: Words) -> str:
    """Let the reader choose the language of the text; it stands in the address."""
    asked = page.asked_language(words)
    key = f"language:{st.query_params.get(UNIT, '')}:{asked}"
    chosen = page.choose_language(words, words("flow.language"), key=key)
    if chosen != asked:
        st.query_params[page.LANGUAGE] = chosen
        st.rerun()
    return chosen


def draw_head(text: Text) -> None:
    """Say how far the review is, and what young people see now."""
    words, state = text.words, text.state
    known = state_of(state)
    kind = words.of("desk_kinds", text.unit.kind)
    lines = [f"{kind}. **{words.of('desk_state_sentences', known)}.**"]
    if text.unit.needs > 1 and known not in (HALF, SENT_BACK, SIGNED):
        lines.append(words("flow.needs_two"))
    lines.append(live(text))
    st.markdown(" ".join(lines))
    if state.is_hidden:
        st.warning(words("flow.hidden_all"))
    if state.sent_back:
        st.warning(state.sent_back.words)


def live(text: Text) -> str:
    """Return what is published of the text."""
    words, at = text.words, text.state.published_at
    if text.unit.is_running:
        return words("flow.live_running")
    if not frame.settings().reviewed_only:
        return words("flow.live_working")
    if at is None:
        return words("flow.live_never")
    is_waiting = text.state.is_signed and not text.state.is_live
    key = "live_now" if text.state.is_live else "live_waits" if is_waiting else "live"
    return words(f"flow.{key}", at=page.day_of(words, at))


def draw_tabs(text: Text) -> None:
    """Draw the tab that is open."""
    shown: list[Tab] = [("read", draw_reading.draw)]
    shown.append(("changes", draw_changes.draw_changes))
    if text.steps:
        shown.append(("try", draw_trying.draw))
    if text.is_path:
        shown.append(("picture", draw_changes.draw_picture))
    if text.is_rules:
        shown.append(("tests", draw_changes.draw_effect))
    shown.append(("history", draw_history))
    labels = [text.words(f"flow.tabs.{name}") for name, _ in shown]
    tabs = st.tabs(labels, key=f"tabs:{text.unit.id}", on_change="rerun")
    for tab, (_, draw_one) in zip(tabs, shown, strict=True):
        if tab.open:
            with tab:
                draw_one(text)


access.require(page.ROLE)
draw(Words(frame.language()))
