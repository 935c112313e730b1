"""What a professional decides of a text: to sign it, or to send it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial

import streamlit as st

from bot.audit import AuditError
from bot.review.register import ReviewError, State
from bot.review.units import versions
from dashboard import access
from dashboard.access import Person
from dashboard.desk import page, queue, said
from dashboard.desk.text import Text

DESK, FLOW = "views/desk.py", "views/flow.py"


def draw(text: Text, person: Person) -> None:
    """Show what can be decided now, and the one step that comes next."""
    words = text.words
    st.header(words("flow.decide"), anchor=False)
    is_told = said.draw(words)
    signers = {event.signer for event in text.state.signed}
    if text.state.is_signed:
        if not is_told:
            st.success(words("flow.is_signed"))
        draw_next(text, person)
    elif not access.can_sign(person):
        local = "flow.cannot_sign_local"
        st.info(words(local if person.is_local else "flow.cannot_sign"))
    elif person.id in signers:
        if not is_told:
            st.info(words("flow.own_half"))
        draw_next(text, person)
    else:
        draw_signing(text)
    if access.can_sign(person) and not text.state.is_sent_back:
        draw_sending_back(text)


def draw_signing(text: Text) -> None:
    """Show the box to tick and the button to sign with."""
    words, given = text.words, _given(text)
    st.markdown(words(_what_signing_does(text)))
    language = words.of("languages", text.language)
    key = f"read:{':'.join(given)}"
    st.checkbox(words("flow.read_it", name=text.name, language=language), key=key)
    st.button(
        words("flow.sign"),
        type="primary",
        key=f"sign:{':'.join(given)}",
        on_click=_sign,
        args=(*given, key),
    )


def _what_signing_does(text: Text) -> str:
    if text.state.needs - len(text.state.signed) > 1:
        return "flow.sign_first"
    return "flow.sign_running" if text.unit.is_running else "flow.sign_publishes"


def draw_sending_back(text: Text) -> None:
    """Show where a text is sent back to its writer, with the reason."""
    words, given = text.words, _given(text)
    with st.expander(words("flow.send_back")):
        key = f"why:{':'.join(given)}"
        st.text_area(
            words("flow.send_back_why"), key=key, help=words("flow.comment_help")
        )
        st.button(
            words("flow.send_back_go"),
            key=f"back:{':'.join(given)}",
            on_click=_send_back,
            args=(*given, key),
        )


def draw_next(text: Text, person: Person) -> None:
    """Lead to the next text that waits for this person."""
    found = queue.first_for(page.rows(text.words), signer=person.id)
    if found is None:
        return
    row, language = found
    if st.button(text.words("flow.next"), type="primary", key="desk_next"):
        st.switch_page(FLOW, query_params={"unit": row.id, "lang": language})
    st.markdown(f"{row.name}, {text.words.of('languages', language)}")


def _given(text: Text) -> tuple[str, str, str]:
    """Return what is decided about: text, language, the version on the screen."""
    return text.unit.id, text.language, text.state.version


def _sign(unit_id: str, language: str, version: str, key: str) -> None:
    person = access.require(page.ROLE)
    unit = page.known()[unit_id]
    if not access.can_sign(person):
        said.problem("flow.cannot_sign")
    elif not st.session_state.get(key):
        said.problem("flow.tick_first")
    elif versions(unit)[language] != version:
        said.problem("flow.stale")
    else:
        _act("sign", unit_id, language, partial(_signed, version, person))


def _signed(version: str, person: Person, unit_id: str, language: str) -> None:
    state = page.register().sign(
        page.known()[unit_id],
        language,
        expected_version=version,
        signer=person.id,
        role=page.role(person),
        now=_now(),
    )
    if state.is_live:
        access.note("publish", f"{unit_id} {language}")
    said.done(f"flow.{_became(state, is_running=page.known()[unit_id].is_running)}")


def _became(state: State, *, is_running: bool) -> str:
    """Return what a signature led to."""
    if not state.is_signed:
        return "signed_half"
    if is_running:
        return "signed_running"
    return "signed_now" if state.is_live else "signed_waits"


def _send_back(unit_id: str, language: str, version: str, key: str) -> None:
    person = access.require(page.ROLE)
    why = str(st.session_state.get(key, "")).strip()
    unit = page.known()[unit_id]
    if not access.can_sign(person):
        said.problem("flow.cannot_sign")
    elif not why:
        said.problem("flow.write_why")
    elif versions(unit)[language] != version:
        said.problem("flow.stale")
    else:
        _act("send_back", unit_id, language, partial(_sent, why, person))


def _sent(why: str, person: Person, unit_id: str, language: str) -> None:
    page.register().send_back(
        page.known()[unit_id],
        language,
        words=why,
        signer=person.id,
        role=page.role(person),
        now=_now(),
    )
    said.done("flow.sent_back_now")


def _act(act: str, unit_id: str, language: str, do: Callable[[str, str], None]) -> None:
    """Do what was decided, once it stands in the audit log."""
    try:
        access.note(act, f"{unit_id} {language}")
        do(unit_id, language)
    except ReviewError as error:
        said.refused(error)
    except AuditError:
        said.problem("access.no_log")


def _now() -> datetime:
    return datetime.now(timezone.utc)
