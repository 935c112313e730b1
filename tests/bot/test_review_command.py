"""``python -m bot review``: what lacks a signature, and signatures as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.places import Places
from bot.__main__ import main
from bot.audit import Audit
from bot.editions import Editions
from bot.review.register import Register
from tests.bot.signing import SLEEP, House, make_house


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = make_house(tmp_path, monkeypatch)
    for name in ("VAR", "CONTENT", "PUBLISHED"):
        value = str(getattr(made.settings, name.lower()))
        monkeypatch.setenv(f"RINNALLA_{name}", value)
    return made


def test_the_status_names_what_lacks_a_signature(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.sign(SLEEP, languages=["fi"])
    unit = house.unit("crisis/suicide")
    read = house.register.state(unit, "sv").version
    house.register.sign(unit, "sv", expected_version=read, **house.by())

    assert main(["review", "status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    by_unit = {line.split()[0]: line.split(maxsplit=1)[1] for line in lines}
    assert by_unit[SLEEP] == "fi signed  sv 0/1  en 0/1"
    assert by_unit["crisis/suicide"] == "fi 0/2  sv 1/2  en 0/2"
    assert lines[-2].startswith("of 11 not signed: 10 in fi, 11 in sv, 11 in en")


def test_the_status_says_when_the_core_is_signed(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.sign()
    assert main(["review", "status"]) == 0
    assert "can be set" in capsys.readouterr().out


def test_signatures_go_from_one_machine_to_another(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.sign(SLEEP)
    file = str(tmp_path / "signatures.json")
    assert main(["review", "export", file]) == 0
    there = tmp_path / "there"
    monkeypatch.setenv("RINNALLA_PUBLISHED", str(there))
    assert main(["review", "import", file]) == 0

    assert Register(there).state(house.unit(SLEEP), "sv").is_live
    acts = [entry.act for entry in Audit(house.settings.var).entries(9)]
    assert sorted(acts) == ["export", "import"]


@pytest.mark.parametrize("text", ["", '{"events": []}'])
def test_a_file_that_is_none_of_signatures_is_refused(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "other.json"
    file.write_text(text, "utf-8")
    assert main(["review", "import", str(file)]) == 1
    assert "no file of signatures" in capsys.readouterr().err


def test_places_that_answer_follow_the_file_of_helplines(house: House) -> None:
    places = Places(house.settings)
    first = places.services()
    file = house.settings.content / "services.yml"
    text = file.read_text("utf-8")
    file.write_text(text + "\n# new\n", "utf-8")
    second = places.services()
    file.write_text("a: [", "utf-8")

    assert first is not second and places.services() is second


def test_nothing_is_looked_at_again_a_moment_after(house: House) -> None:
    editions = Editions(house.settings)
    before = editions.of("fi")
    house.say("fi", "Uusi.\nMitä nyt?")
    editions.refresh_beside()
    assert editions.of("fi") is before
