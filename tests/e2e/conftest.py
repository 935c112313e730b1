"""The whole house, started once: edge, Rasa and actions on free ports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.house import House, running


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("var"), "web", "rasa", "actions") as started:
        yield started
