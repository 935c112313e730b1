"""The whole content, loaded once."""

from __future__ import annotations

import pytest

from bot.content import Content, load


@pytest.fixture(scope="session")
def content() -> Content:
    return load()
