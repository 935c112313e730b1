"""What will change, and the button that saves it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from bot.content import Content
from bot.languages import LANGUAGES
from bot.lint.findings import Finding
from bot.model import Step
from bot.review import saving, writer
from bot.review.saving import SaveError
from bot.review.units import Unit, text_of
from bot.review.writer import WriterError
from dashboard import access, editing, frame
from dashboard.desk import names, page, reading, worddiff
from dashboard.desk_edit import advice
from dashboard.desk_edit.drafts import SAID, draft_of, editable, put_draft, say
from dashboard.editing import Draft
from dashboard.words import Words

LEARNED = editing.WHOLE_LISTS - {"own_words"}
"""Lists that the bot learns from."""


def draw_saving(
    words: Words, unit: Unit, draft: Draft, new: bytes, *, worse: list[Finding]
) -> None:
    """Show what will change in the file, and the button that saves it."""
    is_told = draw_said(words, unit)
    if new == draft.opened:
        if not is_told:
            st.markdown(words("edit.no_changes"))
        return
    st.subheader(words("edit.changes"), anchor=False)
    draw_difference(words, unit, draft.opened, new)
    if worse:
        st.error(words("edit.worse"))
    st.button(
        words("edit.save"),
        type="primary",
        disabled=bool(worse),
        key="edit_save",
        on_click=_save,
        args=(unit.id,),
    )
    st.button(
        words("edit.discard"), key="edit_discard", on_click=_discard, args=(unit.id,)
    )


def steps_of(content: Content, unit: Unit) -> Mapping[str, Step]:
    """Return the steps of a unit by name."""
    stem = unit.path.stem
    if unit.kind == "topic":
        return content.topics[stem].steps if stem in content.topics else {}
    if unit.kind == "crisis":
        return content.flows[stem].steps if stem in content.flows else {}
    return content.replies


def draw_difference(words: Words, unit: Unit, old: bytes, new: bytes) -> None:
    """Show what changes, word by word, and the lines of the file."""
    st.html(reading.legend(words))
    content = page.content()
    titles = names.titles(words, steps_of(content, unit)) if content else {}
    named = {id.partition(".")[2]: title for id, title in titles.items()}
    for language in LANGUAGES:
        for one in worddiff.changes(text_of(old, language), text_of(new, language)):
            part = names.part_name(words, one.part, named)
            st.markdown(f"{words.of('languages', language)}: {advice.plain(part)}")
            st.html(reading.change(one, language))
    with st.expander(words("edit.lines")):
        st.markdown(words("edit.changes_note"))
        rows = writer.difference(old, new, name=f"{unit.id}.yml")
        st.code(rows, language=None, wrap_lines=True)


def _save(unit_id: str) -> None:
    access.require(page.ROLE)
    unit = editable()[unit_id]
    draft, content = draft_of(unit), frame.settings().content
    try:
        new = draft.written()
        if is_worse(unit, draft, new):
            raise SaveError("worse")
        noted = partial(access.note, "edit", unit.id)
        saving.save(content, unit.path, draft.opened, new, first=noted)
    except WriterError:
        say("unwritable")
    except SaveError as error:
        say(error.kind, [editing.problem_key(one) for one in error.problems])
    else:
        learned = is_learned(draft)
        put_draft(unit, Draft(new, revision=draft.revision + 1))
        say("learned" if learned else "saved")


def is_learned(draft: Draft) -> bool:
    """Tell whether something changes that the bot learns from."""
    return any(LEARNED & set(keys) for keys in draft.changes)


def is_worse(unit: Unit, draft: Draft, new: bytes) -> bool:
    """Tell whether the linter finds an error that was not there before.

    Examples are compared with each other and read for danger too, which takes longer.
    """
    if not is_learned(draft):
        return bool(
            advice.worse(advice.linted(unit, draft.opened), advice.linted(unit, new))
        )
    content = frame.settings().content
    after = saving.findings(content, unit.path, new)
    return saving.is_worse(saving.findings(content, unit.path, draft.opened), after)


def _discard(unit_id: str) -> None:
    access.require(page.ROLE)
    unit = editable()[unit_id]
    raw = saving.read(unit.path)
    put_draft(unit, Draft(raw, revision=draft_of(unit).revision + 1))


def _rebase(unit_id: str) -> None:
    access.require(page.ROLE)
    unit = editable()[unit_id]
    put_draft(unit, draft_of(unit).rebased(saving.read(unit.path)))


def draw_said(words: Words, unit: Unit) -> bool:
    """Show what the last action had to say; tell whether there was something."""
    kind, why = st.session_state.pop(SAID, ("", []))
    if kind in ("saved", "learned"):
        draw_saved(words, unit, to_teach=kind == "learned")
    elif kind == "changed":
        st.warning(words("edit.changed_meanwhile"))
        st.button(words("edit.rebase"), key="rebase", on_click=_rebase, args=(unit.id,))
    elif kind in ("hidden", "shown"):
        st.success(words(f"edit.{kind}"))
    elif kind == "hiding_failed":
        st.error(words("edit.hiding_failed", why=words.of("desk_errors", why[0])))
    elif kind:
        lines = "".join(
            f"\n- {words(f'edit_problems.{key}')}" for key in dict.fromkeys(why)
        )
        st.error(words(f"edit.{kind}") + lines)
    return bool(kind)


def draw_saved(words: Words, unit: Unit, *, to_teach: bool) -> None:
    """Say that it was saved, what young people see, and what comes next."""
    live = "live_signed" if frame.settings().reviewed_only else "live_now"
    st.success(words("edit.saved", live=words(f"edit.{live}")))
    st.page_link(
        "views/flow.py", label=words("edit.to_flow"), query_params={"unit": unit.id}
    )
    if to_teach:
        st.info(words("edit.learned"))
        st.page_link("views/model.py", label=words("edit.to_model"))
