"""Helplines: the file, the four states, and their words."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml

from safety.hours import service_words
from safety.service_data import SERVICES_FILE
from safety.services import (
    HELSINKI,
    Services,
    ServicesError,
    load_services,
    state,
    state_text,
)

STATES = yaml.safe_load((Path(__file__).parent / "states.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def services() -> Services:
    return load_services(SERVICES_FILE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def test_every_service_has_a_source(services: Services) -> None:
    assert all(service.sources for service in services.services.values())


def test_check_first_is_hidden_until_confirmed() -> None:
    hidden = load_services(SERVICES_FILE)
    shown = load_services(SERVICES_FILE, confirmed=frozenset({"arligt_talat"}))
    assert not hidden.is_visible("arligt_talat")
    assert shown.is_visible("arligt_talat")
    usable = {s.id for s in hidden.services.values() if s.use == "ok"}
    assert {s.id for s in hidden.visible()} == usable


def test_an_unknown_service_may_not_be_shown(services: Services) -> None:
    assert not services.is_visible("nobody")


def test_situations_name_a_first_choice_that_may_be_shown(services: Services) -> None:
    firsts = {situation.first for situation in services.situations.values()}
    assert all(services.is_visible(service_id) for service_id in firsts)


def test_no_retired_number_is_in_use(services: Services) -> None:
    numbers = {
        channel.display
        for service in services.visible()
        for channel in service.channels
        if channel.display
    }
    assert not numbers & services.do_not_use.keys()
    assert "080 005 005" in numbers


@pytest.mark.parametrize("row", STATES, ids=lambda row: f"{row['at']} {row['service']}")
def test_state_and_its_words(services: Services, row: dict[str, str]) -> None:
    language = row.get("language", "fi")
    service, now = services.get(row["service"]), at(row["at"])
    kinds = [row["kind"]] if "kind" in row else []
    found = state(service, now, language=language, kinds=kinds)
    assert (found.name, found.basis) == (row["state"], row["basis"])
    if "text" in row:
        assert state_text(found, language, now) == row["text"]


def test_state_is_the_same_in_every_time_zone(services: Services) -> None:
    line = services.get("mll_child_youth_line_sv")
    local = at("2026-11-26T14:00")
    assert state(line, local) == state(line, local.astimezone(timezone.utc))


def test_state_needs_a_time_zone(services: Services) -> None:
    with pytest.raises(ValueError, match="time zone"):
        state(services.get("yths"), datetime(2026, 11, 26, 14))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_state_of_every_service_has_words(
    services: Services, language: str
) -> None:
    for hour in range(0, 24, 3):
        for day in ("2026-11-25", "2026-11-28", "2027-01-06", "2026-12-24"):
            now = at(f"{day}T{hour:02}:30")
            for service in services.services.values():
                text = state_text(state(service, now), language, now)
                assert text and "{" not in text


def small(**changes: object) -> dict[str, object]:
    """Return a services file with one service, changed."""
    words = {"fi": "a", "sv": "b", "en": "c"}
    channel = {
        "kind": "call",
        "tel": "112",
        "display": "112",
        "languages": ["fi"],
        "hours": "always",
        "hours_as_of": None,
    }
    service: dict[str, object] = {
        "id": "emergency_112",
        "names": words,
        "description": words,
        "kind": "emergency",
        "languages": ["fi"],
        "ages": None,
        "region": "finland",
        "cost": None,
        "anonymous": None,
        "topics": ["general"],
        "channels": [{**channel, **changes.pop("channel", {})}],  # type: ignore[dict-item]
        "use": "ok",
        "confidence": "verified",
        "contact_as_of": "2024-02",
        "sources": [],
    }
    situations = {"danger": {"when": "x", "first": "emergency_112", "then": []}}
    return {
        "checked": "2026-11-22",
        "services": [{**service, **changes}],
        "situations": situations,
    }


def written(folder: Path, data: object) -> Path:
    path = folder / "services.yml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"use": "maybe"}, "emergency_112: use is 'maybe'; allowed: ok, check_first"),
        ({"names": {"fi": "a"}}, "emergency_112: names is {'fi': 'a'}"),
        ({"id": "other"}, "no emergency_112"),
        ({"region": "hame"}, "emergency_112: region is 'hame'; allowed: finland, "),
        ({"ages": [12]}, "emergency_112: ages is [12]"),
        ({"ages": ["a", 12]}, "emergency_112: ages is ['a', 12]"),
        ({"anonymous": "yes"}, "emergency_112: anonymous is 'yes'"),
        ({"channels": []}, "emergency_112: channels is []"),
        ({"languages": []}, "emergency_112: languages is []"),
        ({"contact_as_of": "soon"}, "emergency_112: contact_as_of is 'soon'"),
        ({"url": "112.fi"}, "emergency_112: url is '112.fi'"),
        ({"channel": {"kind": "fax"}}, "emergency_112.fax: kind is 'fax'"),
        ({"channel": {"tel": "one"}}, "emergency_112.call: tel is 'one'"),
        ({"channel": {"hours": "nights"}}, "emergency_112.call: hours is 'nights'"),
        (
            {"channel": {"hours": [{"days": ["tor"], "open": 9, "close": "25:00"}]}},
            "emergency_112.call: hours.days is ['tor']",
        ),
        (
            {"channel": {"hours": [{"open": "09:00", "close": "24:30"}]}},
            "hours.close is '24:30'",
        ),
    ],
)
def test_loader_says_what_is_wrong(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(ServicesError) as error:
        load_services(written(tmp_path, small(**changes)))
    assert told in str(error.value)
    assert "services.yml: " in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "is not YAML"),
        ("- a", "holds no mapping"),
        ("a: 1", "services is None"),
    ],
)
def test_loader_says_what_is_wrong_with_the_file(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "services.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ServicesError, match=told):
        load_services(path)


def test_loader_says_that_the_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ServicesError, match="cannot be read"):
        load_services(tmp_path / "services.yml")


def test_loader_refuses_an_unknown_confirmed_id(tmp_path: Path) -> None:
    with pytest.raises(ServicesError, match="'nobody'"):
        load_services(written(tmp_path, small()), confirmed=frozenset({"nobody"}))


def test_loader_refuses_a_twin_and_an_unknown_first_choice(tmp_path: Path) -> None:
    data = small()
    data["services"] *= 2  # type: ignore[operator]
    data["situations"] = {"danger": {"when": "x", "first": "nobody"}}
    with pytest.raises(ServicesError) as error:
        load_services(written(tmp_path, data))
    assert len(error.value.problems) == 2


NIGHT = {"hours": [{"days": ["sat"], "open": "22:00", "close": "04:30"}]}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Clocks go forward on 26.3.2028 at 3.00 and back on 31.10.2027 at 4.00.
        ("2028-03-25T19:59:00+00:00", "closed"),
        ("2028-03-25T20:00:00+00:00", "check"),
        ("2028-03-26T01:29:00+00:00", "check"),
        ("2028-03-26T01:30:00+00:00", "closed"),
        ("2027-10-30T19:00:00+00:00", "check"),
        ("2027-10-31T02:29:00+00:00", "check"),
        ("2027-10-31T02:30:00+00:00", "closed"),
    ],
)
def test_a_span_over_midnight_holds_through_clock_changes(
    tmp_path: Path, moment: str, expected: str
) -> None:
    loaded = load_services(written(tmp_path, small(channel=NIGHT)))
    channel = loaded.get("emergency_112").main
    assert state(channel, datetime.fromisoformat(moment)).name == expected


def test_both_hours_that_the_clock_says_twice_are_told_apart(tmp_path: Path) -> None:
    hours = {"hours": [{"days": ["sun"], "open": "03:30", "close": "05:00"}]}
    loaded = load_services(written(tmp_path, small(channel=hours)))
    channel = loaded.get("emergency_112").main
    first = datetime(2027, 10, 31, 3, 15, tzinfo=HELSINKI)
    found = state(channel, first)
    assert found.opens_at is not None
    assert (found.opens_at - first.astimezone(timezone.utc)).total_seconds() == 900


def test_an_hour_that_the_clock_skips_opens_after_it(tmp_path: Path) -> None:
    hours = {"hours": [{"days": ["sun"], "open": "03:30", "close": "08:00"}]}
    loaded = load_services(written(tmp_path, small(channel=hours)))
    now = datetime(2028, 3, 26, 1, 0, tzinfo=HELSINKI)
    found = state(loaded.get("emergency_112").main, now)
    assert state_text(found, "fi", now).endswith("avataan ehkä tänään klo 4.30")


def test_a_line_without_days_is_closed_and_names_no_hour(tmp_path: Path) -> None:
    never = {"hours": [{"days": [], "open": "09:00", "close": "15:00"}]}
    loaded = load_services(written(tmp_path, small(channel=never)))
    now = at("2026-11-26T12:00")
    found = state(loaded.get("emergency_112").main, now)
    assert (found.name, found.opens_at, found.usable) == ("closed", None, False)
    assert state_text(found, "fi", now) == "suljettu nyt"


def test_words_of_a_state_that_lack_a_language_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "service_words.yml"
    path.write_text("states: {open_always: {fi: auki, en: open}}", encoding="utf-8")
    monkeypatch.setattr("safety.hours.WORDS_FILE", path)
    service_words.cache_clear()
    with pytest.raises(ServicesError, match="states: open_always lacks sv"):
        service_words()
