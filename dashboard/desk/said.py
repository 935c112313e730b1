"""What an action has to say: kept until the next drawing of the page, then gone."""

from __future__ import annotations

import streamlit as st

from bot.review.register import ReviewError
from dashboard.words import Words

KEPT = "desk.said"


def done(key: str) -> None:
    """Say that something was done."""
    st.session_state[KEPT] = ("done", key, "")


def problem(key: str) -> None:
    """Say why something was not done."""
    st.session_state[KEPT] = ("problem", key, "")


def refused(error: ReviewError) -> None:
    """Say why the register refused."""
    st.session_state[KEPT] = ("problem", "flow.failed", error.kind)


def draw(words: Words) -> bool:
    """Show what the last action had to say, once; tell whether there was anything."""
    kind, key, why = st.session_state.pop(KEPT, ("", "", ""))
    if not kind:
        return False
    text = words(key, why=words.of("desk_errors", why)) if why else words(key)
    (st.success if kind == "done" else st.error)(text)
    return True
