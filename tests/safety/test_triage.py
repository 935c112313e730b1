"""Triage: the card lists of the acceptance journeys, and what holds for all cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from safety.assessment import CATEGORIES
from safety.level import Level
from safety.service_data import LANGUAGES
from safety.services import HELSINKI, Services, load_services, state
from safety.triage import TRIAGE_FILE, TriageError, choose, load_triage

CARDS = yaml.safe_load((Path(__file__).parent / "cards.yml").read_text("utf-8"))
DANGER = (Level.ELEVATED, Level.HIGH, Level.ACUTE)


@pytest.fixture(scope="module")
def services() -> Services:
    return load_services()


@pytest.fixture(scope="module")
def confirmed() -> Services:
    every = frozenset(load_services().services)
    return load_services(confirmed=every)


def asked(row: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``choose`` for one row of the table."""
    given = {key: row[key] for key in row if key not in ("of", "card", "first")}
    at = datetime.fromisoformat(given.pop("at")).replace(tzinfo=HELSINKI)
    return {**given, "at": at, "level": Level.parse(given["level"])}


@pytest.mark.parametrize("row", CARDS, ids=lambda row: row["of"])
def test_card_of_a_journey(services: Services, row: dict[str, Any]) -> None:
    chosen = [service.id for service in choose(services, **asked(row))]
    assert chosen[0] == row.get("first", chosen[0])
    assert chosen == row.get("card", chosen)


def all_cards(services: Services) -> list[tuple[Level, str, datetime, list[Any]]]:
    """Choose for every danger, language and subject over a week and a holiday."""
    start = datetime(2026, 11, 25, 2, 0, tzinfo=HELSINKI)
    hours = [*range(0, 24 * 7, 11), 24 * 42]
    found = []
    for category, level, language, subject, hour in product(
        CATEGORIES, DANGER, LANGUAGES, ("self", "other"), hours
    ):
        at = start + timedelta(hours=hour)
        chosen = choose(
            services,
            categories=[category],
            level=level,
            language=language,
            subject=subject,
            at=at,
        )
        found.append((level, language, at, chosen))
    return found


@pytest.fixture(scope="module")
def elsewhere() -> Services:
    """Return the services of a county that has one of its own in the file."""
    services = load_services(region="lappi")
    own = replace(services.get("lahti_domino"), id="own", region="lappi")
    return replace(services, services={**services.services, "own": own})


@pytest.mark.parametrize("file", ["services", "confirmed", "elsewhere"])
def test_what_holds_for_every_card(file: str, request: pytest.FixtureRequest) -> None:
    services = request.getfixturevalue(file)
    for level, language, at, chosen in all_cards(services):
        ids = [service.id for service in chosen]
        assert 2 <= len(ids) <= 3 and len(set(ids)) == len(ids)
        assert state(chosen[0], at, language=language).name != "closed"
        assert all(services.is_visible(service_id) for service_id in ids)
        if level is Level.ACUTE:
            assert ids[0] == "emergency_112"
        if language != "fi":
            own = [service for service in chosen if language in service.languages]
            assert own and any(state(s, at, language=language).usable for s in own)


def test_another_region_has_its_own_local_services(
    services: Services, elsewhere: Services
) -> None:
    assert elsewhere.is_visible("own")
    gone = {s.id for s in services.visible()} - {s.id for s in elsewhere.visible()}
    assert {services.get(id).region for id in gone} == {"paijat_hame"}
    at = datetime(2026, 11, 25, 10, 0, tzinfo=HELSINKI)  # a school day
    given: dict[str, Any] = {"categories": ["suicide"], "level": Level.ELEVATED}
    here = [s.id for s in choose(services, **given, at=at)]
    there = [s.id for s in choose(elsewhere, **given, at=at)]
    instead = {"student_welfare_paijat_hame": "medical_helpline_116117"}
    assert there == [instead.get(id, id) for id in here]


def test_confirmed_lines_come_in(confirmed: Services) -> None:
    at = datetime(2026, 11, 27, 10, 0, tzinfo=HELSINKI)
    english = choose(
        confirmed, categories=["suicide"], level=Level.HIGH, language="en", at=at
    )
    assert english[0].id == "mieli_crisis_line_en"
    night = at.replace(hour=2)
    runaway = choose(confirmed, categories=["runaway"], level=Level.HIGH, at=night)
    assert "social_emergency_paijat_hame" in [service.id for service in runaway]


def test_112_stands_alone_with_the_fill_when_all_else_is_hidden(
    services: Services,
) -> None:
    at = datetime(2026, 11, 25, 2, 0, tzinfo=HELSINKI)
    chosen = choose(services, situation="gambling", at=at)
    assert [service.id for service in chosen] == ["peluuri", "medical_helpline_116117"]


def test_a_list_that_fits_nobody_of_this_age_is_filled(services: Services) -> None:
    at = datetime(2026, 11, 25, 12, 0, tzinfo=HELSINKI)
    situation = "talk_to_someone_under_18"
    chosen = choose(services, situation=situation, age_band="over_29", at=at)
    assert [service.id for service in chosen] == [*load_triage().fill]


def test_who_is_too_old_for_every_chat_gets_the_lines(services: Services) -> None:
    asked: dict[str, Any] = {
        "categories": ["suicide"],
        "level": Level.HIGH,
        "age_band": "over_29",
        "at": datetime(2026, 11, 25, 12, 0, tzinfo=HELSINKI),
    }
    chosen = choose(services, **asked, channel="writing")
    assert chosen == choose(services, **asked)
    assert not any(service.channel("chat") for service in chosen)


@pytest.mark.parametrize(("second", "is_same"), [("runaway", True), ("suicide", False)])
def test_a_second_danger_brings_a_helpline_that_is_not_there_yet(
    services: Services, second: str, is_same: bool
) -> None:
    at = datetime(2026, 11, 25, 12, 0, tzinfo=HELSINKI)
    alone = choose(services, categories=["violence"], level=Level.HIGH, at=at)
    both = choose(services, categories=["violence", second], level=Level.HIGH, at=at)
    assert (both == alone) is is_same
    assert both[:2] == alone[:2] and len(both) == 3


def test_a_situation_of_the_services_file_keeps_its_first_choice(
    services: Services,
) -> None:
    lists = load_triage().lists
    for situation in services.situations.values():
        assert lists[situation.id]["fi"][0] == situation.first


def test_lists_name_services_that_exist(services: Services) -> None:
    for row in load_triage().lists.values():
        for service_id in (i for ids in row.values() for i in ids):
            assert service_id in services.services


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("situation: life_in_danger}", "situation: nobody}", "situation 'nobody'"),
        ("levels: [acute]", "levels: [acut]", "level 'acut'"),
        ("fill:", "filled:", "'fill'"),
        ("  gambling:\n    fi:", "  gambling:\n    sv:", "gambling has no Finnish"),
    ],
)
def test_loader_says_what_is_wrong(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    source = TRIAGE_FILE.read_text("utf-8")
    path = tmp_path / "triage.yml"
    path.write_text(source.replace(old, new), encoding="utf-8")
    with pytest.raises(TriageError) as error:
        load_triage(path)
    assert told in str(error.value)
