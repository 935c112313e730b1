"""The audit log: who did what; for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from bot.audit import ACTS, Entry
from dashboard import access, frame
from dashboard.logbook import ROLE, download
from dashboard.words import Words
from safety.hours import HELSINKI

ALL = "all"
MOST = 200
FILE_NAME = "audit.csv"


def draw(words: Words) -> None:
    """Draw the page."""
    chosen = st.selectbox(
        words("audit.filter"),
        (ALL, *ACTS),
        format_func=lambda act: (
            words("audit.all") if act == ALL else words.of("acts", act)
        ),
        key="audit_act",
    )
    act = None if chosen in (ALL, None) else chosen
    entries = access.log().entries(MOST, act=act)
    if not entries:
        st.markdown(words("audit.none"))
        return
    draw_table(words, entries)
    st.markdown(words("audit.download_note"))
    # The file is written when it is asked for, so that the log tells who took it.
    st.download_button(
        words("audit.download"),
        partial(download, act, st.user.to_dict()),
        file_name=FILE_NAME,
        mime="text/csv",
        on_click="ignore",
        key="audit_download",
    )


def draw_table(words: Words, entries: Sequence[Entry]) -> None:
    """Show the acts, the latest first."""
    st.header(words("audit.table"))
    st.markdown(words("audit.n_shown", n=words.number(len(entries))))
    rows = [
        {
            words("audit.at"): moment(entry.at),
            words("audit.name"): words("audit.local")
            if entry.person == access.LOCAL.id
            else access.plain(entry.name),
            words("audit.act"): words.of("acts", entry.act),
            words("audit.subject"): access.plain(entry.subject),
        }
        for entry in entries
    ]
    st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")


def moment(at: str) -> str:
    """Return a time of the log as a day and a time in Finland."""
    here = datetime.fromisoformat(at).astimezone(HELSINKI)
    return f"{here:%Y-%m-%d %H:%M}"


draw(frame.start("audit", role=ROLE))
