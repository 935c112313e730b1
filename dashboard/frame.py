"""What all pages share: the store, the window of time, the words when it is empty."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st
from sqlite_utils import Database

from bot import settings as config
from bot.content import Content, ContentErrors, load
from bot.disclosure import rules
from bot.errors import SettingError
from bot.model import Topic
from bot.settings import Settings
from bot.store import StoreError, StoreNotFound, open_readonly
from dashboard import shaping
from dashboard.queries import Window, first_and_last_day
from dashboard.words import Words

HELSINKI = ZoneInfo("Europe/Helsinki")
CONTENT_KEPT_S = 600
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@dataclass(frozen=True)
class Page:
    """What a page needs to draw itself."""

    db: Database
    words: Words
    window: Window
    content: Content | None

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The topics by id; none where the content cannot be read."""
        return self.content.topics if self.content else {}

    def topic(self, id: str) -> str:
        """Return the name of a topic in the reader's language."""
        if id in self.topics:
            return self.topics[id].names[self.words.language]
        return self.words.of("no_topics", id)

    def area(self, topic: str) -> str:
        """Return the area of a topic; "none" for what is no topic any more."""
        return self.topics[topic].area if topic in self.topics else "none"

    def service(self, id: str) -> str:
        """Return the name of a helpline in the reader's language."""
        known = self.content.services.services if self.content else {}
        return known[id].names[self.words.language] if id in known else id

    def floor(self, *, table: str = "", level: str = "", topic: str = "") -> int:
        """Return the least count that may be shown."""
        sensitive = {id for id, one in self.topics.items() if one.sensitive}
        return rules().floor_of(
            table=table, level=level, topic=topic, also_sensitive=sensitive
        )


def today() -> date:
    """Return the day in Helsinki, by which the store counts."""
    return datetime.now(HELSINKI).date()


def settings() -> Settings:
    """Read the settings without making the installation's secret.

    The dashboard signs nothing and only reads, so it gets a key of no use.
    """
    return config.load({**os.environ, "RINNALLA_SECRET": "-" * 32})


@st.cache_resource(ttl=CONTENT_KEPT_S, show_spinner=False)
def content(path: Path) -> Content | None:
    """Load the names; a page without them shows ids, the linter says what is wrong."""
    try:
        return load(path)
    except ContentErrors:
        return None


def language() -> str:
    """Return the language that was chosen or that the address names, else Finnish."""
    if "language" not in st.session_state:
        named = st.query_params.get("language", "")
        st.session_state["language"] = named if named in LANGUAGE_NAMES else "fi"
    return str(st.session_state["language"])


def choose_language(words: Words) -> None:
    """Show the chooser of languages in the sidebar."""
    st.sidebar.selectbox(
        words("language"),
        list(LANGUAGE_NAMES),
        format_func=LANGUAGE_NAMES.__getitem__,
        key="language",
    )


def show(name: str, draw: Callable[[Page], None]) -> None:
    """Draw a page, or say kindly why there is nothing to draw."""
    words = Words(language())
    st.title(words(f"{name}.title"))
    st.markdown(words(f"{name}.intro"))
    try:
        _show(words, draw)
    except StoreNotFound:
        _say_empty(words)
    except StoreError:
        st.error(words("error.store", path=settings().var / "stats.db"))
    except SettingError as error:
        st.error(words("error.setting", name=error.name))


def _show(words: Words, draw: Callable[[Page], None]) -> None:
    paths = settings()
    db = open_readonly(paths.var / "stats.db")
    try:
        found = first_and_last_day(db)
        if found is None:
            raise StoreNotFound("no counts yet")
        window = _choose_window(words)
        if found[1] < window.since or found[0] > window.until:
            st.info(words("empty_window", last=words.day(found[1])))
            return
        draw(Page(db, words, window, content(paths.content)))
        _say_how(words)
    finally:
        db.conn.close()


def _choose_window(words: Words) -> Window:
    # Streamlit's segmented control has too little contrast for AA.
    weeks = st.radio(
        words("window.label"),
        shaping.WEEKS,
        format_func=lambda n: words("window.weeks", n=n),
        horizontal=True,
        key="weeks",
        persist_state="session",
    )
    window = shaping.window(today(), weeks=weeks or shaping.WEEKS[0])
    st.markdown(
        words(
            "window.shown",
            since=words.day(window.since),
            until=words.day(window.until),
        )
    )
    return window


def _say_empty(words: Words) -> None:
    st.info(words("empty.store"))
    st.markdown(words("empty.how"))


def _say_how(words: Words) -> None:
    st.divider()
    st.markdown(
        words(
            "how",
            small=rules().floor - 1,
            sensitive_small=rules().sensitive_floor - 1,
            share=rules().share_of_at_least,
        )
    )
