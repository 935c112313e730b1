"""Feedback: did people get what they needed, how do they feel, would they recommend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from bot import intervals
from bot.disclosure import BESIDE, Cell, Protected, protect
from bot.intervals import Estimate, net_promoters, share_of
from bot.model import LANGUAGES
from bot.store import ENDINGS, FEELINGS, SCORES
from dashboard import charts, queries, shaping
from dashboard.frame import Page, show
from dashboard.queries import Window

THUMBS = ("up", "down")
GROUPS = (intervals.PROMOTER, intervals.PASSIVE, intervals.DETRACTOR)
BETTER, OTHER = "better", "other"
# What each answer counts as where languages are compared.
OF_ENDING = {one: one for one in ENDINGS}
OF_FEELING = {"worse": OTHER, "same": OTHER, "bit_better": BETTER, "better": BETTER}
OF_SCORE = {score: intervals.group_of(score) for score in SCORES}
EVER = Window(date.min, date.max)


def draw(page: Page) -> None:
    """Draw the page."""
    thumbs = by_topic(page)
    endings = by_language(page, "endings", "outcome", OF_ENDING)
    feelings = by_language(page, "feeling", "feeling", OF_FEELING)
    scores = by_language(page, "nps", "score", OF_SCORE)
    draw_figures(page, thumbs, endings, feelings, scores)
    draw_feelings(page)
    draw_topics(page, thumbs)
    draw_scores(page, scores)
    draw_parity(page, endings, feelings, scores)
    draw_over_time(page)


# --- what is counted, as it may be shown ----------------------------------------------


def by_topic(page: Page) -> Protected:
    """Return thumbs by topic; with the topics nobody gave one, so that none is told."""
    found = queries.two_way(page.db, "feedback", "topic", "thumb", page.window)
    counts = {(topic, one): 0 for topic in page.topics for one in THUMBS} | found
    return protect(counts, floor=lambda topic, _: page.floor(topic=topic))


def by_language(
    page: Page, table: str, column: str, group_of: Mapping[str, str]
) -> Protected:
    """Return groups of answers by language.

    How many gave each answer is shown on its own too, so those sums count as known.
    """
    found = queries.two_way(page.db, table, column, "language", page.window)
    counts = {(group, one): 0 for group in group_of.values() for one in LANGUAGES}
    for (value, language), n in found.items():
        if value in group_of and language in LANGUAGES:
            counts[group_of[value], language] += n
    return protect(counts, floor=lambda *_: page.floor(table=table), fixed=("rows",))


def helped(thumbs: Protected) -> Estimate | None:
    """Return the share of thumbs that are up, over all topics."""
    return share_of(thumbs.columns.get("up", Cell(0)), thumbs.total)


# --- drawing --------------------------------------------------------------------------


def draw_figures(
    page: Page,
    thumbs: Protected,
    endings: Protected,
    feelings: Protected,
    scores: Protected,
) -> None:
    """Show the four figures on top, each with its interval and its n."""
    words = page.words
    columns = st.columns(4)
    shares = (
        ("got_it", share_of(endings.rows["helped"], endings.total)),
        ("better", share_of(feelings.rows[BETTER], feelings.total)),
        ("thumbs_up", helped(thumbs)),
    )
    for column, (title, found) in zip(columns, shares, strict=False):
        with column:
            figure(page, title, found)
    with columns[3]:
        score_figure(page, net_promoters(scores.rows))
    st.markdown(words("feedback.voluntary"))


def figure(page: Page, title: str, found: Estimate | None) -> None:
    """Show a share and how sure it is."""
    words = page.words
    charts.figure(
        words(f"feedback.{title}"),
        words("unknown") if found is None else words.percent(found.value),
        below=words("no_share") if found is None else words.interval(*found[1:]),
        help=words(f"feedback.{title}_help"),
    )


def score_figure(page: Page, found: Estimate | None) -> None:
    """Show the score and how sure it is."""
    words = page.words
    charts.figure(
        "NPS",
        words("unknown") if found is None else words.points(found.value),
        below=(
            words("no_share") if found is None else words.interval(*found[1:], unit="")
        ),
        help=words("feedback.nps_help", n=intervals.NPS_AT_LEAST),
    )


def draw_feelings(page: Page) -> None:
    """Draw the answers to 'how do you feel now'."""
    found = queries.by(page.db, "feeling", "feeling", page.window)
    parts = shaping.one_way(
        {one: found.get(one, 0) for one in FEELINGS},
        floor=lambda _: page.floor(table="feeling"),
    )
    draw_answers(page, "feelings", FEELINGS, parts.cells, parts.total)
    st.markdown(page.words("feedback.feelings_note"))


def draw_answers(
    page: Page,
    title: str,
    values: Sequence[str],
    cells: Mapping[str, Cell],
    total: Cell,
) -> None:
    """Draw the answers to a question, with their shares."""
    words = page.words
    named = {words(f"feedback.{title}_of.{one}"): cells[one] for one in values}
    found = {name: share_of(cell, total) for name, cell in named.items()}
    charts.bars(
        words,
        words(f"feedback.{title}"),
        words("unit.answers"),
        named,
        total,
        shares={n: words.percent(one and one.value) for n, one in found.items()},
        details={name: in_words(page, one) for name, one in found.items()},
    )


def draw_topics(page: Page, thumbs: Protected) -> None:
    """Show thumbs by topic, the least helpful first where there are enough."""
    words = page.words
    rows = []
    for topic, found in ranked(thumbs):
        cells = thumbs.row(topic)
        up, down = (cells.get(thumb, BESIDE) for thumb in THUMBS)
        rows.append(
            {
                words("topics.topic"): page.topic(topic),
                words("thumbs.share"): words.estimate(*found),
                words("thumbs.up"): words.cell(up),
                words("thumbs.down"): words.cell(down),
            }
        )
    title = words("feedback.topics")
    if not rows:
        st.header(title)
        st.markdown(words("too_few", n=words.cell(thumbs.total)))
        return
    charts.table(words, title, thumbs, rows)
    st.markdown(words("feedback.topics_few"))


def ranked(thumbs: Protected) -> list[tuple[str, Estimate]]:
    """Return the topics with enough thumbs for a share, the lowest share first."""
    found = {
        topic: share_of(thumbs.cells.get((topic, "up"), BESIDE), whole)
        for topic, whole in thumbs.rows.items()
    }
    enough = [(topic, one) for topic, one in found.items() if one is not None]
    return sorted(enough, key=lambda row: (row[1].value, row[0]))


def draw_scores(page: Page, scores: Protected) -> None:
    """Draw who would recommend the chat, and the score by quarter."""
    draw_answers(page, "nps", GROUPS, scores.rows, scores.total)
    words = page.words
    rows = [
        {
            words("feedback.quarter"): name,
            "NPS": (
                words("no_share")
                if found is None
                else f"{words.points(found.value)} "
                f"({words.interval(*found[1:], unit='')})"
            ),
        }
        for name, found in by_quarter(page).items()
    ]
    if rows:
        st.markdown(words("feedback.nps_quarters", n=intervals.NPS_AT_LEAST))
        charts.rows(rows)


def by_quarter(page: Page) -> Mapping[str, Estimate | None]:
    """Return the score of each quarter that the store has answers of."""
    counts: dict[tuple[tuple[int, int], str], int] = defaultdict(int)
    for score, days in queries.per_day(page.db, "nps", "score", EVER).items():
        for day, n in days.items():
            quarter = (day.year, (day.month + 2) // 3)
            counts[quarter, intervals.group_of(score)] += n
    names = {one: f"Q{one[1]}/{one[0]}" for one in sorted({q for q, _ in counts})}
    full = {(names[q], g): counts.get((q, g), 0) for q in names for g in GROUPS}
    safe = protect(full, floor=lambda *_: page.floor(table="nps"), totals=("rows",))
    return {quarter: net_promoters(safe.row(quarter)) for quarter in names.values()}


def draw_parity(
    page: Page, endings: Protected, feelings: Protected, scores: Protected
) -> None:
    """Show the measures of the languages beside each other."""
    words = page.words
    st.header(words("feedback.parity"))
    if all(one.is_hidden for one in (endings.total, feelings.total, scores.total)):
        st.markdown(words("too_few_to_draw"))
        return
    rows = []
    for language in LANGUAGES:
        got_it = share_of(endings.cells["helped", language], endings.columns[language])
        feel = share_of(feelings.cells[BETTER, language], feelings.columns[language])
        points = net_promoters({g: scores.cells[g, language] for g in GROUPS})
        rows.append(
            {
                words("language"): words.of("languages", language),
                words("feedback.got_it"): in_words(page, got_it),
                words("feedback.better"): in_words(page, feel),
                "NPS": words("no_share")
                if points is None
                else words.points(points.value),
            }
        )
    charts.rows(rows)
    st.markdown(words("feedback.parity_note"))


def in_words(page: Page, found: Estimate | None) -> str:
    """Return a share with its interval and n."""
    return page.words("no_share") if found is None else page.words.estimate(*found)


def draw_over_time(page: Page) -> None:
    """Draw thumbs and feelings over time."""
    words = page.words
    thumbs = queries.per_day(page.db, "feedback", "thumb", page.window)
    draw_lines(
        page, "thumbs", {words(f"thumbs.{o}"): thumbs.get(o, {}) for o in THUMBS}
    )
    felt = queries.per_day(page.db, "feeling", "feeling", page.window)
    named = {words(f"feedback.feelings_of.{o}"): felt.get(o, {}) for o in FEELINGS}
    draw_lines(page, "feelings", named)


def draw_lines(page: Page, title: str, rows: Mapping[str, Mapping[date, int]]) -> None:
    """Draw answers over time."""
    series = shaping.together(rows, page.window, floor=lambda _: page.floor())
    title = page.words(f"feedback.{title}_over_time")
    charts.lines_over_time(page.words, title, page.words("unit.answers"), series)


show("feedback", draw)
