"""Switches: close the talk for a while, or tell everybody of an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

import streamlit as st

from bot import switches
from bot.audit import AuditError
from bot.languages import LANGUAGES
from bot.lint.findings import ERROR, Finding
from bot.lint.notice import check_notice
from bot.switches import LONGEST, MOST_CHARACTERS, Notice, SwitchError
from dashboard import access, frame
from dashboard.words import Words
from safety.hours import HELSINKI

ROLE = "moderator"
SAID = "switches.said"
FIRST_END = timedelta(days=3)
HEIGHT_PX = 120


def draw(words: Words) -> None:
    """Draw the page."""
    found = switches.read(var())
    say_what_was_done(words)
    draw_help_only(words, is_on=found.help_only)
    st.header(words("switches.notice.title"))
    st.markdown(words("switches.notice.what"))
    draw_shown(words, found.shown(access.now()))
    if found.draft:
        draw_draft(words, found.draft)
    draw_form(words, found.draft)


def var() -> Path:
    """Return the folder of run-time files."""
    return frame.settings().var


# --- what a button does ---------------------------------------------------------


def do(subject: str, work: Callable[[], object], done: str = "saved") -> None:
    """Write an act into the log, then do it; what became of it is said on the page."""
    access.require(ROLE)
    try:
        access.note("switch", subject)
        work()
        st.session_state[SAID] = (f"switches.{done}", True)
    except AuditError:
        st.session_state[SAID] = ("access.no_log", False)
    except SwitchError as error:
        st.session_state[SAID] = (f"switches.problems.{error.code}", False)


def say_what_was_done(words: Words) -> None:
    """Say what became of the last act, once."""
    key, is_done = st.session_state.pop(SAID, ("", False))
    if key:
        text = words(key, most=MOST_CHARACTERS, days=LONGEST.days)
        (st.success if is_done else st.error)(text)


def save() -> None:
    """Keep what the form holds as a draft."""
    person, form = access.require(ROLE), st.session_state
    end = datetime.combine(form["until_day"], form["until_time"], HELSINKI)
    written = {one: form[f"notice_{one}"].strip() for one in LANGUAGES}
    notice = Notice(written, end, tuple(form["notice_topics"]), person.id)
    do(
        f"notice drafted {notice.version}",
        partial(switches.draft_notice, var(), notice, now=access.now()),
        "drafted",
    )


def sign(version: str) -> None:
    """Sign the draft that was read, and show it."""
    person = access.require("professional")
    if not access.can_sign(person):
        return
    do(
        f"notice signed {version}",
        partial(
            switches.sign_notice, var(), version, signer=person.id, now=access.now()
        ),
    )


def turn_help_only(is_on: bool) -> None:
    """Close the talk, or open it again."""
    st.session_state["help_only_sure"] = False
    state = "on" if is_on else "off"
    do(f"help_only {state}", partial(switches.set_help_only, var(), is_on))


# --- help only ------------------------------------------------------------------


def draw_help_only(words: Words, *, is_on: bool) -> None:
    """Show whether the talk is closed, and the way to change it."""
    st.header(words("switches.help_only.title"))
    if is_on:
        st.warning(words("switches.help_only.is_on"))
    else:
        st.markdown(words("switches.help_only.is_off"))
    st.markdown(words("switches.help_only.what"))
    is_sure = is_on or st.checkbox(
        words("switches.help_only.sure"), key="help_only_sure"
    )
    st.button(
        words(f"switches.help_only.turn_{'off' if is_on else 'on'}"),
        type="primary",
        disabled=not is_sure,
        key="help_only",
        on_click=turn_help_only,
        args=(not is_on,),
    )


# --- the notice -----------------------------------------------------------------


def draw_shown(words: Words, notice: Notice | None) -> None:
    """Show the notice that young people see now, and the way to end it."""
    if notice is None:
        st.markdown(words("switches.notice.none"))
        return
    st.subheader(words("switches.notice.shown"))
    draw_preview(words, notice)
    st.button(
        words("switches.notice.end_now"),
        key="end_notice",
        on_click=do,
        args=(f"notice ended {notice.version}", partial(switches.end_notice, var())),
    )


def draw_draft(words: Words, draft: Notice) -> None:
    """Show the draft, what is to be mended in it, and the way to sign it."""
    st.subheader(words("switches.notice.draft"))
    st.markdown(words("switches.notice.preview_note"))
    draw_preview(words, draft)
    findings = check_notice(draft.words)
    errors = [one for one in findings if one.severity == ERROR]
    draw_findings(words, "mend", errors)
    draw_findings(words, "advice", [one for one in findings if one not in errors])
    may_sign = access.can_sign(access.person())
    st.markdown(words(f"switches.notice.{'sign_note' if may_sign else 'cannot_sign'}"))
    row = st.container(horizontal=True)
    if may_sign:
        row.button(
            words("switches.notice.sign"),
            type="primary",
            disabled=bool(errors),
            key="sign_notice",
            on_click=sign,
            args=(draft.version,),
        )
    row.button(
        words("switches.notice.drop"),
        key="drop_notice",
        on_click=do,
        args=(
            f"notice dropped {draft.version}",
            partial(switches.drop_draft, var()),
            "dropped",
        ),
    )


def draw_preview(words: Words, notice: Notice) -> None:
    """Show a notice as the chat shows it, its end and its topics."""
    columns = st.columns(len(LANGUAGES))
    for column, language in zip(columns, LANGUAGES, strict=True):
        with column.container(border=True):
            st.markdown(f"**{words.of('languages', language)}**")
            for line in notice.words[language].split("\n"):
                st.text(line)
    until = words("switches.notice.until", until=moment(words, notice.until))
    names = [topic_name(words, one) for one in notice.topics]
    where = (
        words("switches.notice.in_topics", topics=", ".join(names))
        if names
        else words("switches.notice.no_topics")
    )
    st.markdown(f"{until} {where}")


def draw_findings(words: Words, kind: str, findings: Iterable[Finding]) -> None:
    """List what the linter says, if it says anything."""
    rows = [
        f"{words.of('languages', one.id.split()[0])}: {one.text}" for one in findings
    ]
    if rows:
        st.markdown(words(f"switches.notice.{kind}"))
        for row in rows:
            st.text(f"– {row}")


def draw_form(words: Words, draft: Notice | None) -> None:
    """Let somebody write a notice; what is drafted stands in the form."""
    end = (draft.until if draft else access.now() + FIRST_END).astimezone(HELSINKI)
    topics = topic_names(words)
    title = words(f"switches.notice.{'change' if draft else 'write'}")
    with st.expander(title, expanded=draft is not None):
        st.markdown(words("switches.notice.how"))
        with st.form("notice", border=False, enter_to_submit=False):
            for language in LANGUAGES:
                st.text_area(
                    words(
                        "switches.notice.text",
                        language=words.of("languages", language),
                    ),
                    draft.words[language] if draft else "",
                    max_chars=MOST_CHARACTERS,
                    height=HEIGHT_PX,
                    key=f"notice_{language}",
                )
            today = access.now().astimezone(HELSINKI).date()
            st.date_input(
                words("switches.notice.day"),
                end.date(),
                min_value=min(today, end.date()),
                max_value=max(today + LONGEST, end.date()),
                format="DD.MM.YYYY",
                key="until_day",
            )
            st.time_input(
                words("switches.notice.time"),
                time(end.hour, end.minute) if draft else time(18),
                key="until_time",
            )
            st.multiselect(
                words("switches.notice.topics"),
                list(topics),
                [one for one in draft.topics if one in topics] if draft else [],
                format_func=topics.__getitem__,
                placeholder=words("switches.notice.topics_placeholder"),
                key="notice_topics",
            )
            st.form_submit_button(words("switches.notice.save"), on_click=save)


def topic_names(words: Words) -> dict[str, str]:
    """Return the topics by id, in the order of their names."""
    content = frame.content(frame.settings().content)
    names = (
        {one.id: one.names[words.language] for one in content.topics.values()}
        if content
        else {}
    )
    return dict(sorted(names.items(), key=lambda row: row[1].casefold()))


def topic_name(words: Words, id: str) -> str:
    """Return the name of a topic, or the id of one that is gone."""
    return topic_names(words).get(id, id)


def moment(words: Words, at: datetime) -> str:
    """Return a day and a time in Finland."""
    here = at.astimezone(HELSINKI)
    clock = f"{here:%H:%M}" if words.language == "en" else f"{here:%H.%M}"
    return f"{words.day(here.date())} {clock}"


draw(frame.start("switches", role=ROLE))
