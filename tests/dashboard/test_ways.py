"""Ways through a path: what is followed, what is hidden, and how it is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.disclosure import Cell
from bot.model import Choice, Step, Topic
from dashboard import waypicture, ways
from dashboard.ways import AWAY, REST, STOPPED, Counted
from dashboard.words import Words

STEPS = {"start": ("ideas", "night"), "ideas": ("ready",), "night": (), "ready": ()}
STEPS_OPENED = {"sleep.start": 200, "sleep.ideas": 120, "sleep.night": 40}
EDGES = {
    ("sleep.start", "sleep.ideas"): 100,
    ("sleep.start", "sleep.night"): 40,
    ("sleep.ideas", "sleep.start"): 30,
    ("sleep.ideas", "sleep.ready"): 60,
    ("sleep.ideas", "anxiety.start"): 12,
}
STOPS = {"sleep.start": 50, "sleep.night": 35, "sleep.ready": 55}


def step(name: str, targets: tuple[str, ...]) -> Step:
    to = ["helped"] if name == "ready" else [f"sleep.{target}" for target in targets]
    return Step(f"sleep.{name}", {}, tuple(Choice(one, {}) for one in to))


@pytest.fixture
def topic() -> Topic:
    return Topic(
        id="sleep",
        area="everyday",
        names={},
        emoji=None,
        sensitive=False,
        sources=(),
        services=(),
        cards=(),
        own_words={},
        examples={},
        steps={name: step(name, targets) for name, targets in STEPS.items()},
        path=Path("sleep.yml"),
    )


@pytest.fixture
def path(topic: Topic) -> ways.Path:
    opened = STEPS_OPENED | {"sleep.ready": 60}
    return ways.path(topic, Counted(opened, EDGES, STOPS), floor=5)


def test_each_step_tells_where_people_went(path: ways.Path) -> None:
    assert path.opened == Cell(200)
    assert path.ways("sleep.start")[0] == ("sleep.ideas", Cell(100))
    assert path.end("sleep.start", STOPPED) == Cell(50)
    assert path.end("sleep.ideas", AWAY) == Cell(10)
    assert path.end("sleep.start", REST) == Cell(10)


def test_a_way_that_nothing_is_written_for_and_whose_return_is_leads_back(
    path: ways.Path,
) -> None:
    assert path.back == {("sleep.ideas", "sleep.start")}
    assert path.turned_back("sleep.ideas") == Cell(30)
    assert path.turned_back("sleep.start") == Cell(0)


def test_a_goodbye_is_no_step_to_mend(path: ways.Path) -> None:
    assert path.stop_share("sleep.ready") == 92
    assert path.left_at() == [("sleep.night", 88)]


def test_a_small_count_hides_another_beside_it(topic: Topic) -> None:
    opened = {"sleep.start": 100}
    edges = {("sleep.start", "sleep.ideas"): 60, ("sleep.start", "sleep.night"): 3}
    made = ways.path(topic, Counted(opened, edges, {"sleep.start": 37}), floor=5)
    cells = made.table.row("sleep.start")
    assert cells["sleep.night"] == Cell(None, 5)
    assert sum(cell.is_hidden for cell in cells.values()) >= 2
    assert made.stop_share("sleep.start") is None


def test_steps_of_before_and_other_topics_do_not_mix_in(topic: Topic) -> None:
    counted = Counted(
        {"sleep.gone": 50, "anxiety.start": 70, "sleep.start": 50},
        {("sleep.gone", "sleep.start"): 50, ("anxiety.start", "sleep.start"): 70},
        {"anxiety.start": 70},
    ).by_topic()
    assert counted["anxiety"].edges == {("anxiety.start", "sleep.start"): 70}
    made = ways.path(topic, counted["sleep"], floor=5)
    assert set(made.table.rows) == {f"sleep.{name}" for name in STEPS}


def test_the_picture_shows_no_hidden_count(topic: Topic) -> None:
    edges = EDGES | {("sleep.start", "sleep.night"): 3}
    made = ways.path(topic, Counted(STEPS_OPENED, edges, STOPS), floor=5)
    assert ("sleep.start", "sleep.night") not in waypicture.ways(made)


def test_the_picture_marks_where_many_stop_and_what_leads_back(
    path: ways.Path,
) -> None:
    names = {f"sleep.{name}": f'"{name}" & <co>' for name in STEPS}
    drawn = waypicture.dot(Words("fi"), path, names, ink="#000")
    night = next(line for line in drawn.splitlines() if line.startswith('"sleep.night'))
    assert "penwidth=3" in night
    assert "&quot;night&quot; &amp; &lt;co&gt;" in night
    assert drawn.count(f"style={waypicture.DASHED}") == 1
    assert "lopetti 35" in drawn
