"""Safety: levels, domains, rules, helplines, false alarms and failures."""

from __future__ import annotations

import streamlit as st

from bot.disclosure import protect, share
from bot.store import SERVICE_OUTCOMES
from dashboard import charts, queries, shaping
from dashboard.frame import Page, show
from safety import Level

LEVELS = tuple(level.label for level in Level)
ALERT_LEVELS = tuple(level.label for level in Level if level >= Level.ELEVATED)


def draw(page: Page) -> None:
    """Draw the page."""
    st.markdown(page.words("safety.note", n=page.floor(table="domains")))
    draw_levels(page)
    draw_domains(page)
    draw_helplines(page)
    draw_one_way(page, "rules", "rule")
    draw_one_way(page, "false_alarms", "category")
    draw_one_way(page, "failures", "part")


def draw_levels(page: Page) -> None:
    """Draw each level over time, the most urgent first."""
    words = page.words
    for level in reversed(LEVELS):
        days = queries.by_day(page.db, "levels", page.window, level=level)
        charts.bars_over_time(
            words,
            words("safety.level", level=words.of("levels", level)),
            words("unit.turns"),
            shaping.over_time(days, page.window, floor=page.floor(level=level)),
            height=charts.HEIGHT_PX * 2 // 3,
        )


def draw_domains(page: Page) -> None:
    """Show alerts by domain and level."""
    words = page.words
    counts = queries.two_way(page.db, "domains", "category", "level", page.window)
    safe = protect(counts, floor=lambda *_: page.floor(table="domains"))
    levels = [level for level in ALERT_LEVELS if level in safe.columns]
    rows = [
        {
            words("safety.domain"): words.of("categories", category),
            **{
                words.of("levels", level): words.cell(safe.cells[category, level])
                for level in levels
            },
            words("all"): words.cell(total),
        }
        for category, total in sorted(
            safe.rows.items(), key=lambda row: (-(row[1].n or 0), row[0])
        )
    ]
    charts.table(words, words("safety.domains"), safe, rows)


def draw_helplines(page: Page) -> None:
    """Show helplines: shown, opened, and what became of it where somebody told."""
    words = page.words
    counts = queries.two_way(page.db, "services", "service", "outcome", page.window)
    services = sorted({service for service, _ in counts}, key=page.service)
    # With every outcome listed, one that was told once looks like one never told.
    full = {(s, o): counts.get((s, o), 0) for s in services for o in SERVICE_OUTCOMES}
    safe = protect(
        full, floor=lambda *_: page.floor(table="services"), totals=("columns",)
    )
    rows = []
    for service in services:
        cells = safe.row(service)
        told = {words(f"safety.{o}"): words.cell(cells[o]) for o in SERVICE_OUTCOMES}
        part = share(cells["opened"], cells["shown"])
        rows.append(
            {
                words("safety.helpline"): page.service(service),
                **told,
                words("safety.opened_share"): words.percent(part),
            }
        )
    charts.table(words, words("safety.helplines"), safe, rows)


def draw_one_way(page: Page, table: str, column: str) -> None:
    """Draw a table with one column."""
    words = page.words
    parts = shaping.one_way(
        queries.by(page.db, table, column, page.window),
        floor=lambda _: page.floor(table=table),
    )
    group = {"category": "categories", "part": "parts", "rule": "rule_ids"}[column]
    charts.bars(
        words,
        words(f"safety.{table}"),
        words(f"unit.{table}"),
        {words.of(group, id): cell for id, cell in parts.cells.items()},
        parts.total,
        note=words(f"safety.{table}_note"),
    )


show("safety", draw)
