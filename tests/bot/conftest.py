"""Fixtures of the content tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.sample import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a small whole content folder, not written yet."""
    return Folder(tmp_path / "data")
