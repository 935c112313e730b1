"""What somebody is writing, kept while she looks at other steps."""

from __future__ import annotations

import streamlit as st

from bot.review import saving
from bot.review.units import Unit
from dashboard.desk import page
from dashboard.editing import Draft

EDITED = frozenset({"topic", "crisis", "replies"})
DRAFTS, SAID = "edit.drafts", "edit.said"


def editable() -> dict[str, Unit]:
    """Return what can be edited here, by id."""
    return {id: unit for id, unit in page.known().items() if unit.kind in EDITED}


def draft_of(unit: Unit) -> Draft:
    """Return what this person is writing; it is kept while she looks elsewhere."""
    drafts: dict[str, Draft] = st.session_state.setdefault(DRAFTS, {})
    kept = drafts.get(unit.id)
    if kept is None or not kept.changes:
        raw = saving.read(unit.path)
        if kept is None or kept.opened != raw:
            drafts[unit.id] = Draft(raw, revision=kept.revision + 1 if kept else 0)
    return drafts[unit.id]


def put_draft(unit: Unit, draft: Draft) -> None:
    """Keep another draft of a unit."""
    st.session_state[DRAFTS][unit.id] = draft


def say(kind: str, why: list[str] | None = None) -> None:
    """Keep what an action has to say until the page is drawn again."""
    st.session_state[SAID] = (kind, why or [])
