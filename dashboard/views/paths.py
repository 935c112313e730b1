"""Paths: which steps are opened, where people stop or turn back, where they go on."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bot.disclosure import BESIDE, Cell, Protected, protect, share
from bot.intervals import Estimate, share_of
from dashboard import charts, queries, walked, waypicture
from dashboard.desk.names import titles
from dashboard.frame import Page, show
from dashboard.ways import AWAY, MUCH_PERCENT, STOPPED, Path, says_goodbye

THUMBS = ("up", "down")
# A path that helps fewer of those who told is worth reading.
HELPS_PERCENT = 60
ROWS_AT_FIRST = 5
TOPIC = "topic"


def draw(page: Page) -> None:
    """Draw the page: the path of the address first, else the list of paths."""
    paths = walked.paths(page)
    if not paths:
        st.markdown(page.words("paths.no_content"))
        return
    thumbs = helped(page)
    order = in_need(paths, thumbs)
    if not order:
        st.markdown(page.words("paths.too_few"))
        return
    if st.query_params.get(TOPIC) in paths:
        draw_path(page, paths, order, thumbs)
        draw_list(page, paths, order, thumbs)
    else:
        draw_list(page, paths, order, thumbs)
        draw_path(page, paths, order, thumbs)


def helped(page: Page) -> Protected:
    """Return thumbs by topic, protected as on the page of feedback."""
    found = queries.two_way(page.db, "feedback", "topic", "thumb", page.window)
    counts = {(topic, one): 0 for topic in page.topics for one in THUMBS} | found
    return protect(counts, floor=lambda topic, _: page.floor(topic=topic))


def helped_share(thumbs: Protected, topic: str) -> Estimate | None:
    """Return the share that a path helped, of those who told."""
    return share_of(thumbs.cells.get((topic, "up"), BESIDE), thumbs.rows[topic])


def in_need(paths: Mapping[str, Path], thumbs: Protected) -> list[str]:
    """Return the paths that may be told of, those that need a look first."""

    def need(id: str) -> tuple[int, int, int]:
        left, good = paths[id].left_at(), helped_share(thumbs, id)
        is_poor = good is not None and good.value < HELPS_PERCENT
        worst = left[0][1] if left else 0
        return (-(bool(left) + is_poor), -worst, -(paths[id].opened.n or 0))

    return sorted((id for id in paths if paths[id].opened.n), key=need)


def draw_list(
    page: Page, paths: Mapping[str, Path], order: list[str], thumbs: Protected
) -> None:
    """Show the paths by their need of a look."""
    words = page.words
    st.header(words("paths.needs_look"))
    rows = [list_row(page, paths[id], thumbs) for id in order]
    charts.rows(rows[:ROWS_AT_FIRST])
    st.markdown(words("paths.needs_look_how", stop=MUCH_PERCENT, helps=HELPS_PERCENT))
    if rows[ROWS_AT_FIRST:]:
        with st.expander(words("paths.others", n=len(rows) - ROWS_AT_FIRST)):
            charts.rows(rows[ROWS_AT_FIRST:])


def list_row(page: Page, path: Path, thumbs: Protected) -> dict[str, str]:
    """Return what the list says of a path."""
    words, left = page.words, path.left_at()
    named = titles(words, path.topic.steps)
    stop = f"{named[left[0][0]]}: {words.percent(left[0][1])}" if left else "–"
    return {
        words("paths.path"): page.topic(path.topic.id),
        words("paths.begun"): words.cell(path.opened),
        words("paths.left_at"): stop,
        words("paths.helped"): estimate(page, helped_share(thumbs, path.topic.id)),
    }


def estimate(page: Page, found: Estimate | None) -> str:
    """Return a share in words, with its interval."""
    return page.words("no_share") if found is None else page.words.estimate(*found)


def draw_path(
    page: Page, paths: Mapping[str, Path], order: list[str], thumbs: Protected
) -> None:
    """Draw the chosen path: its figures, its picture, its steps and its ways."""
    words = page.words
    st.header(words("paths.one"))
    rest = sorted(paths.keys() - set(order), key=page.topic)
    path = paths[choose(page, [*order, *rest])]
    named = titles(words, path.topic.steps)
    figures(page, path, thumbs)
    if path.table.total.is_hidden or not waypicture.ways(path):
        st.markdown(words("paths.too_few"))
        return
    draw_picture(page, path, named)
    draw_steps(page, path, named)
    draw_ways(page, path, named)


def choose(page: Page, options: list[str]) -> str:
    """Show the chooser of paths; the address may name one."""
    named = st.query_params.get(TOPIC)
    if named in options:
        st.session_state["path"] = named
    chosen = st.selectbox(
        page.words("paths.choose"),
        options,
        format_func=page.topic,
        key="path",
        on_change=forget_address,
        persist_state="session",
    )
    return chosen or options[0]


def forget_address() -> None:
    """Let the chooser win over the address once it is used."""
    if TOPIC in st.query_params:
        del st.query_params[TOPIC]


def figures(page: Page, path: Path, thumbs: Protected) -> None:
    """Show how often a path was begun, and whether it helped."""
    words, left = page.words, path.left_at()
    begun, helped, stopped = st.columns(3)
    good = helped_share(thumbs, path.topic.id)
    with begun:
        charts.figure(words("paths.begun"), words.cell(path.opened))
    with helped:
        charts.figure(
            words("paths.helped"),
            words("unknown") if good is None else words.percent(good.value),
            below=words("no_share") if good is None else words.interval(*good[1:]),
        )
    with stopped:
        charts.figure(
            words("paths.n_left"),
            words.number(len(left)),
            help=words("paths.n_left_help", stop=MUCH_PERCENT),
        )


def draw_picture(page: Page, path: Path, named: Mapping[str, str]) -> None:
    """Draw the ways through the path."""
    words = page.words
    title = words("paths.picture", path=page.topic(path.topic.id))
    st.subheader(title)
    st.markdown(words("paths.picture_how", stop=MUCH_PERCENT))
    drawn = waypicture.dot(words, path, named, ink=charts.ink())
    st.graphviz_chart(drawn, width="content", alt=title)


def draw_steps(page: Page, path: Path, named: Mapping[str, str]) -> None:
    """Show each step: opened, stopped at, turned back from, left for elsewhere."""
    words = page.words
    opened = {step: path.table.rows[step].n or 0 for step in named}
    steps = sorted((step for step in named if opened[step]), key=lambda s: -opened[s])
    rows = [
        {
            words("paths.step"): named[step],
            words("paths.opened"): words.cell(path.table.rows[step]),
            words("paths.stopped"): with_share(page, path, step, STOPPED),
            words("paths.back"): words.cell(path.turned_back(step)),
            words("paths.away"): with_share(page, path, step, AWAY),
            words("paths.kind"): words(f"paths.{kind(path, step)}"),
        }
        for step in steps
    ]
    st.subheader(words("paths.steps"))
    charts.rows(rows)
    if len(steps) < len(named):
        st.markdown(words("paths.rest", n=len(named) - len(steps)))


def kind(path: Path, step: str) -> str:
    """Return whether a step is an end by itself, or one at which many stop."""
    if says_goodbye(path.topic.steps[step.partition(".")[2]]):
        return "goodbye"
    return "look" if step in dict(path.left_at()) else "on"


def with_share(page: Page, path: Path, step: str, where: str) -> str:
    """Return how many left a step for an end, with the share where allowed."""
    cell = path.end(step, where)
    part = share(cell, path.table.rows[step])
    shown = page.words.cell(cell)
    return (
        shown
        if part is None or not cell.n
        else (f"{shown} ({page.words.percent(part)})")
    )


def draw_ways(page: Page, path: Path, named: Mapping[str, str]) -> None:
    """Show the same ways as the picture, as a table."""
    words = page.words
    walked_most = sorted(waypicture.ways(path).items(), key=lambda way: (-way[1], way))
    rows = [
        {
            words("paths.from"): named[source],
            words("paths.to"): named[to],
            words("paths.times"): words.cell(Cell(n)),
            words("paths.direction"): words(
                "paths.is_back" if (source, to) in path.back else "paths.is_on"
            ),
        }
        for (source, to), n in walked_most
    ]
    title = words("paths.picture", path=page.topic(path.topic.id))
    with st.expander(words("as_table", title=title)):
        charts.rows(rows)


show("paths", draw)
