"""Teach the bot again, watch how it goes, and bring the model before back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

import pandas as pd
import streamlit as st

from bot import jobs, models, retrain, training
from bot.content import Content
from bot.jobs import Job
from dashboard import access, frame
from dashboard.desk import page
from dashboard.words import Words
from safety.hours import HELSINKI

LOOK_EVERY_S = 3
MOST_SHOWN = 0.97
"""A job that takes longer than the last one is not done yet."""
SHORT = 6
SAID = "model.said"


def draw(words: Words) -> None:
    """Draw the page."""
    st.title(words("model.title"), anchor=False)
    st.markdown(words("model.intro"))
    draw_job(words)
    draw_state(words)
    draw_restore(words)


# --- what is in use --------------------------------------------------------------


def draw_state(words: Words) -> None:
    """Show the model in use, and whether there is something to teach."""
    st.header(words("model.state"), anchor=False)
    folder, content = models.folder(frame.settings()), page.content()
    known = models.in_use(folder)
    if known is None:
        st.markdown(words("model.none_yet"))
    else:
        at = time_of(words, in_use_since(folder, known))
        name = models.hash_of(known)[:SHORT]
        st.markdown(words("model.in_use", model=name, at=at))
    if content is None:
        st.error(words("model.broken"))
        return
    is_new = known is None or wanted(content) != models.hash_of(known)
    if known is not None:
        show = st.warning if is_new else st.success
        show(words("model.changed" if is_new else "model.up_to_date"))
    draw_button(words, "train", is_on=is_new)
    st.markdown(words("model.teach_note"))


def in_use_since(folder: Path, model: Path) -> str:
    """Return since when a model answers, or when it was made."""
    known = models.recorded(folder)
    if known is not None:
        return known.at
    return datetime.fromtimestamp(model.stat().st_mtime, timezone.utc).isoformat()


@st.cache_resource(
    max_entries=2, show_spinner=False, hash_funcs={Content: lambda one: one.hash}
)
def wanted(content: Content) -> str:
    """Return the hash of the model that the present content asks for."""
    return training.fingerprint(frame.settings(), content)


def draw_restore(words: Words) -> None:
    """Show the model before, and the button that brings it back."""
    st.header(words("model.restore_head"), anchor=False)
    previous = models.previous(models.folder(frame.settings()))
    if previous is None:
        st.markdown(words("model.no_previous"))
        return
    name = models.hash_of(previous)[:SHORT]
    st.markdown(words("model.restore_note", model=name))
    draw_button(words, "restore", is_on=True)


def draw_button(words: Words, kind: str, *, is_on: bool) -> None:
    """Show a button that begins a job; only one is under way at a time."""
    job = jobs.status(frame.settings())
    is_free = job is None or not job.is_running
    st.button(
        words("model.teach" if kind == "train" else "model.restore"),
        type="primary" if kind == "train" else "secondary",
        disabled=not (is_on and is_free),
        key=f"begin:{kind}",
        on_click=_begin,
        args=(kind,),
    )


def _begin(kind: str) -> None:
    access.require(page.ROLE)
    settings = frame.settings()
    known = models.in_use(models.folder(settings))
    access.note(kind, models.hash_of(known) if known else "-")
    try:
        retrain.start(settings, kind)
    except models.Busy:
        st.session_state[SAID] = "busy"


# --- the job ---------------------------------------------------------------------


def draw_job(words: Words) -> None:
    """Show how far the job is, or how the last one ended."""
    if said := st.session_state.pop(SAID, ""):
        st.warning(words(f"model.{said}"))
    job = jobs.status(frame.settings())
    if job is None:
        return
    st.header(words("model.now" if job.is_running else "model.last"), anchor=False)
    if job.is_running:
        watch(words)
    else:
        draw_outcome(words, job)


@st.fragment(run_every=LOOK_EVERY_S)
def watch(words: Words) -> None:
    """Look at a job every few seconds until it has ended."""
    access.require(page.ROLE)
    job = jobs.status(frame.settings())
    if job is None or not job.is_running:
        st.rerun()
        return
    took = job.seconds(datetime.now(timezone.utc))
    text = words(
        "model.running",
        stage=words(f"model.stages.{job.stage}"),
        took=minutes(words, took),
        expected=minutes(words, job.expected_s),
    )
    st.progress(min(took / max(job.expected_s, 1), MOST_SHOWN), text=text)
    st.markdown(words("model.running_note"))


def draw_outcome(words: Words, job: Job) -> None:
    """Show how a job ended."""
    at = time_of(words, job.ended_at or job.started_at)
    if job.stage == "stopped":
        st.warning(words("model.stopped"))
    elif job.stage == "failed":
        st.error(words("model.failed", at=at, why=why(words, job)))
    else:
        model = (job.model or "")[:SHORT]
        st.success(words(f"model.done_{job.kind}", model=model, at=at))
        if not job.is_told:
            st.info(words("model.done_later"))
    if job.new:
        draw_scores(words, job)


def why(words: Words, job: Job) -> str:
    """Return why a job failed, and what it is about."""
    reason = words(f"model.reasons.{job.reason}")
    if not job.named:
        return reason
    if job.reason == "talks":
        return f"{reason} {words('model.named_talks', names=', '.join(job.named))}"
    content = page.content()
    named = [topic_name(words, content, topic) for topic in job.named]
    return f"{reason} {words('model.named', names=', '.join(named))}"


def topic_name(words: Words, content: Content | None, topic: str) -> str:
    """Return what a topic is called."""
    if content and topic in content.topics:
        return content.topics[topic].names[words.language]
    return words.of("try_topics", topic)


def draw_scores(words: Words, job: Job) -> None:
    """Show how well both models understood."""
    st.subheader(words("model.scores"), anchor=False)
    st.markdown(words("model.scores_note"))
    rows = [
        (
            words(f"model.sets.{kind}"),
            score(words, job.new, kind),
            score(words, job.old, kind),
        )
        for kind in job.new
    ]
    names = [words("model.set"), words("model.new"), words("model.old")]
    st.table(pd.DataFrame(rows, columns=names), hide_index=True, border="horizontal")


def score(words: Words, scores: Mapping[str, Sequence[int]], kind: str) -> str:
    """Return a score in words."""
    if kind not in scores:
        return words("model.none")
    n, right = scores[kind]
    share = words.percent(round(100 * right / n) if n else None)
    return words("model.of", right=right, n=n, share=share)


def minutes(words: Words, seconds: float) -> str:
    """Return a duration in minutes and seconds."""
    m, s = divmod(round(seconds), 60)
    return words("model.minutes", m=m, s=s)


def time_of(words: Words, at: str) -> str:
    """Return a day and a time in Helsinki."""
    local = datetime.fromisoformat(at).astimezone(HELSINKI)
    clock = f"{local:%H:%M}" if words.language == "en" else f"{local:%H.%M}"
    return f"{page.day_of(words, at)} {clock}"


access.require(page.ROLE)
draw(Words(frame.language()))
