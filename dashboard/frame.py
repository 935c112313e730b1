"""What all pages share: who may look, the store, the window, words when it is empty."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import streamlit as st
from sqlite_utils import Database

from bot import settings as config
from bot.content import Content, ContentErrors, load
from bot.disclosure import rules
from bot.errors import SettingError
from bot.model import Topic
from bot.settings import Settings
from bot.store import StoreError, StoreNotFound, is_simulated, open_readonly
from dashboard import access, shaping
from dashboard.queries import Window, first_and_last_day
from dashboard.words import Words
from safety.hours import HELSINKI

KEPT_S = 600
"""How long what is costly to work out is kept: figures may be so old."""

REAL, SIMULATED = "real", "simulated"
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


class OutsideWindow(StoreNotFound):
    """There are counts, but none in the window.

    Attributes:
        last: The last day that has any.
    """

    def __init__(self, last: date) -> None:
        self.last = last
        super().__init__(f"no counts in the window, the last are of {last}")


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


def content(path: Path) -> Content | None:
    """Load the names; a page without them shows ids, the linter says what is wrong."""
    return _content(path, _stamp(path))


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file of the content does."""
    times = [file.stat().st_mtime_ns for file in path.rglob("*.yml")]
    return len(times), max(times, default=0)


@st.cache_resource(max_entries=2, show_spinner=False)
def _content(path: Path, stamp: tuple[int, int]) -> Content | None:
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


def show(name: str, draw: Callable[[Page], None], *, role: str = "moderator") -> None:
    """Draw a page of counts, or say kindly why there is nothing to draw."""
    words = start(name, role=role)
    with kindly(words), opened(words) as page:
        draw(page)
        _say_how(words)


def start(name: str, *, role: str = "moderator") -> Words:
    """Begin a page: who may see it, its title, and whether its counts are made up."""
    access.require(role)
    words = Words(language())
    choose_data(words)
    st.title(words(f"{name}.title"))
    if is_made_up():
        st.warning(words("data.banner"))
    st.markdown(words(f"{name}.intro"))
    return words


@contextmanager
def kindly(words: Words) -> Iterator[None]:
    """Say in words what keeps a page from its counts."""
    try:
        yield
    except OutsideWindow as error:
        st.info(words("empty_window", last=words.day(error.last)))
    except StoreNotFound:
        _say_empty(words)
    except StoreError:
        st.error(words("error.store", path=store()))
    except SettingError as error:
        st.error(words("error.setting", name=error.name))


@contextmanager
def opened(words: Words, *, weeks: int | None = None) -> Iterator[Page]:
    """Open the store for a page.

    Args:
        weeks: Length of the window; None lets the reader choose.

    Raises:
        StoreNotFound: There are no counts.
        OutsideWindow: There are none in the window.
        StoreError: The store cannot be read, or holds the other kind of counts.
    """
    db = open_readonly(store())
    try:
        if is_simulated(db) is not is_made_up():
            raise StoreError("real and simulated counts are never mixed")
        found = first_and_last_day(db)
        if found is None:
            raise StoreNotFound("no counts yet")
        # A simulated year ends when it was made, so that its last weeks are full.
        day = min(today(), found[1]) if is_made_up() else today()
        window = _choose_window(words, day) if weeks is None else _window(day, weeks)
        if found[1] < window.since or found[0] > window.until:
            raise OutsideWindow(found[1])
        yield Page(db, words, window, content(settings().content))
    finally:
        db.conn.close()


def store() -> Path:
    """Return the file of counts that was chosen."""
    var = settings().var
    return (simulated_folder(var) if is_made_up() else var) / "stats.db"


def simulated_folder(var: Path) -> Path:
    """Return where made-up counts are, apart from all else."""
    return var / SIMULATED


def is_made_up() -> bool:
    """Tell whether the reader chose to look at made-up counts."""
    return st.session_state.get("data") == SIMULATED


def choose_data(words: Words) -> None:
    """Let the reader choose made-up counts where there are any."""
    if not (simulated_folder(settings().var) / "stats.db").exists():
        st.session_state["data"] = REAL
        return
    st.sidebar.radio(
        words("data.label"),
        (REAL, SIMULATED),
        format_func=lambda kind: words(f"data.{kind}"),
        key="data",
        persist_state="session",
    )


def _window(day: date, weeks: int) -> Window:
    return shaping.window(day, weeks=weeks)


def _choose_window(words: Words, day: date) -> Window:
    # Streamlit's segmented control has too little contrast for AA.
    weeks = st.radio(
        words("window.label"),
        shaping.WEEKS,
        format_func=lambda n: words("window.weeks", n=n),
        horizontal=True,
        key="weeks",
        persist_state="session",
    )
    window = _window(day, weeks or shaping.WEEKS[0])
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
