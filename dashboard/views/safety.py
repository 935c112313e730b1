"""Safety: signs of danger, the help that was shown, and how well the detector works."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

import streamlit as st

from bot.disclosure import BESIDE, Cell, Protected, protect, rules, share
from bot.store import BUCKETS, SERVICE_OUTCOMES, SLOWER
from dashboard import charts, queries, safety_case, shaping
from dashboard.frame import Page, show
from dashboard.safety_case import Result
from dashboard.words import Words, load
from safety import Level
from safety.assessment import CATEGORIES

LEVELS = tuple(level.label for level in Level)
ALERT_LEVELS = tuple(level.label for level in Level if level >= Level.ELEVATED)
ALERT, CALM = "alert", "calm"
CARD, FAST_MS = "card", 50


def draw(page: Page) -> None:
    """Draw the page."""
    levels, speeds = by_level(page), by_speed(page)
    draw_figures(page, levels, speeds)
    st.markdown(page.words("safety.note", n=page.floor(table="domains")))
    draw_alerts(page)
    draw_levels(page, levels)
    draw_domains(page)
    draw_helplines(page)
    draw_speed(page, speeds)
    draw_one_way(page, "rules", "rule")
    draw_one_way(page, "false_alarms", "category")
    draw_one_way(page, "failures", "part")
    draw_case(page.words)


# --- what is counted, as it may be shown ----------------------------------------------


def by_level(page: Page) -> Protected:
    """Return messages by level; the alerts among them are a sum that is shown too."""
    found = queries.by(page.db, "levels", "level", page.window)
    return shaping.by_groups(
        {level: found.get(level, 0) for level in LEVELS},
        {level: ALERT if level in ALERT_LEVELS else CALM for level in LEVELS},
        floor=lambda level: page.floor(level=level),
    )


def by_speed(page: Page) -> Protected:
    """Return help cards by the time they took."""
    found = queries.by(page.db, "speed", "bucket", page.window, what=CARD)
    return protect(
        {(CARD, one): found.get(one, 0) for one in (*BUCKETS.values(), SLOWER)},
        floor=lambda what, _: rules().floor_of(what=what),
        totals=("rows",),
    )


def in_time(speeds: Protected) -> Cell:
    """Return the cards that came in time, where each part of them is shown."""
    parts = [speeds.cells[CARD, one].n for ms, one in BUCKETS.items() if ms <= FAST_MS]
    shown = [n for n in parts if n is not None]
    return Cell(sum(shown)) if len(shown) == len(parts) else BESIDE


# --- drawing --------------------------------------------------------------------------


def draw_figures(page: Page, levels: Protected, speeds: Protected) -> None:
    """Show the three figures one looks for first."""
    words = page.words
    alarms = queries.by(page.db, "false_alarms", "category", page.window)
    told = shaping.one_way(alarms, floor=lambda _: page.floor(table="false_alarms"))
    figures = {
        "alerts": words.cell(levels.rows[ALERT]),
        "fast": words.percent(share(in_time(speeds), speeds.total)),
        "false_alarms": words.cell(told.total),
    }
    for place, (key, value) in zip(st.columns(3), figures.items(), strict=True):
        with place:
            charts.figure(words(f"safety.{key}"), value)


def draw_alerts(page: Page) -> None:
    """Draw messages at elevated or above over time."""
    words = page.words
    days: Counter[date] = Counter()
    for level in ALERT_LEVELS:
        days.update(queries.by_day(page.db, "levels", page.window, level=level))
    charts.bars_over_time(
        words,
        words("safety.over_time"),
        words("unit.turns"),
        shaping.over_time(days, page.window, floor=page.floor(level=ALERT_LEVELS[0])),
    )


def draw_levels(page: Page, levels: Protected) -> None:
    """Draw messages by level, the most urgent first; without those of no distress."""
    words = page.words
    cells = {level: cell for (_, level), cell in levels.cells.items()}
    charts.bars(
        words,
        words("safety.levels"),
        words("unit.turns"),
        {words.of("levels", one): cells[one] for one in reversed(LEVELS[1:])},
        levels.rows[ALERT],
    )


def draw_domains(page: Page) -> None:
    """Show alerts by domain and level."""
    words = page.words
    found = queries.two_way(page.db, "domains", "category", "level", page.window)
    counts = {(one, two): 0 for one in CATEGORIES for two in ALERT_LEVELS} | found
    safe = protect(counts, floor=lambda *_: page.floor(table="domains"))
    order = sorted(safe.rows, key=lambda one: (-(safe.rows[one].n or 0), one))
    rows = {
        category: {
            words("safety.domain"): words.of("categories", category),
            **{
                words.of("levels", level): words.cell(safe.cells[category, level])
                for level in ALERT_LEVELS
            },
            words("all"): words.cell(safe.rows[category]),
        }
        for category in order
    }
    draw_shown(page, "domains", safe, rows)


def draw_helplines(page: Page) -> None:
    """Show helplines: shown, opened, and what became of it where somebody told."""
    words = page.words
    found = queries.two_way(page.db, "services", "service", "outcome", page.window)
    known = page.content.services.services if page.content else {}
    services = sorted({*known, *(one for one, _ in found)}, key=page.service)
    # With everything listed, what was told once looks like what was never told.
    full = {(s, o): found.get((s, o), 0) for s in services for o in SERVICE_OUTCOMES}
    safe = protect(
        full, floor=lambda *_: page.floor(table="services"), totals=("columns",)
    )
    rows = {}
    for service in sorted(services, key=lambda id: -(safe.cells[id, "shown"].n or 0)):
        cells = safe.row(service)
        part = share(cells["opened"], cells["shown"])
        rows[service] = {
            words("safety.helpline"): page.service(service),
            **{words(f"safety.{o}"): words.cell(cells[o]) for o in SERVICE_OUTCOMES},
            words("safety.opened_share"): words.percent(part),
        }
    draw_shown(page, "helplines", safe, rows)


def draw_shown(
    page: Page, key: str, safe: Protected, rows: Mapping[str, dict[str, str]]
) -> None:
    """Show the rows that have a count to show, and say how many have none."""
    words = page.words
    full = [row for id, row in rows.items() if any(c.n for c in safe.row(id).values())]
    charts.table(words, words(f"safety.{key}"), safe, full or list(rows.values()))
    if full and len(full) < len(rows):
        st.markdown(words("safety.others", n=len(rows) - len(full)))


def draw_speed(page: Page, speeds: Protected) -> None:
    """Draw how long the help card took."""
    words = page.words
    charts.bars(
        words,
        words("safety.speed"),
        words("safety.cards"),
        {words.of("speed_buckets", one): c for one, c in speeds.row(CARD).items()},
        speeds.total,
        note=words("safety.speed_note"),
    )


def draw_one_way(page: Page, table: str, column: str) -> None:
    """Draw a table with one column; without rows that have no count to show."""
    words = page.words
    parts = shaping.one_way(
        queries.by(page.db, table, column, page.window),
        floor=lambda _: page.floor(table=table),
    )
    group = {"category": "categories", "part": "parts", "rule": "rule_ids"}[column]
    shown = {id: cell for id, cell in parts.cells.items() if cell.n} or parts.cells
    charts.bars(
        words,
        words(f"safety.{table}"),
        words(f"unit.{table}"),
        {words.of(group, id): cell for id, cell in shown.items()},
        parts.total,
        note=words(f"safety.{table}_note"),
    )


def draw_case(words: Words) -> None:
    """Show the tests of the detector, each with what is asked for."""
    st.header(words("safety.case"))
    case = safety_case.read()
    if case is None:
        st.markdown(words("safety.case_none"))
        return
    st.markdown(words("safety.case_note"))
    key = "case_measured" if case.is_current else "case_older"
    st.markdown(words(f"safety.{key}", day=case.day.isoformat()))
    charts.rows(
        [
            {
                words("safety.test"): words.of("safety_tests", test.name),
                words("safety.asked"): in_words(words, test.asked),
                words("safety.alone"): verdict(words, test.alone),
                words("safety.second"): verdict(words, test.second),
            }
            for test in case.tests
        ]
    )


def verdict(words: Words, result: Result) -> str:
    """Return a result, and in words whether it is good enough."""
    key = "met" if result.is_met else "not_met"
    return words(f"safety.{key}", value=in_words(words, result.value))


def in_words(words: Words, text: str) -> str:
    """Return a figure of the document in the reader's language."""
    for english in load()["safety_words"]:
        text = text.replace(english, words.of("safety_words", english))
    return text if words.language == "en" else re.sub(r"(\d)\.(\d)", r"\1,\2", text)


show("safety", draw)
