"""Change the words of a step, with the linter's findings beside them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bot.lint.findings import ERROR
from bot.review.units import Unit
from bot.review.writer import WriterError
from dashboard import access, editing, frame
from dashboard.desk import names, page
from dashboard.desk_edit import advice, boxes, hiding, keeping
from dashboard.desk_edit.drafts import draft_of, editable
from dashboard.words import Words

UNIT, GROUP = "unit", "step"
TYPING = Path(__file__).parents[1] / "typing.js"


def draw(words: Words) -> None:
    """Draw the page."""
    st.title(words("edit.title"), anchor=False)
    st.markdown(words("edit.intro"))
    unit = choose_unit(words)
    if unit is None:
        return
    draft = draft_of(unit)
    try:
        groups = editing.groups(draft.opened)
    except WriterError:
        st.error(words("edit.unreadable", name=f"{unit.id}.yml"))
        return
    left, right = st.columns(2)
    with left:
        language = page.choose_language(
            words, words("edit.language"), key="edit_language"
        )
    with right:
        group = choose_group(words, unit, groups, language)
    listen()
    write(words, unit, group, language)
    hiding.draw_hiding(words, unit, group)


def listen() -> None:
    """Take words in while somebody types: loaded before the boxes it hears."""
    with st.container(height=1, border=False):
        script = f"<script>{TYPING.read_text('utf-8')}</script>"
        st.html(script, unsafe_allow_javascript=True)


def choose_unit(words: Words) -> Unit | None:
    """Let somebody choose the file; the address may name one."""
    known, content = editable(), page.content()
    asked = st.query_params.get(UNIT, "")
    if asked and asked not in known:
        st.info(words("edit.unknown"))
    titles = {
        id: f"{names.unit_name(words, content, id)} "
        f"({words.of('desk_kinds', unit.kind).lower()})"
        for id, unit in known.items()
    }
    ids = sorted(known, key=lambda id: titles[id].casefold())
    chosen = st.selectbox(
        words("edit.unit"),
        ids,
        index=ids.index(asked) if asked in ids else 0,
        format_func=titles.__getitem__,
        key=f"edit_unit:{asked}",
    )
    if chosen is None:
        return None
    if chosen != asked:
        st.query_params[UNIT] = chosen
    return known[chosen]


def choose_group(words: Words, unit: Unit, groups: list[str], language: str) -> str:
    """Let somebody choose a step, or another part of the file."""
    raw = draft_of(unit).opened
    asked = f"steps.{st.query_params.get(GROUP, hiding.FIRST)}"
    chosen = st.selectbox(
        words("edit.group"),
        groups,
        index=groups.index(asked) if asked in groups else 0,
        format_func=lambda group: group_name(words, raw, group, language),
        key=f"edit_group:{unit.id}",
    )
    return chosen or groups[0]


def group_name(words: Words, raw: bytes, group: str, language: str) -> str:
    """Return what a part of a file is called: a step by its first words, too."""
    root, _, name = group.partition(".")
    if not name:
        return words.of("edit_groups", root)
    known = words.of(names.STEPS, name)
    title = names.plain(name) if known == name else known
    return f"{title}: {editing.first_words(raw, group, language)}"


@st.fragment
def write(words: Words, unit: Unit, group: str, language: str) -> None:
    """Show the boxes and, beside them, what the linter says of their words."""
    access.require(page.ROLE)
    draft = draft_of(unit)
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="edit_boxes"):
        st.subheader(words("edit.boxes"), anchor=False)
        st.markdown(words("edit.help_bubbles"))
        for box in editing.group_boxes(draft.opened, group, language):
            boxes.draw_box(words, unit, draft, box)
    try:
        new = draft.written()
    except WriterError:
        st.error(words("edit.unwritable"))
        return
    before, after = advice.linted(unit, draft.opened), advice.linted(unit, new)
    worse, here = advice.worse(before, after), editing.about(after, group, language)
    with right:
        advice.draw_findings(words, [*here, *(one for one in worse if one not in here)])
        n = sum(one.severity == ERROR for one in before)
        if n and not editing.about(before, group, language):
            st.markdown(words("edit.elsewhere", n=n))
    keeping.draw_saving(words, unit, draft, new, worse=worse)


access.require(page.ROLE)
draw(Words(frame.language()))
