"""The words around danger are the ones that were read and kept."""

from __future__ import annotations

import pytest

from tests import transcripts
from tests.house import House


@pytest.mark.parametrize(
    ("kind", "name", "language"),
    transcripts.CASES,
    ids=["-".join(case) for case in transcripts.CASES],
)
def test_every_word_is_as_it_was_read(
    house: House, kind: str, name: str, language: str
) -> None:
    """After a change that is meant: python -m tests.transcripts, and read the diff."""
    kept = transcripts.path_of(kind, name, language).read_text("utf-8")
    assert transcripts.transcript(house, kind, name, language) == kept
