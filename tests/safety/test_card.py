"""The help card on the wire."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from safety.assessment import CATEGORIES
from safety.card import entry, help_card
from safety.level import Level
from safety.services import HELSINKI, Services, load_services
from safety.triage import choose

NIGHT = datetime(2026, 11, 25, 2, 0, tzinfo=HELSINKI)
LATE_THURSDAY = datetime(2026, 11, 26, 23, 0, tzinfo=HELSINKI)


@pytest.fixture(scope="module")
def services() -> Services:
    return load_services()


def test_entry_has_all_that_the_page_needs(services: Services) -> None:
    assert entry(services.get("mieli_crisis_line_fi"), "fi", NIGHT) == {
        "id": "mieli_crisis_line_fi",
        "name": "MIELI Kriisipuhelin",
        "description": (
            "Keskusteluapua kaikenikäisille puhelimessa yötä päivää, "
            "myös itsemurha-ajatuksista."
        ),
        "languages": ["fi"],
        "language_note": None,
        "tel": "0925250111",
        "tel_display": "09 2525 0111",
        "url": "https://mieli.fi",
        "chat_url": None,
        "state": "open",
        "state_text": "auki ympäri vuorokauden",
        "opens_at": None,
        "cost": "oman liittymän puheluhinta, MIELI ei veloita mitään",
        "anonymous": True,
        "anonymous_text": "nimetön",
        "queue_note": (
            "Linja on usein varattu. Noin joka kolmas puhelu pääsee läpi. "
            "Soita muutaman minuutin päästä uudelleen."
        ),
        "note": None,
        "primary": False,
    }


@pytest.mark.parametrize(
    ("service", "language", "note"),
    [
        ("mieli_crisis_line_fi", "sv", "på finska"),
        ("mieli_crisis_line_fi", "en", "in Finnish"),
        ("emergency_112", "en", "in English"),
        ("emergency_112", "fi", None),
        ("mieli_crisis_line_sv", "fi", "ruotsiksi"),
        ("mieli_crisis_line_ru", "en", "in Russian"),
    ],
)
def test_language_of_a_line_is_said(
    services: Services, service: str, language: str, note: str | None
) -> None:
    assert entry(services.get(service), language, NIGHT)["language_note"] == note


def test_closed_service_says_when_it_opens(services: Services) -> None:
    shown = entry(services.get("mieli_crisis_line_sv"), "sv", LATE_THURSDAY)
    assert shown["state"] == "closed"
    assert shown["opens_at"] == "2026-11-27T09:00:00+02:00"
    assert shown["state_text"].endswith("i morgon kl. 9.00")


def test_a_closed_chat_is_told_beside_an_open_phone(services: Services) -> None:
    shown = entry(services.get("nollalinja"), "fi", NIGHT)
    assert (shown["state"], shown["chat_state"]) == ("open", "closed")
    assert "chat_state" not in entry(services.get("sekasin_chat"), "fi", NIGHT)


def test_a_line_without_a_number_has_its_page(services: Services) -> None:
    shown = entry(services.get("yths"), "en", NIGHT)
    assert shown["tel"] is None and shown["url"] == "https://yths.fi"


def test_first_service_is_the_primary_one(services: Services) -> None:
    chosen = choose(services, categories=["suicide"], level=Level.ACUTE, at=NIGHT)
    card = help_card(services, chosen, language="fi", at=NIGHT)
    assert card["type"] == "help_card"
    assert [e["primary"] for e in card["services"]] == [True, False, False]


def test_an_empty_choice_still_shows_112(services: Services) -> None:
    card = help_card(services, [], language="fi", at=NIGHT)
    assert [e["id"] for e in card["services"]] == ["emergency_112"]


def test_an_unknown_language_is_shown_in_english(services: Services) -> None:
    card = help_card(services, [], language="unknown", at=NIGHT)
    assert card["services"][0]["name"] == "Emergency number 112"


def test_nothing_of_the_reading_is_on_the_card(services: Services) -> None:
    hidden = {"level", "category", "categories", "subject", "rules", "score", "topics"}
    labels = {level.label for level in Level if level > Level.NONE}
    for category in CATEGORIES:
        chosen = choose(services, categories=[category], level=Level.HIGH, at=NIGHT)
        card = help_card(services, chosen, language="en", at=NIGHT)
        for shown in card["services"]:
            assert not hidden & shown.keys()
            assert not labels & set(json.dumps(shown).casefold().split('"'))
