"""Whatever is typed: never an exception, never slower than linear, never lowered."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safety import Level, SessionState, assess
from safety.assessment import CATEGORIES, SUBJECTS
from safety.detector import detector
from safety.explain import as_text, explain
from safety.folding import MAX_CHARS
from safety.labelled import Labelled, read_labelled, single_sets
from safety.privacy import scrub
from safety.questions import kinds
from safety.reader import Opinion
from safety.state import Contribution

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


ANY_TEXT = st.text(st.characters(), max_size=300)  # half characters among them
LEVELS = st.sampled_from(Level)
CONTRIBUTIONS = st.builds(
    Contribution,
    rule_id=st.sampled_from(["distress.sad", "second_reader.agrees", "no.such.rule"]),
    level=LEVELS,
    category=st.none() | st.sampled_from(CATEGORIES),
    subject=st.sampled_from(SUBJECTS),
    turn=st.integers(0, 20),
    before=LEVELS,
)
STATES = st.builds(
    SessionState,
    level=LEVELS,
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=3).map(tuple),
    subject=st.sampled_from(SUBJECTS),
    contributions=st.lists(CONTRIBUTIONS, max_size=4).map(tuple),
    turn=st.integers(0, 20),
    distress=st.lists(st.tuples(st.integers(0, 20), st.just("sad")), max_size=4).map(
        tuple
    ),
    denied=st.lists(st.sampled_from(["wish_to_die", "plan", "other"]), max_size=2).map(
        tuple
    ),
)
ASKED = st.sampled_from([None, "no_such_kind", *kinds()])
OPINIONS = st.builds(
    Opinion,
    danger=st.floats(),
    urgency=st.floats(),
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=2).map(tuple),
)


class Second:
    """A second reader that says the same of every message."""

    def __init__(self, opinion: Opinion) -> None:
        self.opinion = opinion

    def read(self, text: str) -> Opinion:
        return self.opinion


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_any_text_is_accepted_and_read_the_same_way_twice(text: str) -> None:
    assert assess(text) == assess(text)


@given(ANY_TEXT, STATES, ASKED, st.sampled_from([None, "fi", "sv", "en", "xx"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_accepted_in_any_state(
    text: str, state: SessionState, asked: str | None, lang: str | None
) -> None:
    found, after = assess(text, state, asked=asked, lang=lang)
    assert (found, after) == assess(text, state, asked=asked, lang=lang)
    assert found.level == after.level
    assert SessionState.from_json(after.to_json()) == after


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_any_text_is_explained_as_it_is_read(text: str) -> None:
    explained = explain(text)
    assert explained.assessment == assess(text)[0]
    assert as_text(explained)


@given(ANY_TEXT, st.sampled_from(["fi", "sv", "en", "xx"]))
@settings(max_examples=200, deadline=None)
def test_any_text_is_scrubbed_once_and_for_all(text: str, lang: str) -> None:
    assert scrub(scrub(text, lang), lang) == scrub(text, lang)


@given(ANY_TEXT | st.sampled_from(CRISIS), STATES, ASKED, OPINIONS)
@settings(max_examples=300, deadline=None)
def test_a_second_reader_never_lowers(
    text: str, state: SessionState, asked: str | None, opinion: Opinion
) -> None:
    alone, _ = assess(text, state, asked=asked)
    helped, _ = assess(text, state, asked=asked, second=Second(opinion))
    assert helped.level >= alone.level
    assert helped.message_level >= alone.message_level


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
        "small letters": text.lower(),
        "spaces": "   ".join(["", *text.split(), ""]),
        "tabs": text.replace(" ", "\t"),
        "laughter": f"{text} 😂😂",
        "haha": f"{text} haha",
        "a smile": f"{text} 😊",
        "emoji between": text.replace(" ", " 🙂 "),
        "lol": f"{text} lol",
        "cheerful": f"{text}. mut muuten menee ihan hyvin!",
        "cheerful in Swedish": f"{text}. men annars e allt bra!",
        "cheerful in English": f"{text}. but its a nice day!",
        "all is well": f"{text} mut kaikki ok :)",
        "greeting": f"moi! {text}",
        "invisible": text.replace("l", "l\u200b"),
    }


@pytest.mark.parametrize("text", CRISIS)
@pytest.mark.parametrize("how", changed(""))
def test_dress_never_lowers_the_level(text: str, how: str) -> None:
    assert assess(changed(text)[how])[0].level >= assess(text)[0].level


@given(
    st.sampled_from(CRISIS), st.lists(st.sampled_from(list(changed(""))), max_size=3)
)
@settings(max_examples=200, deadline=None)
def test_dress_upon_dress_never_lowers_below_elevated(
    text: str, hows: list[str]
) -> None:
    dressed = text
    for how in hows:
        dressed = changed(dressed)[how]
    assert assess(dressed)[0].level >= Level.ELEVATED


# So many of the labelled messages of danger may be lowered by each dress; 0 for all
# others. These are faults to mend: the numbers may only go down.
LOWERED = {
    "laughter": 12,
    "haha": 17,
    "lol": 24,
    "cheerful": 1,
    "cheerful in Swedish": 4,
    "all is well": 2,
    "greeting": 1,
}


def looked_at() -> list[Labelled]:
    """Return the labelled messages but for the sets that only measure."""
    paths = single_sets(Path(__file__).with_name("data"))
    kept = [p for p in paths if not p.stem.startswith(("blind_", "unseen_"))]
    return [message for path in kept for message in read_labelled(path)]


@pytest.mark.parametrize("how", changed(""))
def test_dress_hardly_ever_lowers_a_labelled_message(how: str) -> None:
    danger = [m for m in looked_at() if m.level in ("acute", "elevated")]
    lowered = [
        m.id
        for m in danger
        if assess(changed(m.text)[how])[0].level < assess(m.text)[0].level
    ]
    assert len(lowered) <= LOWERED.get(how, 0), lowered


def work(text: str) -> int:
    """Count the calls it takes to read a text: as a clock, but always the same."""
    n_calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal n_calls
        n_calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        assess(text)
    finally:
        sys.setprofile(before)
    return n_calls


MOST_CALLS = 400_000
"""A tenth of a second or so."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hundred_kilobytes_take_bounded_work(name: str) -> None:
    assess("moi")
    text = HOSTILE[name]
    most = work(text)
    assert most <= MOST_CALLS
    assert most <= work(text[:MAX_CHARS]) + 1_000
    # Twice the text, at most thrice the work, wherever it is cut.
    half, whole = text[: MAX_CHARS // 2], text[: MAX_CHARS // 2] * 2
    assert work(whole) <= 3 * work(half) + 5_000


@pytest.mark.parametrize("name", HOSTILE)
def test_hundred_kilobytes_make_few_findings(name: str) -> None:
    read = detector()
    found = read.found(read.reading(read.fold(HOSTILE[name])))
    assert len(found) <= MAX_CHARS
