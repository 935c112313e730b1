"""What stands on the list of the week, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.content import DATA
from bot.disclosure import BESIDE, Cell
from bot.model import Step, Topic
from dashboard import tasks as module
from dashboard.tasks import KINDS, Facts, Risen, tasks
from dashboard.words import load
from safety.service_data import Service, load_services

TODAY = date(2026, 11, 23)
SERVICES = list(load_services(DATA / "services.yml").services.values())
OK = next(one for one in SERVICES if one.use == "ok")
HIDDEN = next(one for one in SERVICES if one.use == "check_first")


def kinds(facts: Facts) -> list[str]:
    return [task.kind for task in tasks(facts)]


def topic(*valid_until: date | None) -> Topic:
    steps = {
        f"s{n}": Step(f"money.s{n}", {}, (), valid_until=until)
        for n, until in enumerate(valid_until)
    }
    return Topic(
        id="money",
        area="everyday",
        names={"fi": "Raha"},
        emoji=None,
        sensitive=False,
        sources=(),
        services=(),
        cards=(),
        own_words={},
        examples={},
        steps=steps,
        path=Path("money.yml"),
    )


def everything() -> Facts:
    """Return facts from which every kind of task follows."""
    old = TODAY - timedelta(days=1)
    return Facts(
        TODAY,
        services=[OK, HIDDEN],
        verified={},
        topics=[topic(old, TODAY + timedelta(days=3))],
        n_unsigned=4,
        failures={"rasa": Cell(15)},
        told={OK.id: {"reached": Cell(15), "busy": Cell(20), "closed": Cell(0)}},
        risen=[Risen(True, "sleep", 40), Risen(False, "suicide", 20)],
        searches={"nothing": Cell(20), "found": Cell(60)},
        n_searches=Cell(80),
        left_at=[("sleep.awake_now", 70)],
    )


def test_nothing_to_do_gives_no_task() -> None:
    assert tasks(Facts(TODAY)) == []


def test_seven_at_most_and_the_most_urgent_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert kinds(everything()) == list(KINDS[:7])
    monkeypatch.setattr(module, "TASKS_AT_MOST", 99)
    assert kinds(everything()) == list(KINDS)


@pytest.mark.parametrize(("days", "is_aged"), [(0, False), (31, False), (32, True)])
def test_a_helpline_is_aged_after_thirty_one_days(days: int, is_aged: bool) -> None:
    checked = {OK.id: TODAY - timedelta(days=days)}
    found = kinds(Facts(TODAY, services=[OK], verified=checked))
    assert found == (["helplines_aged"] if is_aged else [])


def test_a_helpline_that_nobody_confirmed_is_one_task_not_two() -> None:
    facts = Facts(TODAY, services=[HIDDEN])
    assert kinds(facts) == ["helplines_unconfirmed"]
    checked = {HIDDEN.id: TODAY}
    confirmed = replace(facts, confirmed={HIDDEN.id}, verified=checked)
    assert kinds(confirmed) == []


@pytest.mark.parametrize(
    ("days", "found"),
    [(-1, ["facts_past"]), (0, ["facts_soon"]), (14, ["facts_soon"]), (15, [])],
)
def test_facts_are_told_when_they_are_over_and_two_weeks_ahead(
    days: int, found: list[str]
) -> None:
    assert kinds(Facts(TODAY, topics=[topic(None, TODAY + timedelta(days=days))])) == (
        found
    )


def test_a_fact_leads_to_its_step_the_oldest_first() -> None:
    old, older = TODAY - timedelta(days=2), TODAY - timedelta(days=9)
    (task,) = tasks(Facts(TODAY, topics=[topic(old, older)]))
    assert (task.page, task.n) == ("edit", 2)
    assert task.query == {"unit": "topics/everyday/money", "step": "s1"}


@pytest.mark.parametrize(
    ("reached", "busy", "closed", "is_told"),
    [
        (Cell(15), Cell(15), Cell(0), True),
        (Cell(20), Cell(15), Cell(0), False),
        # Of fewer than 30 no share is shown.
        (Cell(5), Cell(20), Cell(0), False),
        # A hidden part could be anything.
        (Cell(15), Cell(30), BESIDE, False),
    ],
)
def test_helplines_that_people_do_not_get_through_to(
    reached: Cell, busy: Cell, closed: Cell, is_told: bool
) -> None:
    told = {"x": {"reached": reached, "busy": busy, "closed": closed}}
    assert kinds(Facts(TODAY, told=told)) == (["not_reached"] if is_told else [])


def test_hidden_failures_and_few_searches_are_no_task() -> None:
    few = Facts(
        TODAY,
        failures={"rasa": Cell(None, 5)},
        searches={"nothing": Cell(10)},
        n_searches=Cell(25),
    )
    assert tasks(few) == []


def test_searches_are_told_only_above_the_aim() -> None:
    facts = Facts(TODAY, searches={"nothing": Cell(10)}, n_searches=Cell(100))
    assert kinds(facts) == []
    assert kinds(replace(facts, searches={"nothing": Cell(15)})) == ["searches"]


def test_rises_of_topics_and_of_domains_are_told_apart_the_surest_each() -> None:
    rises = [Risen(True, "sleep", 40), Risen(True, "grief", 10)]
    (task,) = tasks(Facts(TODAY, risen=rises))
    assert (task.ids, task.n, task.low) == ({"topic": "sleep"}, 2, 40)


def test_every_kind_has_its_sentence_and_its_way() -> None:
    words = load()["this_week"]
    assert set(words["tasks"]) == set(words["go"]) == set(KINDS)


def test_all_services_of_the_file_can_be_judged() -> None:
    assert all(isinstance(one, Service) for one in SERVICES)
    assert kinds(Facts(TODAY, services=SERVICES)) == [
        "helplines_aged",
        "helplines_unconfirmed",
    ]
