"""The whole content, loaded once."""

from __future__ import annotations

import pytest

from bot.content import Content, load
from tests.web.talk import Clock


@pytest.fixture(scope="session")
def content() -> Content:
    return load()


@pytest.fixture
def clock() -> Clock:
    return Clock()
