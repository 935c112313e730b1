"""Training begins with the settings, and says kindly what is wrong with them."""

from __future__ import annotations

import pytest

from bot import training


def test_a_wrong_setting_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEB_PORT", "no number")
    assert training.main() == 1
    assert "WEB_PORT" in capsys.readouterr().err
