"""Hours: when the chat is used, by weekday and hour."""

from __future__ import annotations

from dashboard import charts, queries, shaping
from dashboard.frame import Page, show


def draw(page: Page) -> None:
    """Draw the page."""
    counts = queries.sessions_by_hour(page.db, page.window)
    hours = shaping.hours(counts, floor=page.floor())
    title = "hours.by_hour" if hours.block == 1 else "hours.by_block"
    charts.heat_map(
        page.words,
        page.words(title, n=hours.block),
        page.words("unit.sessions"),
        hours,
    )


show("hours", draw)
