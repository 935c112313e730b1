"""What both pages of the desk share: the register, the texts, the rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

import streamlit as st

from bot.content import Content
from bot.counts import counts
from bot.languages import LANGUAGES
from bot.review.register import Register
from bot.review.units import Unit, units
from bot.store import StoreError, open_readonly
from dashboard import frame
from dashboard.access import Person
from dashboard.desk import names, queue
from dashboard.desk.queue import Row
from dashboard.words import Words
from safety.hours import HELSINKI

USE_DAYS = 28
ROLE = "professional"
LANGUAGE = "lang"
"""What the address calls the language of a text."""


def known() -> dict[str, Unit]:
    """Return all that is reviewed, by id."""
    return units(frame.settings())


def register() -> Register:
    """Return the register; a new one for each run, as runs are threads."""
    return Register(frame.settings().published)


def content() -> Content | None:
    """Return the working copy, or None where it cannot be read."""
    return frame.content(frame.settings().content)


def asked_language(words: Words) -> str:
    """Return the language of the text that the address names, else the reader's."""
    return st.query_params.get(LANGUAGE, words.language)


def choose_language(words: Words, label: str, *, key: str) -> str:
    """Let the reader choose the language of the text."""
    asked = asked_language(words)
    chosen = st.radio(
        label,
        LANGUAGES,
        index=LANGUAGES.index(asked) if asked in LANGUAGES else 0,
        format_func=lambda one: words.of("languages", one),
        horizontal=True,
        key=key,
    )
    return chosen or LANGUAGES[0]


def role(person: Person) -> str:
    """Return in which role somebody acts here."""
    return "local" if person.is_local else ROLE


def rows(words: Words) -> list[Row]:
    """Return a row for each text, the most needed first."""
    held, read, used = register(), content(), use()
    made = [
        queue.row(
            unit,
            partial(held.state, unit),
            name=names.unit_name(words, read, unit.id),
            area=_area(read, unit),
            used=_used(read, unit, used),
            changed=changed_on(unit),
        )
        for unit in known().values()
    ]
    return queue.in_order(made)


def _area(read: Content | None, unit: Unit) -> str:
    topic = read.topics.get(unit.path.stem) if read and unit.kind == "topic" else None
    return topic.area if topic else ""


def _used(read: Content | None, unit: Unit, used: Mapping[str, int]) -> int:
    """Return how often a text's topic was opened; basics are met in every chat."""
    if unit.kind == "replies":
        return sum(used.values())
    if unit.kind == "topic":
        return used.get(unit.path.stem, 0)
    card = read.cards.get(unit.id.partition("/")[2]) if read else None
    return sum(used.get(topic, 0) for topic in card.topics) if card else 0


@st.cache_data(ttl=frame.KEPT_S, show_spinner=False)
def _use(where: str, until: date) -> dict[str, int]:
    try:
        db = open_readonly(frame.store())
    except StoreError:
        return {}
    try:
        since = until - timedelta(days=USE_DAYS - 1)
        found = counts(db, "topics", by=("topic",), since=since, until=until)
    finally:
        db.conn.close()
    return {topic: n for (topic,), n in found.items()}


def use() -> dict[str, int]:
    """Return how often each topic was opened lately; nothing without a store.

    The numbers order the list and are shown to nobody.
    """
    return _use(str(frame.store()), frame.today())


def changed_on(unit: Unit) -> date | None:
    """Return the day on which a text's files were last changed, in Helsinki."""
    times = [file.stat().st_mtime for file in unit.files if file.exists()]
    if not times:
        return None
    return datetime.fromtimestamp(max(times), HELSINKI).date()


def day_of(words: Words, at: str) -> str:
    """Return the day of an event, with its year."""
    local = datetime.fromisoformat(at).astimezone(HELSINKI)
    return (
        f"{words.day(local.date())}{'' if words.language != 'en' else ' '}{local.year}"
    )
