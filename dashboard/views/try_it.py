"""Try a message: what the detector and the bot make of it, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from bot.content import Content
from bot.flow import Reply
from bot.languages import LANGUAGES
from dashboard import access, frame, trying
from dashboard.desk import page
from dashboard.desk_edit.advice import plain
from dashboard.trying import CATEGORIES, LABELS, SUBJECTS, Right, Seen, Understood
from dashboard.words import Words
from safety import Level
from safety.explain import Reason

TEXT, LANGUAGE, TRIED = "try_text", "try_language", "try_tried"
MOST_CHARACTERS = 1_000
"""As in the chat."""


def draw(words: Words) -> None:
    """Draw the page."""
    st.title(words("try_it.title"), anchor=False)
    st.markdown(words("try_it.intro"))
    st.info(words("try_it.privacy"))
    with st.form("try", border=False):
        text = st.text_area(
            words("try_it.text"), key=TEXT, height=110, max_chars=MOST_CHARACTERS
        )
        language = st.radio(
            words("try_it.language"),
            LANGUAGES,
            index=LANGUAGES.index(words.language),
            format_func=lambda one: words.of("languages", one),
            horizontal=True,
            key=LANGUAGE,
        )
        is_sent = st.form_submit_button(words("try_it.go"), type="primary")
    if is_sent:
        st.session_state[TRIED] = True
    if not st.session_state.get(TRIED):
        return
    if not text.strip():
        st.warning(words("try_it.empty"))
        return
    st.button(words("try_it.clear"), key="try_clear", on_click=_clear)
    show(words, text, language or LANGUAGES[0])


def _clear() -> None:
    st.session_state[TEXT] = ""
    st.session_state[TRIED] = False


def show(words: Words, text: str, language: str) -> None:
    """Show what is made of a message."""
    st.markdown(words("try_it.first_message"))
    seen, content = trying.see(text, language), page.content()
    try:
        understood = trying.understand(frame.settings(), text, language)
    except trying.RasaSilent:
        understood = None
    left, right = st.columns(2, gap="large")
    with left:
        draw_detector(words, seen)
    with right:
        draw_bot(words, seen, understood, content)
        draw_answer(words, content, seen, understood, text, language)
    draw_wrong(words, content, text, language)


# --- the detector ----------------------------------------------------------------


def draw_detector(words: Words, seen: Seen) -> None:
    """Show the level, what follows from it, and why."""
    st.header(words("try_it.detector"), anchor=False)
    st.markdown("  \n".join(verdict(words, seen)))
    st.subheader(words("try_it.why"), anchor=False)
    reasons = trying.in_order(seen.by_rules.reasons)
    if not reasons:
        st.markdown(words("try_it.no_reasons"))
    for reason in reasons:
        st.markdown(f"- {reason_line(words, reason)}")
    if seen.by_rules.together:
        together = ", ".join(f"`{name}`" for name in seen.by_rules.together)
        st.markdown(words("try_it.together", names=together))
    st.subheader(words("try_it.second"), anchor=False)
    st.markdown(second_line(words, seen))
    draw_reading(words, seen)


def verdict(words: Words, seen: Seen) -> list[str]:
    """Return level, matter, who is in danger, and what the chat does."""
    found = seen.assessment
    lines = [words("try_it.level", level=words.of("levels", found.level.label))]
    if found.categories:
        named = listed(words, found.categories)
        lines.append(words("try_it.about", categories=named))
    if seen.is_danger:
        lines.append(words(f"try_it.subject.{found.subject}"))
    does = "card" if seen.is_danger else "check" if found.check else "no_card"
    return [line for line in (*lines, words(f"try_it.{does}")) if line]


def listed(words: Words, categories: Sequence[str]) -> str:
    """Return the names of categories."""
    return ", ".join(words.of("categories", name) for name in categories)


def reason_line(words: Words, reason: Reason) -> str:
    """Return one signal in words."""
    is_counted = reason.effect == trying.COUNTS
    parts = [
        words(
            "try_it.reason" if is_counted else "try_it.reason_spared",
            words=plain(reason.words),
            rule=f"`{reason.rule}`",
            level=words.of("levels", reason.level),
        ),
        words(f"try_it.effects.{reason.effect}"),
    ]
    if reason.frame and is_counted:
        frame_name = words.of("try_frames", reason.frame).replace("_", " ")
        parts.append(words("try_it.reason_frame", frame=frame_name))
    parts.append(words("try_it.reason_source", file=f"`{reason.file}`"))
    return " ".join(part for part in parts if part)


def second_line(words: Words, seen: Seen) -> str:
    """Return what the second reader says."""
    if seen.opinion is None:
        is_raised = seen.by_rules.assessment.level >= Level.ELEVATED
        return words(f"try_it.second_{'not_asked' if is_raised else 'off'}")
    limit = trying.check_at()
    numbers = {
        "n": decimal(words, seen.opinion.danger),
        "limit": decimal(words, limit),
    }
    if seen.opinion.danger < limit:
        return words("try_it.second_unlike", **numbers)
    named = listed(words, seen.opinion.categories)
    line = words("try_it.second_like", **numbers, categories=named)
    if seen.is_raised_by_likeness:
        return f"{line} {words('try_it.second_raised')}"
    return f"{line} {words('try_it.second_check')}" if seen.assessment.check else line


def decimal(words: Words, n: float) -> str:
    """Return a number with two decimals."""
    text = f"{n:.2f}".replace("-", "\N{MINUS SIGN}")
    return text if words.language == "en" else text.replace(".", ",")


def draw_reading(words: Words, seen: Seen) -> None:
    """Show the words with their classes."""
    with st.expander(words("try_it.how_read")):
        st.markdown(words("try_it.how_read_note"))
        rows = [(word, ", ".join(classes)) for word, classes in seen.by_rules.words]
        names = [words("try_it.word"), words("try_it.classes")]
        st.table(
            pd.DataFrame(rows, columns=names), hide_index=True, border="horizontal"
        )


# --- the bot ---------------------------------------------------------------------


def draw_bot(
    words: Words, seen: Seen, understood: Understood | None, content: Content | None
) -> None:
    """Show the likeliest topics."""
    st.header(words("try_it.bot"), anchor=False)
    if understood is None:
        st.warning(words("try_it.rasa_silent"))
        return
    st.subheader(words("try_it.topics"), anchor=False)
    rows = [
        (topic_name(words, content, topic), words.percent(round(100 * share)))
        for topic, share in understood.topics
    ]
    names = [words("try_it.topic"), words("try_it.sure")]
    st.table(pd.DataFrame(rows, columns=names), hide_index=True, border="horizontal")
    if seen.is_danger:
        st.markdown(words("try_it.not_used_in_danger"))
    elif understood.is_unsure:
        st.markdown(words("try_it.unsure"))


def topic_name(words: Words, content: Content | None, topic: str) -> str:
    """Return what a topic is called."""
    if content and topic in content.topics:
        return content.topics[topic].names[words.language]
    return words.of("try_topics", topic)


def draw_answer(
    words: Words,
    content: Content | None,
    seen: Seen,
    understood: Understood | None,
    text: str,
    language: str,
) -> None:
    """Show what the bot would say."""
    st.subheader(words("try_it.says"), anchor=False)
    if content is None:
        st.warning(words("try_it.broken"))
        return
    reply = trying.answer(content, seen, understood, text, language)
    if reply is None:
        st.markdown(words("try_it.says_unknown"))
    else:
        draw_reply(words, reply)


def draw_reply(words: Words, reply: Reply) -> None:
    """Show bubbles and buttons."""
    for bubble in reply.bubbles:
        with st.container(border=True):
            st.markdown(plain(bubble))
    if reply.choices:
        titles = ", ".join(f"”{plain(button.title)}”" for button in reply.choices)
        st.markdown(words("try_it.buttons", buttons=titles))
    st.markdown(words("try_it.variants"))


# --- a test case -----------------------------------------------------------------


def draw_wrong(words: Words, content: Content | None, text: str, language: str) -> None:
    """Let somebody say what would be right, and take it along as a file."""
    with st.expander(words("try_it.wrong")):
        st.markdown(words("try_it.wrong_note"))
        right = ask_right(words, content)
        if right is None:
            return
        line = trying.test_case(text, language, right)
        st.markdown(words("try_it.preview"))
        st.code(line, language="json", wrap_lines=True)
        st.download_button(
            words("try_it.download"),
            data=lambda: line,
            file_name="test-case.jsonl",
            mime="application/jsonl",
            on_click="ignore",
            key="try_download",
        )


def ask_right(words: Words, content: Content | None) -> Right | None:
    """Ask for the level, the categories, who is in danger, and the topic."""
    level = st.selectbox(
        words("try_it.right_level"),
        LABELS,
        index=None,
        format_func=lambda one: words.of("levels", one),
        placeholder=words("try_it.placeholder"),
        key="right_level",
    )
    categories = st.multiselect(
        words("try_it.right_categories"),
        CATEGORIES,
        format_func=lambda one: words.of("categories", one),
        placeholder=words("try_it.placeholder"),
        key="right_categories",
    )
    subject = st.radio(
        words("try_it.right_subject"),
        SUBJECTS,
        index=SUBJECTS.index("none"),
        format_func=lambda one: words(f"try_it.subjects.{one}"),
        horizontal=True,
        key="right_subject",
    )
    topics = [*(content.topics if content else ()), "smalltalk", "out_of_scope"]
    topic = st.selectbox(
        words("try_it.right_topic"),
        sorted(topics, key=lambda one: topic_name(words, content, one).casefold()),
        index=None,
        format_func=lambda one: topic_name(words, content, one),
        placeholder=words("try_it.placeholder"),
        key="right_topic",
    )
    note = st.text_input(words("try_it.note"), key="right_note")
    if level is None:
        return None
    return Right(level, categories, subject or "none", topic or "", note)


access.require(page.ROLE)
draw(Words(frame.language()))
