"""What a short answer means, and what only begins like one."""

from __future__ import annotations

import pytest

from safety.questions import read_answer, tells_of_thoughts


@pytest.mark.parametrize(
    ("folded", "language", "answer"),
    [
        ("joo", "fi", "yes"),
        ("en", "fi", "no"),
        ("en oo", "fi", "no"),
        ("en aio. en tee sita tana yona", "fi", "no"),
        ("en ma halua kuolla. en vaa haluis menna kouluun", "fi", "no"),
        ("on. tana yona", "fi", "yes"),
        ("na ja tanker int gora de", "sv", "no"),
        ("no, i am not going to do anything", "en", "no"),
        ("en tiia", "fi", "unsure"),
        ("en ma voi soittaa, oon 15 ja aiti nukkuu", "fi", None),
        ("en soita mihinkaan", "fi", None),
        ("oon aina yksin valitunnilla", "fi", None),
        ("ei se oo syva", "fi", None),
        ("ja har int nan att prata med", "sv", None),
        ("i have no one to talk to", "en", None),
    ],
)
def test_read_answer(folded: str, language: str, answer: str | None) -> None:
    assert read_answer(folded, language=language) == answer


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("no oon mä miettiny sitä. aika paljonki", True),
        ("jag har tänkt på det ibland", True),
        ("yeah ive thought about it", True),
        ("en mä voi soittaa", False),
    ],
)
def test_tells_of_thoughts(text: str, tells: bool) -> None:
    assert tells_of_thoughts(text) is tells
