"""Crisis mode: which step comes next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from safety.followup import (
    NAMED,
    card_step,
    flow_for,
    leaves_crisis,
    n_variants,
    next_step,
)
from safety.level import Level
from tests.safety.crisis_flows import flows, step, steps

TABLE = yaml.safe_load((Path(__file__).parent / "followups.yml").read_text("utf-8"))
LEVELS = (Level.ELEVATED, Level.HIGH, Level.ACUTE)


def following(row: dict[str, Any]) -> str:
    """Return the step that follows in one row of the table."""
    at = row.get("at")
    return next_step(
        flows(),
        position=at,
        level=Level.parse(row.get("level", "elevated")),
        categories=row.get("categories", ["suicide"]),
        subject=row.get("subject", "self"),
        raised=row.get("raised", False),
        answer=row.get("answer"),
        intent=row.get("intent"),
        chosen=row.get("chosen"),
        history=[*row.get("said", ()), *([at] if at else [])],
    )


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["of"])
def test_next_step(row: dict[str, Any]) -> None:
    assert following(row) == row["step"]


@pytest.mark.parametrize("flow", sorted(flows()))
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("intent", [None, "change_subject", *sorted(NAMED)])
def test_every_intent_has_an_answer_in_every_flow(
    flow: str, level: Level, intent: str | None
) -> None:
    categories = flows()[flow].categories
    found = next_step(
        flows(),
        position="general.stay_1",
        level=level,
        categories=categories,
        subject="other" if flow == "friend" else "self",
        intent=intent,
        history=["general.stay_1"],
    )
    assert step(found).say["fi"]


@pytest.mark.parametrize("flow", sorted(flows().keys() - {"soft_check"}))
@pytest.mark.parametrize("level", LEVELS)
def test_no_wording_comes_twice_within_ten_turns(flow: str, level: Level) -> None:
    categories, subject = flows()[flow].categories, "self"
    if flow == "friend":
        subject = "other"
    said: list[str] = []
    for turn in range(30):
        said.append(
            next_step(
                flows(),
                position=said[-1] if said else None,
                level=level,
                categories=categories,
                subject=subject,
                raised=turn == 0,
                history=said,
            )
        )
    for end in range(10, len(said) + 1):
        recent = said[end - 10 : end]
        for name in set(recent):
            assert recent.count(name) <= n_variants(flows(), name), recent


def test_a_step_asked_for_too_often_gives_way() -> None:
    said = ["general.busy"] * 3
    found = next_step(flows(), position=said[-1], intent="line_was_busy", history=said)
    assert found == "general.stay_1"


def test_a_change_of_subject_asked_twice_is_granted_about_a_friend_too() -> None:
    asked = {"level": Level.ACUTE, "categories": ["suicide"], "subject": "other"}
    said = ["friend.open_acute"]
    for expected in ("friend.change_subject_acute", "general.change_subject"):
        found = next_step(
            flows(),
            position=said[-1],
            intent="change_subject",
            history=said,
            **asked,  # type: ignore[arg-type]
        )
        assert found == expected
        said.append(found)


def test_history_may_name_variants() -> None:
    said = ["general.open_elevated#1", "general.stay_1#0"]
    assert next_step(flows(), position=said[-1], history=said) == "general.stay_2"


@pytest.mark.parametrize(
    ("level", "categories", "subject", "themes", "expected"),
    [
        (Level.ELEVATED, ["suicide"], "self", (), "suicide.card"),
        (Level.ELEVATED, ["suicide"], "self", ("burden",), "suicide.card_burden"),
        (Level.ACUTE, ["suicide"], "self", ("burden",), "general.card_acute"),
        (Level.ACUTE, ["violence"], "self", (), "violence.card_acute"),
        (Level.HIGH, ["suicide"], "other", ("burden",), "friend.card"),
        (Level.HIGH, [], "none", (), "general.card"),
        (Level.HIGH, ["substance_use"], "self", (), "poisoning.card"),
    ],
)
def test_sentence_of_the_card(
    level: Level,
    categories: list[str],
    subject: str,
    themes: tuple[str, ...],
    expected: str,
) -> None:
    found = card_step(
        flows(), level=level, categories=categories, subject=subject, themes=themes
    )
    assert found == expected


def test_only_a_change_of_subject_leaves_crisis_mode() -> None:
    leaving = [name for name, _ in steps() if leaves_crisis(name)]
    assert leaving == ["general.change_subject"]


def test_every_category_has_a_flow() -> None:
    from safety.assessment import CATEGORIES

    assert {flow_for(flows(), [category], "self") for category in CATEGORIES} == (
        flows().keys() - {"general", "friend", "soft_check"}
    )
