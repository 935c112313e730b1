"""The boxes to write in."""

from __future__ import annotations

import streamlit as st

from bot.review.units import Unit
from dashboard import access, editing
from dashboard.desk import names, page
from dashboard.desk_edit.drafts import draft_of, editable
from dashboard.editing import Box, Draft
from dashboard.words import Words

LINE_PX, LEAST_PX, MOST_PX = 26, 100, 420
LETTERS_A_LINE = 60
ONE_LINE = frozenset({"label", "easy_label", "heading", "names"})


def draw_box(words: Words, unit: Unit, draft: Draft, box: Box) -> None:
    """Show the texts of one box."""
    title = words.of("edit_parts", box.part)
    if title == box.part:
        title = names.plain(str(box.keys[-2]))
    if box.number and not box.is_list:
        title = f"{title} {box.number}"
    rows = draft.rows(box)
    if box.is_lines:
        area(unit, draft, box, title, "\n".join(rows))
        return
    for index, row in enumerate(rows):
        label = f"{title} {index + 1}" if box.is_list else title
        area(unit, draft, box, label, row, index)
    if box.is_list:
        st.button(
            words("edit.add"),
            key=f"add:{unit.id}:{box.keys}",
            on_click=_add,
            args=(unit.id, box),
        )


def area(
    unit: Unit,
    draft: Draft,
    box: Box,
    label: str,
    text: str,
    index: int | None = None,
) -> None:
    """Show one text to write in: of one line, where it is never more than that."""
    key = f"text:{unit.id}:{draft.revision}:{box.keys}:{index}"
    given = (unit.id, box, index, key)
    if box.part in ONE_LINE:
        st.text_input(label, text, key=key, on_change=_typed, args=given)
        return
    n_lines = sum(1 + len(row) // LETTERS_A_LINE for row in text.split("\n"))
    height = min(MOST_PX, max(LEAST_PX, LINE_PX * (n_lines + 2)))
    st.text_area(label, text, key=key, height=height, on_change=_typed, args=given)


def _typed(unit_id: str, box: Box, index: int | None, key: str) -> None:
    access.require(page.ROLE)
    unit, text = editable()[unit_id], str(st.session_state[key])
    draft = draft_of(unit)
    if index is None:
        draft.put(box, [row for row in map(editing.tidy, text.splitlines()) if row])
        return
    rows = draft.rows(box)
    rows[index] = text
    draft.put(box, rows)


def _add(unit_id: str, box: Box) -> None:
    access.require(page.ROLE)
    draft = draft_of(editable()[unit_id])
    draft.put(box, [*draft.rows(box), ""])
