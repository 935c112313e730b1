"""What was done to a text: by role and day, never by name."""

from __future__ import annotations

import streamlit as st

from bot.review.register import Event
from dashboard.desk import page, reading
from dashboard.desk.text import Text


def draw(text: Text) -> None:
    """Show the history of a text in all its languages, newest first."""
    found = text.register.history(text.unit)
    if not found:
        st.info(text.words("flow.history_none"))
        return
    rows = [(_line(text, event), event.words) for event in found]
    st.html(reading.events(rows, text.words.language))


def _line(text: Text, event: Event) -> str:
    """Return an event as a line: day, role, what was done, in which language."""
    words = text.words
    language = words.of("languages", event.language) if event.language else ""
    parts = (
        page.day_of(words, event.at),
        words.of("flow_roles", event.role),
        words.of("flow_acts", event.act).lower(),
        language,
    )
    return " · ".join(filter(None, parts))
