"""Fixtures of the dashboard's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit import config


@pytest.fixture(autouse=True, scope="session")
def on_this_machine() -> Iterator[None]:
    """Set what ``make run`` sets: the address without sign-in, no magic."""
    started = {"server.address": "127.0.0.1", "runner.magicEnabled": False}
    before = {name: config.get_option(name) for name in started}
    for name, value in started.items():
        config.set_option(name, value)
    yield
    for name, value in before.items():
        config.set_option(name, value)
