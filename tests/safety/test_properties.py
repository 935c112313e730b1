"""Whatever is typed: never an exception, never slower than linear, never lowered."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safety import Level, SessionState, assess

CRISIS = [
    "haluun kuolla",
    "mä aion tappaa itteni tänä iltana",
    "viiltelen taas",
    "iskä löi mua taas eilen",
    "vill int leva mera",
    "ja tänker ta livet av mej ikväll",
    "nån hotar sprida mina bilder",
    "i want to kill myself",
    "i just took everything in the medicine cabinet",
    "my friend wont wake up and her breathing is weird",
]
HOSTILE = {
    "one letter": "a" * 100_000,
    "danger again and again": "haluun kuolla " * 7_500,
    "masked": "k*olla " * 15_000,
    "spaced": "k u o l l a " * 9_000,
    "stretched": "haluuuuuun kuoooolla " * 5_000,
    "digits": "k1ll myself " * 9_000,
    "invisible": "\u200bk" * 50_000,
    "stacked marks": ("k" + "\u0300" * 50) * 2_000,
    "emoji": "😂" * 100_000,
    "every rule": " ".join(CRISIS * 300)[:100_000],
}


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_is_accepted_and_read_the_same_way_twice(text: str) -> None:
    assert assess(text) == assess(text)


@given(st.text(max_size=30), st.sampled_from(["plan", "wish_to_die", "other", None]))
@settings(max_examples=200, deadline=None)
def test_any_answer_is_accepted_in_crisis(text: str, asked: str | None) -> None:
    _, state = assess("haluun kuolla")
    assessment, after = assess(text, state, asked=asked)
    assert assessment.level >= Level.NONE
    assert SessionState.from_json(after.to_json()) == after


def changed(text: str) -> dict[str, str]:
    return {
        "capitals": text.upper(),
        "capitalised": text.title(),
        "spaces": "   ".join(["", *text.split(), ""]),
        "laughter": f"{text} 😂😂",
        "emoji between": text.replace(" ", " 🙂 "),
        "lol": f"{text} lol",
        "cheerful": f"{text}. mut muuten menee ihan hyvin!",
        "cheerful in Swedish": f"{text}. men annars e allt bra!",
        "cheerful in English": f"{text}. but its a nice day!",
        "greeting": f"moi! {text}",
        "invisible": text.replace("l", "l\u200b"),
    }


@pytest.mark.parametrize("text", CRISIS)
@pytest.mark.parametrize("how", changed(""))
def test_dress_never_lowers_the_level(text: str, how: str) -> None:
    assert assess(changed(text)[how])[0].level >= assess(text)[0].level


@pytest.mark.parametrize("name", HOSTILE)
def test_hundred_kilobytes_are_read_in_time(name: str) -> None:
    assess("moi")
    assert min(seconds(HOSTILE[name]) for _ in range(3)) < 0.1


def seconds(text: str) -> float:
    start = time.process_time()
    assess(text)
    return time.process_time() - start
