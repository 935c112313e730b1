"""The second reader may only raise, asks alone, and its absence changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from safety import Level, SessionState, assess
from safety.labelled import labelled_in
from safety.reader import features, second
from safety.reader.features import N_BUCKETS, buckets, shortened
from safety.reader.second import Opinion, SecondReader, load, second_reader
from safety.reader.train import MESSAGES, fingerprint

# No rule speaks of these; the second reader's opinion is set by the test.
WITHOUT_A_SIGNAL = "kissa istuu ikkunalla ja kehrää"
WITH_A_WORD = "otin ne nyt, lääkepurkki on tyhjä pöydällä"


@dataclass
class Says:
    """A second reader that says what the test wants."""

    danger: float
    urgency: float = -1.0
    categories: tuple[str, ...] = ("suicide",)
    n_asked: int = 0

    def read(self, text: str) -> Opinion:
        self.n_asked += 1
        return Opinion(self.danger, self.urgency, self.categories)


class Breaks:
    """A second reader that fails."""

    def read(self, text: str) -> Opinion:
        raise RuntimeError


def test_alone_it_asks_and_raises_nothing() -> None:
    found, state = assess(WITHOUT_A_SIGNAL, second=Says(danger=5.0))
    assert (found.level, found.check, found.question) == (Level.NONE, True, "self")
    assert not found.raised and state.level == Level.NONE


@pytest.mark.parametrize(
    ("category", "question"),
    [
        ("suicide", "self"),
        ("violence", "others"),
        ("poisoning", "body"),
    ],
)
def test_the_question_fits_the_likeliest_danger(category: str, question: str) -> None:
    says = Says(danger=1.0, categories=(category,))
    assert assess(WITHOUT_A_SIGNAL, second=says)[0].question == question


def test_unsure_it_says_nothing() -> None:
    found, _ = assess(WITHOUT_A_SIGNAL, second=Says(danger=-0.1))
    assert not found.check and found.question is None


def test_with_a_word_of_the_same_danger_it_raises() -> None:
    sure = Says(danger=1.0, urgency=0.5, categories=("poisoning",))
    text = "kaikki purkit on tyhjiä nyt"
    assert assess(text)[0].level < Level.ELEVATED
    found, state = assess(text, second=sure)
    assert found.rules[0] == "second_reader.agrees"
    assert found.level == state.level == Level.HIGH
    assert found.categories == ("poisoning",) and found.raised


def test_a_word_of_another_danger_does_not_count() -> None:
    sure = Says(danger=1.0, categories=("runaway",))
    found, _ = assess("kaikki purkit on tyhjiä nyt", second=sure)
    assert found.level < Level.ELEVATED and found.check


@pytest.mark.parametrize(
    "text",
    [
        "en oo tappamassa itteeni",
        "kuolen nauruun, ihan oikeesti",
        "miten itsemurha-ajatuksista kerrotaan lääkärille",
    ],
)
def test_a_word_denied_asked_about_or_in_a_saying_does_not_count(text: str) -> None:
    found, _ = assess(text, second=Says(danger=1.0))
    assert found.level < Level.ELEVATED


def test_a_common_word_counts_only_where_likeness_is_great() -> None:
    text = "mun äiti tulee kohta"
    for danger, is_raised in ((0.9, False), (1.0, True)):
        found, _ = assess(text, second=Says(danger=danger, categories=("violence",)))
        assert found.raised is is_raised


def test_a_chat_tells_whether_likeness_alone_raised_it() -> None:
    assert not SessionState().is_by_likeness
    sure = Says(danger=2.0, categories=("violence",))
    _, state = assess("mun äiti tulee kohta", second=sure)
    assert state.is_by_likeness
    _, state = assess("isä löi mua taas", state)
    assert not state.is_by_likeness


def test_in_the_midst_of_an_everyday_talk_it_must_be_surer() -> None:
    for danger, is_asked in ((0.2, False), (0.5, True)):
        says = Says(danger=danger)
        assert assess(WITHOUT_A_SIGNAL, second=says)[0].check
        assert assess(WITHOUT_A_SIGNAL, second=says, calm=True)[0].check is is_asked


@pytest.mark.parametrize("text", ["haluun kuolla", "jag vill dö", "i want to die"])
def test_it_is_not_asked_where_the_rules_raise(text: str) -> None:
    says = Says(danger=-5.0)
    assert assess(text, second=says)[0].level >= Level.ELEVATED
    assert says.n_asked == 0


def test_it_lowers_nothing() -> None:
    _, state = assess("haluun kuolla")
    assert assess("ok", state, second=Says(danger=-9))[1].level == state.level
    assert assess("menen nukkumaan", state, second=Says(-9))[1].level == state.level


def test_it_is_not_asked_about_answers_and_very_short_messages() -> None:
    says = Says(danger=5.0)
    for text, asked in (("joo", None), ("en", "wish_to_die"), ("👍👍👍👍👍👍👍", None)):
        found, _ = assess(text, SessionState(), asked=asked, lang="fi", second=says)
        assert not found.check
    assert says.n_asked == 0


def test_its_failure_changes_nothing() -> None:
    for text in (WITHOUT_A_SIGNAL, "haluun kuolla", "moi mitä kuuluu"):
        assert assess(text, second=Breaks()) == assess(text)


def test_it_can_be_switched_off_or_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    second_reader.cache_clear()
    monkeypatch.setenv(second.SWITCH, "0")
    assert second_reader() is None
    second_reader.cache_clear()
    monkeypatch.setenv(second.SWITCH, "1")
    monkeypatch.setattr(second, "load", lambda: load(tmp_path / "no.npz"))
    assert second_reader() is None
    second_reader.cache_clear()


@pytest.fixture(scope="module")
def reader() -> SecondReader:
    return load()


def test_trained_on_the_messages_that_are_here(reader: SecondReader) -> None:
    about = reader.weights.about
    messages = labelled_in(MESSAGES)
    assert about["messages"] == fingerprint(messages), "run `make reader`"
    assert about["n_messages"] == len(messages) >= 3_000


def test_half_of_the_training_messages_are_indirect_or_harmless() -> None:
    messages = labelled_in(MESSAGES)
    danger = [m for m in messages if m.level in ("elevated", "acute")]
    assert sum(m.kind == "i" for m in danger) / len(danger) > 0.35
    assert {m.lang for m in messages} == {"fi", "sv", "en"}
    assert len(messages) - len(danger) > 0.4 * len(messages)


@pytest.mark.parametrize(
    "text",
    [
        "ette tarvii enää kattaa mulle jouluna",
        "ni behöver int räkna me mej mera efter veckoslutet",
        "they can rent my room out from monday, i will not be needing it",
    ],
)
def test_it_sees_danger_that_no_word_holds(reader: SecondReader, text: str) -> None:
    opinion = reader.read(text)
    assert opinion.danger > 0 and opinion.categories[0] == "suicide"


@pytest.mark.parametrize(
    "text",
    [
        "moi! mikä on hyvä kahvila vaasassa",
        "tack för hjälpen",
        "when is the bus coming",
    ],
)
def test_it_leaves_everyday_talk_alone(reader: SecondReader, text: str) -> None:
    assert reader.read(text).danger < 0


def test_the_same_message_gets_the_same_opinion(reader: SecondReader) -> None:
    assert reader.read(WITH_A_WORD) == reader.read(WITH_A_WORD)


@pytest.mark.parametrize("text", ["", " ", "....", "\x00", "😀", "ö" * 50_000])
def test_any_text_gets_an_opinion(reader: SecondReader, text: str) -> None:
    assert np.isfinite(reader.read(text).danger)


def test_a_message_without_a_known_piece_has_no_likeness_of_words(
    reader: SecondReader,
) -> None:
    assert not reader._by_words(np.array([], dtype=np.int32)).any()


def test_long_messages_are_read_at_both_ends() -> None:
    text = "alku " + "x " * 5_000 + "loppu"
    assert shortened(text).startswith("alku") and shortened(text).endswith("loppu")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("een jakssaaaa enäääää", "een jakssa enä"),
        ("en 😂 jaksa 😂", "en 😂 jaksa 😂"),
        ("en 😂 jaksa 😂 enää 😂😂 elää", "en jaksa enää elää"),
        ("vuonna 2000 ja 111", "vuonna 2000 ja 111"),
    ],
)
def test_stretched_letters_and_crowds_of_emoji_are_left_out(
    text: str, read: str
) -> None:
    assert shortened(text) == read


def test_pieces_do_not_depend_on_case_or_marks() -> None:
    assert (buckets("En Jaksa ENÄÄ") == buckets("en jaksa enaa")).all()
    assert buckets("en jaksa enää").max() < N_BUCKETS


def test_a_meaning_is_computed_once_in_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Model:
        def query(self, text: str) -> list[float]:
            asked.append(text)
            return [1.0] * 384

    monkeypatch.setattr(features, "model", Model)
    monkeypatch.setattr(features, "recent", features.Recent(2))
    assert features.known_meaning("en saa unta") is None
    first = features.meaning("En saa unta")
    assert features.known_meaning("en saa unta") is first
    assert features.meaning("en saa unta", n_chars=features.MAX_CHARS) is first
    long = "en saa unta " * 40
    features.meaning(long)
    assert features.known_meaning(long) is None  # its ends only were read
    features.meaning("moi")
    features.meaning("hei")
    assert features.known_meaning("en saa unta") is None
    assert [len(text) <= features.MAX_MEANT + 1 for text in asked] == [True] * 4
