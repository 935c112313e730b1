"""The tab to read: the script with comments at each step, in the form of its kind."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import streamlit as st

from bot.review.units import examples_of, text_of
from dashboard import frame
from dashboard.desk import cards, comments, reading, rulebook, script
from dashboard.desk.names import part_name
from dashboard.desk.text import Text

EXAMPLES_SHOWN = 400
Subtitles = dict[str, str | Path | bytes | BytesIO]


def draw(text: Text) -> None:
    """Show the whole text, for reading from beginning to end."""
    kind = text.unit.kind
    if text.steps:
        draw_steps(text)
    elif kind == "rules":
        draw_rules(text)
    elif text.unit.id == "services":
        draw_helplines(text)
    elif kind == "video":
        draw_card(text)
    else:
        draw_lines(text)
    comments.draw(text, "", text.words("flow.whole"))


def draw_steps(text: Text) -> None:
    """Show a topic, a crisis flow or replies as a play."""
    if text.unit.kind == "topic":
        _draw_topic_head(text)
    for one in script.passages(text.own, text.content, text.steps):
        st.html(reading.heading(one.title, text.language))
        if one.name in text.state.hidden_steps:
            st.warning(text.words("flow.hidden_step"))
        st.html(reading.passage(text.own, one, frame.today()))
        comments.draw(text, one.name, one.title)


def _draw_topic_head(text: Text) -> None:
    whole = script.of_topic(text.own, text.content, text.stem)
    st.markdown(f"{text.words('flow.called')}: **{whole.names}**")
    with st.expander(text.words("flow.sources")):
        st.html(reading.about(text.own, whole))
    n = text.words.number(len(whole.examples))
    with st.expander(text.words("flow.examples", n=n)):
        st.html(reading.plain_list(text.own, whole.examples[:EXAMPLES_SHOWN]))


def draw_rules(text: Text) -> None:
    """Show rules of the detector: signals with their examples, then the rest."""
    try:
        held = rulebook.read(text.raw)
    except ValueError:
        st.error(text.words.of("desk_errors", "unreadable"))
        return
    if held.intro:
        with st.expander(text.words("flow.rules_intro")):
            st.html(reading.block(f"<p>{reading.escaped(held.intro)}</p>", "en"))
    if held.signals:
        st.markdown(text.words("flow.rules_how"))
    for one in held.signals:
        title = rulebook.title(one, text.language)
        st.html(reading.heading(title, text.language))
        st.html(reading.signal(text.own, one))
        with st.expander(text.words("flow.in_file"), key=f"file:{one.id}"):
            st.html(reading.signal_in_file(text.own, one))
        comments.draw(text, rulebook.step_of(one), title)
    for name, part in held.rest.items():
        with st.expander(text.words("flow.part", name=name), expanded=not held.signals):
            st.html(reading.in_file(part))


def draw_helplines(text: Text) -> None:
    """Show every service as it is told of."""
    for one in cards.helplines(text.own, text.content.services):
        st.html(reading.heading(one.name, text.language))
        st.html(reading.helpline(text.own, one))
        comments.draw(text, one.id, one.name)


def draw_card(text: Text) -> None:
    """Show a video with its captions and scenes, or what an exercise says."""
    card = text.content.cards[text.stem]
    shown = cards.showing(card, text.language)
    st.markdown(f"**{shown.title}.** {shown.description}")
    st.markdown(text.words("flow.seconds", n=shown.seconds))
    if lines := cards.exercise_lines(card, text.language):
        st.html(reading.plain_list(text.own, lines))
        return
    if shown.video is None:
        st.info(text.words("flow.no_video"))
    else:
        name = text.own.of("languages", text.language)
        subtitles: Subtitles = {name: shown.captions} if shown.captions else {}
        st.video(str(shown.video), subtitles=subtitles or None, width=360)
    st.html(reading.scenes(text.own, shown))


def draw_lines(text: Text) -> None:
    """Show words that are no steps, a line each, under where they stand."""
    raw = text.raw
    named = {step.id: step.id for step in text.steps.values()}
    rows = text_of(raw, text.language) or examples_of(raw, text.language)
    parts: dict[str, list[str]] = {}
    for row in rows.splitlines():
        path, _, value = row.partition(": ")
        parts.setdefault(part_name(text.own, path, named), []).append(value)
    st.html(reading.named_lines(text.own, parts))
