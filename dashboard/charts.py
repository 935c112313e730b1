"""Drawing: each chart with its title, its units, and a table that says the same.

Charts get only what may be shown: a browser keeps whatever it was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from bot.disclosure import Cell, Protected
from dashboard.shaping import DAY, Hours, Series
from dashboard.words import Words

# Okabe and Ito's colours that stand out 3:1 from both white and the dark background.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
# What is written in a chart, by the reader's theme.
INK = {"light": "#31333F", "dark": "#FAFAFA"}
SHAPES = ("circle", "square", "triangle-up", "diamond")
LINES_AT_MOST = len(COLOURS)
HEIGHT_PX = 220
BAR_PX = 30
# The axes of a heat map and its scale.
AROUND_PX = 170
HIDDEN_MARK = "×"
# From dark blue to yellow, even for colour-blind people, on light and on dark.
SCALE: Final = "cividis"


def ink() -> str:
    """Return the colour of writing in the reader's theme."""
    return INK.get(st.context.theme.type or "light", INK["light"])


def figure(title: str, value: str, *, below: str | None = None, help: str = "") -> None:
    """Show one figure in a frame; more of it is neither good nor bad.

    Args:
        below: What it is held against, or how sure it is.
    """
    st.metric(
        title,
        value,
        delta=below,
        delta_color="off",
        delta_arrow="off",
        help=help or None,
        border=True,
        height="stretch",
    )


def bars_over_time(
    words: Words, title: str, unit: str, series: Series, *, height: int = HEIGHT_PX
) -> None:
    """Draw a count over time, and its table."""
    st.header(title)
    if _said_too_few(words, series.cells.values(), series.total):
        return
    st.markdown(_step_line(words, series))
    if len(series.cells) == 1:
        return  # One bar says no more than the line above it.
    frame = _time_frame(words, series)
    base = alt.Chart(frame).encode(
        x=_time_axis(words, series),
        tooltip=_tooltips(words, "period", unit),
    )
    top = max((c.n or 0 for c in series.cells.values()), default=0)
    scale = alt.Scale(domainMin=0, domainMax=max(top, 5))
    y = alt.Y("n:Q", title=unit, scale=scale, axis=_counts_axis())
    bars = base.mark_bar(color=COLOURS[0]).encode(y=y)
    _draw(bars + _hidden_marks(base), title, height)
    _table(words, title, frame[["period", "shown"]], [words("period"), unit])


def lines_over_time(
    words: Words, title: str, unit: str, rows: Mapping[str, Series]
) -> None:
    """Draw up to four counts over time, told apart by colour and by shape."""
    st.header(title)
    one = next(iter(rows.values()))
    cells = [cell for series in rows.values() for cell in series.cells.values()]
    if all(cell.is_hidden for cell in cells):
        st.write(words("too_few_to_draw"))
        return
    frames = [_time_frame(words, s).assign(name=name) for name, s in rows.items()]
    frame = pd.concat(frames, ignore_index=True)
    st.markdown(f"{words(f'step.{one.step}')} {words('hidden_gap')}")
    names = list(rows)
    legend = alt.Legend(orient="bottom", columns=1, title=None, labelLimit=320)
    base = alt.Chart(frame).encode(
        x=_time_axis(words, one),
        color=alt.Color(
            "name:N", scale=alt.Scale(domain=names, range=COLOURS), legend=legend
        ),
        shape=alt.Shape(
            "name:N", scale=alt.Scale(domain=names, range=SHAPES), legend=legend
        ),
        tooltip=["name:N", *_tooltips(words, "period", unit)],
    )
    y = alt.Y("n:Q", title=unit, scale=alt.Scale(zero=True), axis=_counts_axis())
    lines = base.encode(y=y).mark_line(strokeWidth=2)
    points = base.encode(y=y).mark_point(filled=True, size=60)
    _draw(lines + points, title, HEIGHT_PX + 30 * len(names))
    wide = frame.pivot(index="start", columns="name", values="shown")[names]
    periods = frame.drop_duplicates("start").set_index("start")["period"]
    wide.insert(0, "period", periods)
    _table(words, title, wide, [words("period"), *names])


def bars(
    words: Words,
    title: str,
    unit: str,
    cells: Mapping[str, Cell],
    total: Cell,
    *,
    note: str = "",
    shares: Mapping[str, str] | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Draw counts by name, each with its number in words beside the bar.

    Args:
        shares: What stands behind a count in brackets, by name.
        details: The same for the table, which has more room.
    """
    st.header(title)
    if note:
        st.markdown(note)
    if _said_too_few(words, cells.values(), total):
        return
    rows = [
        {
            "name": name,
            "at": c.n or 0,
            "shown": _with_share(words.cell(c), shares, name),
            "told": _with_share(words.cell(c), details or shares, name),
        }
        for name, c in cells.items()
        if c.n != 0
    ]
    frame = pd.DataFrame(rows)
    top = max(frame["at"].max(), 5)
    scale = alt.Scale(domain=[0, top * 1.35], nice=False)
    x = alt.X("at:Q", title=unit, scale=scale, axis=_counts_axis())
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=170)),
        tooltip=_tooltips(words, "name", unit),
    )
    drawn = base.mark_bar(color=COLOURS[0]).encode(x=x)
    text = base.mark_text(align="left", dx=4, color=ink()).encode(x=x, text="shown:N")
    _draw(drawn + text, title, 60 + BAR_PX * len(rows))
    _table(words, title, frame[["name", "told"]], [words("name"), unit])


def _with_share(count: str, shares: Mapping[str, str] | None, name: str) -> str:
    return f"{count} ({shares[name]})" if shares else count


def heat_map(
    words: Words,
    title: str,
    unit: str,
    hours: Hours,
) -> None:
    """Draw counts by weekday and hour, hidden ones marked, and their table."""
    st.header(title)
    if _said_too_few(words, hours.cells.values(), hours.total):
        return
    st.markdown(words("hidden_mark", mark=HIDDEN_MARK))
    weekdays = [words(f"weekdays.{d}") for d in range(7)]
    rows = [
        {
            "day": weekdays[day],
            "hour": f"{hour:02d}–{(hour + hours.block) % 24:02d}",
            "n": cell.n,
            "shown": words.cell(cell),
        }
        for (day, hour), cell in hours.cells.items()
    ]
    frame = pd.DataFrame(rows)
    labels = alt.Axis(labelAngle=0, orient="top")
    times = list(dict.fromkeys(frame["hour"]))
    base = alt.Chart(frame).encode(
        x=alt.X("day:O", sort=weekdays, title=words("weekday"), axis=labels),
        y=alt.Y("hour:O", sort=times, title=words("hour")),
        tooltip=[
            alt.Tooltip("day:O", title=words("weekday")),
            *_tooltips(words, "hour", unit),
        ],
    )
    colour = alt.Color(
        "n:Q",
        title=unit,
        scale=alt.Scale(scheme=SCALE, domainMin=0),
        legend=alt.Legend(orient="bottom"),
    )
    shown = alt.datum.n != None  # noqa: E711 - an expression for the browser
    drawn = base.transform_filter(shown).mark_rect().encode(color=colour)
    marks = base.transform_filter("datum.n === null").mark_text(
        text=HIDDEN_MARK, color=ink()
    )
    _draw(drawn + marks, title, AROUND_PX + BAR_PX * len(times))
    wide = frame.pivot(index="hour", columns="day", values="shown")
    wide = wide.loc[times, weekdays]
    wide.insert(0, "hour", wide.index)
    _table(words, title, wide, [words("hour"), *weekdays])


def table(
    words: Words, title: str, safe: Protected, lines: Sequence[Mapping[str, Any]]
) -> None:
    """Show a table that has no chart.

    Args:
        safe: What ``lines`` were made of.
    """
    st.header(title)
    if not _said_too_few(words, safe.cells.values(), safe.total):
        rows(lines)


def rows(table: Sequence[Mapping[str, Any]]) -> None:
    """Show rows as a table, under a heading that is there."""
    st.table(pd.DataFrame(table), hide_index=True, border="horizontal")


def _said_too_few(words: Words, cells: Iterable[Cell], total: Cell) -> bool:
    """Say only how many in all where every part is hidden; name no part then."""
    if not all(cell.is_hidden for cell in cells):
        return False
    st.write(words("too_few", n=words.cell(total)))
    return True


def _time_frame(words: Words, series: Series) -> pd.DataFrame:
    rows = [
        {
            "start": _stamp(start),
            "n": cell.n,
            "shown": words.cell(cell),
            "period": words.period(start, series.step),
        }
        for start, cell in series.cells.items()
    ]
    return pd.DataFrame(rows, columns=["start", "n", "shown", "period"])


def _counts_axis() -> alt.Axis:
    return alt.Axis(format="d", tickMinStep=1, tickCount=5)


def _stamp(day: date) -> str:
    return day.isoformat()


def _time_axis(words: Words, series: Series) -> alt.X:
    n = len(series.cells)
    return alt.X(
        "start:O",
        title=words("day") if series.step == DAY else words("first_day"),
        axis=alt.Axis(
            labelAngle=0,
            labelOverlap="greedy",
            labelExpr=f"utcFormat(toDate(datum.value), '{words.axis_dates}')",
            values=[_stamp(d) for d in list(series.cells)[:: max(1, n // 8)]],
        ),
    )


def _hidden_marks(base: Any) -> Any:
    hidden = base.transform_filter("datum.n === null")
    return hidden.mark_text(text=HIDDEN_MARK, color=ink(), dy=-6).encode(y=alt.datum(0))


def _step_line(words: Words, series: Series) -> str:
    total = words("in_all", n=words.cell(series.total))
    step = words(f"step.{series.step}")
    if any(cell.is_hidden for cell in series.cells.values()):
        return f"{total} {step} {words('hidden_mark', mark=HIDDEN_MARK)}"
    return f"{total} {step}"


def _tooltips(words: Words, name: str, unit: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(f"{name}:N", title=words(name)),
        alt.Tooltip("shown:N", title=unit),
    ]


def _draw(chart: Any, title: str, height: int) -> None:
    st.altair_chart(
        chart.properties(height=height, usermeta={"embedOptions": {"actions": False}}),
        width="stretch",
        alt=title,
    )


def _table(words: Words, title: str, frame: pd.DataFrame, names: list[str]) -> None:
    with st.expander(words("as_table", title=title)):
        st.table(frame.set_axis(names, axis=1), hide_index=True, border="horizontal")
