"""Missing days, longer steps and small counts, before anything is drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.disclosure import Cell
from bot.languages import LANGUAGES
from dashboard import shaping
from dashboard.queries import Window
from dashboard.words import THIN, Words, load

MONDAY = date(2026, 10, 26)
FOUR_WEEKS = Window(MONDAY, MONDAY + timedelta(days=27))


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


@pytest.mark.parametrize("weekday", range(7))
def test_a_window_is_of_whole_weeks_and_the_current_one(weekday: int) -> None:
    today = date(2026, 11, 16) + timedelta(days=weekday)
    assert shaping.window(today, weeks=4) == Window(MONDAY, today)


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("weeks", shaping.WEEKS)
def test_the_period_before_has_the_same_days_and_shares_none(
    weekday: int, weeks: int
) -> None:
    now = shaping.window(date(2026, 11, 16) + timedelta(days=weekday), weeks=weeks)
    then = shaping.before(now)
    assert then.until < now.since
    assert then.until - then.since == now.until - now.since
    assert then.since.weekday() == 0
    assert (now.since - then.since).days == 7 * weeks


@pytest.mark.parametrize(
    ("now", "then", "found"),
    [
        (Cell(60), Cell(40), 50),
        (Cell(30), Cell(60), -50),
        # Worked out from what is shown, and only where a share would be shown too.
        (Cell(25), Cell(60), None),
        (Cell(60), Cell(25), None),
        (Cell(60), Cell(None, 5), None),
        (Cell(0), Cell(0), None),
    ],
)
def test_a_change_tells_no_more_than_the_counts_beside_it(
    now: Cell, then: Cell, found: int | None
) -> None:
    assert shaping.change(now, then) == found


def test_missing_days_count_zero() -> None:
    found = shaping.grouped({day(1): 7}, FOUR_WEEKS, shaping.DAY)
    assert len(found) == 28
    assert (found[day(0)], found[day(1)]) == (0, 7)


@pytest.mark.parametrize(
    ("step", "sums"), [(shaping.WEEK, [3, 7, 0, 1]), (shaping.FOUR_WEEKS, [11])]
)
def test_days_add_up_to_steps(step: str, sums: list[int]) -> None:
    counts = {day(0): 1, day(6): 2, day(7): 7, day(27): 1}
    assert list(shaping.grouped(counts, FOUR_WEEKS, step).values()) == sums


@pytest.mark.parametrize(
    ("per_day", "step"), [(12, shaping.DAY), (3, shaping.WEEK), (1, shaping.WEEK)]
)
def test_a_thin_series_takes_a_longer_step(per_day: int, step: str) -> None:
    counts = {day(n): per_day for n in range(28)}
    assert shaping.over_time(counts, FOUR_WEEKS, floor=5).step == step


def test_a_very_thin_series_takes_four_weeks_and_may_be_hidden() -> None:
    series = shaping.over_time({day(0): 1, day(9): 2}, FOUR_WEEKS, floor=5)
    assert series.step == shaping.FOUR_WEEKS
    assert list(series.cells.values()) == [Cell(None, below=5)]


def test_long_windows_are_not_drawn_by_day() -> None:
    long = Window(MONDAY - timedelta(weeks=48), FOUR_WEEKS.until)
    counts = dict.fromkeys(shaping.days(long), 50)
    assert shaping.over_time(counts, long, floor=5).step == shaping.WEEK


def test_parts_come_largest_first_and_hidden_ones_by_name() -> None:
    parts = shaping.one_way({"b": 2, "a": 3, "x": 20, "y": 40}, floor=lambda _: 5)
    assert list(parts.cells) == ["y", "x", "a", "b"]
    assert parts.total == Cell(65)


def test_hours_take_longer_blocks_where_they_are_thin() -> None:
    thick = {(d, h): 9 for d in range(7) for h in range(24)}
    thin = dict.fromkeys(thick, 2)
    assert shaping.hours(thick, floor=5).block == 1
    assert shaping.hours(thin, floor=5).block == 3


def test_all_words_are_in_all_languages_with_the_same_fields() -> None:
    import re

    def texts(node: dict, path: str = "") -> list[tuple[str, dict]]:
        if node and all(isinstance(value, str) for value in node.values()):
            return [(path, node)]
        return [t for k, v in node.items() for t in texts(v, f"{path}.{k}")]

    for path, words in texts(load()):
        assert tuple(words) == LANGUAGES, path
        fields = {tuple(sorted(re.findall(r"{(\w+)}", w))) for w in words.values()}
        assert len(fields) == 1, path


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell(1234 // 5 * 5), "1\N{NARROW NO-BREAK SPACE}230"),
        (Cell(0), "0"),
        (Cell(None, 5), "alle 5"),
        (Cell(None, 10), "alle 10"),
        (Cell(None), "ei näytetä"),
    ],
)
def test_a_hidden_count_reads_in_words(cell: Cell, words: str) -> None:
    assert Words("fi").cell(cell) == words


def test_changes_and_intervals_read_in_words() -> None:
    words = Words("fi")
    assert [words.signed(n) for n in (5, -5, 0, None)] == [
        f"+5{THIN}%",
        f"\N{MINUS SIGN}5{THIN}%",
        f"±0{THIN}%",
        "liian vähän",
    ]
    assert words.estimate(40, 28, 54, 1050) == (
        f"40{THIN}% (väli 28–54{THIN}%, n = 1{THIN}050)"
    )
    assert words.points(-7) == "\N{MINUS SIGN}7"
    assert words.interval(-12, 4, 130, unit="") == "väli \N{MINUS SIGN}12–4, n = 130"


def test_an_unknown_language_reads_as_finnish() -> None:
    assert Words("de").language == "fi"
