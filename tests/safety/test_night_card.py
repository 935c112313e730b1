"""The card of who speaks Swedish or English, at hours when few answer.

Everything expected is read from data/services.yml: no number and no hour is typed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from safety.assessment import CATEGORIES
from safety.card import Entry, help_card
from safety.hours import service_words
from safety.level import Level
from safety.service_data import LANGUAGES, Service
from safety.services import HELSINKI, Services, load_services, state
from safety.triage import EMERGENCY, choose, load_triage

TIMES = {
    "03:00": datetime(2026, 11, 25, 3, 0, tzinfo=HELSINKI),
    "12:00": datetime(2026, 11, 25, 12, 0, tzinfo=HELSINKI),
    "Sunday": datetime(2026, 11, 29, 11, 0, tzinfo=HELSINKI),
    "Sunday night": datetime(2026, 11, 29, 3, 0, tzinfo=HELSINKI),
    "Christmas Eve": datetime(2026, 12, 24, 15, 0, tzinfo=HELSINKI),
    "Christmas night": datetime(2026, 12, 25, 3, 0, tzinfo=HELSINKI),
}
LEVELS = (Level.ELEVATED, Level.HIGH, Level.ACUTE)
FINNISH_LINE = "mieli_crisis_line_fi"
# What is said beside a danger to the body, or to others: 112 and nothing slower.
BODY_OR_OTHERS = {"medical_emergency", "poisoning", "harm_to_others", "substance_use"}


@pytest.fixture(scope="module", params=["services", "all confirmed"])
def services(request: pytest.FixtureRequest) -> Services:
    known = load_services()
    if request.param == "services":
        return known
    return load_services(confirmed=frozenset(known.services))


def card(services: Services, chosen: Sequence[Service], language: str, at: datetime):  # type: ignore[no-untyped-def]
    shown = help_card(services, chosen, language=language, at=at)["services"]
    return {entry["id"]: entry for entry in shown}


def cards(
    services: Services, language: str, at: datetime, level: Level, **more: object
) -> list[tuple[str, dict[str, Entry]]]:
    found = []
    for category in CATEGORIES:
        chosen = choose(
            services,
            categories=[category],
            level=level,
            language=language,
            at=at,
            **more,  # type: ignore[arg-type]
        )
        found.append((category, card(services, chosen, language, at)))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
@pytest.mark.parametrize("time", TIMES)
def test_a_closed_line_is_never_first(
    services: Services, language: str, level: Level, time: str
) -> None:
    for category, shown in cards(services, language, TIMES[time], level):
        first = next(iter(shown.values()))
        assert first["state"] != "closed", category
        assert any(entry["state"] in ("open", "check") for entry in shown.values())
        if level is Level.ACUTE:
            assert first["id"] == EMERGENCY


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
@pytest.mark.parametrize("time", TIMES)
def test_112_stands_where_nobody_answers_in_the_own_language(
    services: Services, language: str, level: Level, time: str
) -> None:
    for category, shown in cards(services, language, TIMES[time], level):
        own = [
            entry
            for entry in shown.values()
            if language in entry["languages"] and entry["id"] != EMERGENCY
        ]
        answers = any(entry["state"] in ("open", "check") for entry in own)
        assert EMERGENCY in shown or answers, category


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
@pytest.mark.parametrize("time", TIMES)
def test_a_finnish_line_is_marked_as_finnish(
    services: Services, language: str, level: Level, time: str
) -> None:
    finnish = service_words()["in_language"]["fi"][language]
    for _, shown in cards(services, language, TIMES[time], level):
        for entry in shown.values():
            if language not in entry["languages"]:
                assert (
                    entry["language_note"] == finnish or "fi" not in entry["languages"]
                )


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
@pytest.mark.parametrize("time", TIMES)
def test_the_next_line_in_the_own_language_stands_on_the_card(
    services: Services, language: str, level: Level, time: str
) -> None:
    """It is there where the lists know one: open, or with the hour it opens."""
    at = TIMES[time]
    for category, shown in cards(services, language, at, level):
        if category in BODY_OR_OTHERS or (category, level) in NO_OWN_LINE:
            continue
        own = [
            services.get(name)
            for name in shown
            if language in services.get(name).languages and name != EMERGENCY
        ]
        if not own:
            assert not known_lines(services, language), category
            continue
        found = [state(service, at, language=language) for service in own]
        assert any(s.usable or s.opens_at or s.name == "unknown" for s in found)
        for service, one in zip(own, found, strict=True):
            if one.opens_at and not one.usable:
                clock = f"{one.opens_at.hour}.{one.opens_at.minute:02}"
                assert clock in shown[service.id]["state_text"]


# A wound and fainting: 112 and the medical line, in any language.
NO_OWN_LINE = {("self_harm", Level.ACUTE), ("eating_disorder", Level.ACUTE)}


def known_lines(services: Services, language: str) -> list[str]:
    """Return the visible lines in a language, of the list about a wish to die."""
    ids = load_triage().lists["suicidal_thoughts_not_immediate"][language]
    return [
        name
        for name in ids
        if services.is_visible(name) and language in services.get(name).languages
    ]


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
def test_the_swedish_night_card(services: Services, level: Level) -> None:
    at = TIMES["03:00"]
    shown = dict(cards(services, "sv", at, level))["suicide"]
    assert {EMERGENCY, FINNISH_LINE} <= set(shown)
    (third,) = set(shown) - {EMERGENCY, FINNISH_LINE}
    assert "sv" in shown[third]["languages"] and shown[third]["opens_at"]


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
def test_the_english_night_card(services: Services, level: Level) -> None:
    at = TIMES["03:00"]
    shown = dict(cards(services, "en", at, level))["suicide"]
    assert {EMERGENCY, FINNISH_LINE} <= set(shown)
    (third,) = set(shown) - {EMERGENCY, FINNISH_LINE}
    if known_lines(services, "en"):
        assert "en" in shown[third]["languages"] and shown[third]["opens_at"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["self", "other"])
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
@pytest.mark.parametrize("time", TIMES)
def test_who_writes_sees_an_open_chat_or_when_one_opens(
    services: Services, language: str, subject: str, level: Level, time: str
) -> None:
    at = TIMES[time]
    for category in ("suicide", "self_harm", "violence", "psychosis"):
        chosen = choose(
            services,
            categories=[category],
            level=level,
            subject=subject,
            language=language,
            channel="writing",
            at=at,
        )
        chats = [s for s in chosen if s.channel("chat")]
        assert chats, (category, [s.id for s in chosen])
        states = [state(s, at, language=language, kinds=("chat",)) for s in chats]
        assert any(s.usable or s.opens_at for s in states), category
        usable = [s for s, one in zip(chats, states, strict=True) if one.usable]
        if usable:
            place = 1 if level is Level.ACUTE else 0
            assert chosen[place] in usable, [s.id for s in chosen]


def test_a_line_that_was_busy_gives_way(services: Services) -> None:
    at = TIMES["03:00"]
    for language in LANGUAGES:
        for level in LEVELS:
            for category in CATEGORIES:
                asked = {
                    "categories": [category],
                    "level": level,
                    "language": language,
                    "at": at,
                }
                before = choose(services, **asked)  # type: ignore[arg-type]
                out = next(s for s in before if s.id != EMERGENCY)
                after = choose(services, **asked, tried=[out.id])  # type: ignore[arg-type]
                ways = [s for s in after if s.id != EMERGENCY] or after
                numbers = {out.main.tel} - {None}
                assert ways[0].id != out.id, (language, level, category)
                assert ways[0].main.tel not in numbers
                first = state(after[0], at, language=language)
                assert first.name != "closed"
                assert (after[0].id == EMERGENCY) or level is not Level.ACUTE
