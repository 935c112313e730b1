"""All paths as they were walked in a window, kept for some minutes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from bot.content import Content
from bot.disclosure import rules
from bot.store import open_readonly
from dashboard import queries, ways
from dashboard.frame import KEPT_S, Page, settings, store
from dashboard.frame import content as load
from dashboard.queries import Window


def paths(page: Page) -> Mapping[str, ways.Path]:
    """Return how each path of the content was used in the page's window, by topic."""
    if page.content is None:
        return {}
    return _paths(store(), page.window, page.content.hash)


@st.cache_resource(ttl=KEPT_S, max_entries=10, show_spinner=False)
def _paths(store: Path, window: Window, hash: str) -> dict[str, ways.Path]:
    content = load(settings().content)
    assert content is not None
    db = open_readonly(store)
    try:
        counted = ways.Counted(
            queries.by(db, "steps", "step", window),
            queries.edges(db, window),
            queries.by(db, "stops", "step", window),
        )
    finally:
        db.conn.close()
    return made(content, counted)


def made(content: Content, counted: ways.Counted) -> dict[str, ways.Path]:
    """Protect each path of the content on its own."""
    none = ways.Counted({}, {}, {})
    of = counted.by_topic()
    sensitive = {id for id, topic in content.topics.items() if topic.sensitive}
    return {
        id: ways.path(
            topic,
            of.get(id, none),
            floor=rules().floor_of(topic=id, also_sensitive=sensitive),
        )
        for id, topic in content.topics.items()
    }
