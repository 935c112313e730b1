"""Helplines: does each answer now, and who checked it when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from bot.audit import AuditError
from bot.content import Content
from dashboard import access, frame, verified
from dashboard.tasks import DAYS_A_CHECK_HOLDS
from dashboard.verified import VerifiedError
from dashboard.words import Words
from safety.card import Entry, entry
from safety.service_data import Service

ROLE = "moderator"
SAID = "helplines.said"
SERVICE = "service"
AGED, HIDDEN, ALL = "aged", "hidden", "all"
SHOWN = (AGED, HIDDEN, ALL)


@dataclass(frozen=True)
class Line:
    """A helpline as its row shows it.

    Attributes:
        days: Days since somebody checked it.
        is_hidden: Young people do not see it, as nobody has confirmed it.
    """

    service: Service
    entry: Entry
    checked: date
    days: int
    is_hidden: bool

    @property
    def is_aged(self) -> bool:
        """Tell whether it has to be checked again."""
        return self.days > DAYS_A_CHECK_HOLDS


def draw(words: Words) -> None:
    """Draw the page."""
    known = frame.settings()
    content = frame.content(known.content)
    if content is None:
        st.error(words("helplines.no_content"))
        return
    say_what_was_done(words)
    try:
        found = lines(
            content,
            verified.read(known.var),
            confirmed=known.confirmed_services,
            language=words.language,
        )
    except VerifiedError as error:
        st.error(words("helplines.no_days", path=error))
        return
    draw_summary(words, found)
    draw_one(words, found)
    draw_all(words, found)


def lines(
    content: Content,
    days: Mapping[str, date],
    *,
    confirmed: frozenset[str],
    language: str,
) -> list[Line]:
    """Return all helplines, those that were checked longest ago first."""
    known, today = content.services, frame.today()
    found = []
    for service in known.services.values():
        checked = max(known.checked, days.get(service.id, known.checked))
        found.append(
            Line(
                service,
                entry(service, language, access.now()),
                checked,
                (today - checked).days,
                service.use == "check_first" and service.id not in confirmed,
            )
        )
    return sorted(found, key=_order)


def _order(one: Line) -> tuple[int, bool, str]:
    return -one.days, one.is_hidden, str(one.entry["name"]).casefold()


# --- what the button does ---------------------------------------------------------


def verify(service: str) -> None:
    """Write down that a helpline was checked today."""
    person = access.require(ROLE)
    role = "professional" if "professional" in person.roles else ROLE
    var, today = frame.settings().var, frame.today()
    try:
        access.note("verify_helpline", service)
        verified.mark(var, service, role=role, today=today)
        st.session_state[SAID] = ("helplines.saved", True)
    except AuditError:
        st.session_state[SAID] = ("access.no_log", False)
    except VerifiedError:
        st.session_state[SAID] = ("helplines.not_saved", False)


def say_what_was_done(words: Words) -> None:
    """Say what became of the last press of the button, once."""
    key, is_done = st.session_state.pop(SAID, ("", False))
    if key:
        (st.success if is_done else st.error)(words(key))


# --- drawing ----------------------------------------------------------------------


def draw_summary(words: Words, found: Sequence[Line]) -> None:
    """Say in one line what there is to do."""
    n_aged = sum(one.is_aged and not one.is_hidden for one in found)
    n_hidden = sum(one.is_hidden for one in found)
    if n_aged:
        st.error(words("helplines.aged", n=n_aged, days=DAYS_A_CHECK_HOLDS))
    else:
        until = min(one.checked for one in found) + timedelta(days=DAYS_A_CHECK_HOLDS)
        st.success(words("helplines.fresh", until=words.day(until)))
    if n_hidden:
        st.markdown(words("helplines.hidden", n=n_hidden))


def draw_one(words: Words, found: Sequence[Line]) -> None:
    """Show one helpline whole, with the button that says it was checked."""
    st.header(words("helplines.check"))
    names = {one.service.id: one for one in found}
    asked = st.query_params.get(SERVICE, "")
    first = list(names).index(asked) if asked in names else 0
    chosen = st.selectbox(
        words("helplines.choose"),
        list(names),
        index=first,
        format_func=lambda id: named(words, names[id]),
        key="helpline",
    )
    one = names[chosen]
    with st.container(border=True):
        st.subheader(one.entry["name"])
        st.markdown(one.entry["description"])
        st.markdown("\n".join(f"- {text}" for text in facts(words, one)))
        st.markdown(words("helplines.sources"))
        st.markdown("\n".join(f"- {text}" for text in sources(words, one.service)))
        st.markdown(words("helplines.how"))
        st.button(
            words("helplines.verified_today"),
            type="primary",
            key="verify",
            on_click=verify,
            args=(chosen,),
            disabled=one.checked == frame.today(),
        )


def named(words: Words, one: Line) -> str:
    """Return a name for the chooser, with what is the matter in words."""
    mark = "hidden_mark" if one.is_hidden else "aged_mark" if one.is_aged else ""
    return (
        f"{one.entry['name']} – {words(f'helplines.{mark}')}"
        if mark
        else str(one.entry["name"])
    )


def facts(words: Words, one: Line) -> list[str]:
    """Return what is told of a helpline, as on its card, and what only staff see."""
    shown = one.entry
    told = [
        words("helplines.now", state=shown["state_text"]),
        *([words("helplines.tel", tel=shown["tel_display"])] if shown["tel"] else []),
        *(
            [words("helplines.chat", state=shown["chat_state_text"])]
            if shown.get("chat_state_text")
            else []
        ),
        *([words("helplines.url", url=shown["url"])] if shown["url"] else []),
        words("helplines.languages", languages=spoken(words, one.service)),
        *(str(shown[key]) for key in ("cost", "queue_note", "note") if shown[key]),
        words("helplines.checked", day=words.day(one.checked), n=one.days),
    ]
    if one.is_hidden:
        told.append(words("helplines.is_hidden"))
    return told


def sources(words: Words, service: Service) -> list[str]:
    """Return where the contact comes from, each with its date."""
    return [
        words(
            "helplines.source",
            title=source.get("title") or source.get("url") or "",
            date=source.get("date") or words("helplines.no_date"),
        )
        for source in service.sources
    ]


def spoken(words: Words, service: Service) -> str:
    """Return the languages of a helpline in words."""
    return ", ".join(words.of("languages", one) for one in service.languages)


def draw_all(words: Words, found: Sequence[Line]) -> None:
    """List the helplines with their state of this moment."""
    st.header(words("helplines.all"))
    kind = st.radio(
        words("helplines.which"),
        SHOWN,
        index=SHOWN.index(ALL),
        format_func=lambda one: words(f"helplines.kinds.{one}"),
        horizontal=True,
        key="helplines_shown",
    )
    keep: dict[str, Callable[[Line], bool]] = {
        AGED: lambda one: one.is_aged,
        HIDDEN: lambda one: one.is_hidden,
        ALL: lambda one: True,
    }
    kept = [row(words, one) for one in found if keep[kind or ALL](one)]
    if not kept:
        st.markdown(words("helplines.none"))
        return
    st.table(pd.DataFrame(kept), hide_index=True, border="horizontal")


def row(words: Words, one: Line) -> dict[str, str]:
    """Return a row of the list; what is overdue is red and says so."""
    day = words("helplines.ago", day=words.day(one.checked), n=one.days)
    if one.is_aged:
        day = f":red[**{words('helplines.overdue')}** {day}]"
    return {
        words("helplines.columns.name"): str(one.entry["name"]),
        words("helplines.columns.now"): words(f"helplines.states.{one.entry['state']}"),
        words("helplines.columns.hours"): str(one.entry["state_text"]),
        words("helplines.columns.languages"): spoken(words, one.service),
        words("helplines.columns.checked"): day,
        words("helplines.columns.shown"): words(
            f"helplines.{'not_shown' if one.is_hidden else 'is_shown'}"
        ),
    }


draw(frame.start("helplines"))
