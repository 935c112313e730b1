"""The real content, read once for all tests of the desk."""

from __future__ import annotations

import pytest

from bot.content import Content, load
from dashboard.words import Words


@pytest.fixture(scope="session")
def content() -> Content:
    return load()


@pytest.fixture
def words() -> Words:
    return Words("fi")
