"""Training: told kindly what is wrong, and only where what is learned has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import settings as config
from bot import training
from tests.bot.sample import Folder


def test_a_wrong_setting_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEB_PORT", "no number")
    assert training.main() == 1
    assert "WEB_PORT" in capsys.readouterr().err


def fingerprint(folder: Folder) -> str:
    return training.fingerprint(replace(config.load(), content=folder.write()))


def test_other_words_need_no_new_model(folder: Folder) -> None:
    before = fingerprint(folder)
    folder.sleep["steps"]["start"]["say"]["fi"][0] = "Aamu on lähellä."
    assert fingerprint(folder) == before


@pytest.mark.parametrize("part", ["examples", "asked"])
def test_another_example_needs_a_new_model(folder: Folder, part: str) -> None:
    before = fingerprint(folder)
    if part == "asked":
        rows = {language: ["milloin aamu on"] for language in ("fi", "sv", "en")}
        folder.sleep["steps"]["ideas"]["asked"] = rows
    else:
        folder.sleep["examples"]["fi"].append("milloin aamu on")
    assert fingerprint(folder) != before
