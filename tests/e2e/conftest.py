"""The whole house, started once: edge, Rasa and actions on free ports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    started = House(tmp_path_factory.mktemp("var"), ("web", "rasa", "actions"))
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.stop()
