"""The words of crisis mode: safety.md section 6 and the easy limits, measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.lint import lexicon
from bot.lint.limits import TABLE
from bot.lint.measure import measure
from safety.followup import card_step, next_step
from safety.level import Level
from safety.service_data import LANGUAGES
from safety.services import load_services
from tests.safety.crisis_flows import BUILT_IN, flows, step, steps

# What each opening says, in any of these words.
HAS = {
    "bot": {"fi": ["botti"], "sv": ["bot"], "en": ["bot"]},
    "cannot send help": {
        "fi": ["en voi lähettää apua", "enkä voi lähettää apua"],
        "sv": ["kan inte skicka hjälp"],
        "en": ["cannot send help"],
    },
    "cannot see": {
        "fi": ["en näe, kuka tai missä olet"],
        "sv": ["jag ser inte vem eller var du är"],
        "en": ["i cannot see who or where you are"],
    },
    "card": {
        "fi": ["kort"],
        "sv": ["kort", "112"],
        "en": ["card", "112"],
    },
    "trusted person": {
        "fi": [
            "luota",
            "lähei",
            "tutu",
            "tuttu",
            "aikui",
            "jonkun",
            "joku",
            "ihmis",
            "ystäv",
            "naapuri",
        ],
        "sv": [
            "litar",
            "nära",
            "känner",
            "vuxen",
            "någon",
            "vän",
            "människ",
            "andra",
            "granne",
        ],
        "en": [
            "trust",
            "close",
            "know",
            "adult",
            "someone",
            "friend",
            "person",
            "people",
        ],
    },
}
PROFESSIONAL = {
    "fi": [
        "lääkäri",
        "lääkäriin",
        "lääkärille",
        "hoitaja",
        "112",
        "kortin numeroon",
        "kortissa vastaa ihminen, joka",
    ],
    "sv": ["läkare", "hälsovårdare", "112", "numret på kortet", "som kan det här"],
    "en": ["doctor", "nurse", "112", "number on the card", "knows about this"],
}
LOWERS_THRESHOLD = {
    "fi": [
        '"',
        "nimetön",
        "viest",
        "kuiskata",
        "kerro puhelimessa",
        "neuvo",
        "kysymyksiin",
        "sano, mitä",
    ],
    "sv": ['"', "anonym", "meddelande", "råd", "säg", "frågorna"],
    "en": [
        '"',
        "anonymous",
        "message",
        "advice",
        "what to do",
        "say",
        "tell you",
        "questions",
    ],
}
NUMBER = re.compile(r"\d[\d \-]{2,}\d")
FLOWS = sorted(flows().keys() - {"soft_check"})


def variants(language: str) -> Iterator[tuple[str, str]]:
    for full_id, one in steps():
        for index, text in enumerate(one.say[language]):
            yield f"{full_id}#{index}", text


def openings(language: str) -> Iterator[tuple[str, str, str]]:
    """Yield flow and level, the longest card sentence, and each opening."""
    for flow in FLOWS:
        danger = {
            "categories": flows()[flow].categories,
            "subject": "other" if flow == "friend" else "self",
        }
        for level in (Level.ELEVATED, Level.HIGH, Level.ACUTE):
            first = step(card_step(flows(), level=level, **danger))  # type: ignore[arg-type]
            longest = max(
                first.say[language], key=lambda t: measure(t, language).n_words
            )
            name = next_step(flows(), level=level, raised=True, **danger)  # type: ignore[arg-type]
            for text in step(name).say[language]:
                yield f"{flow} {level.label}", longest, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_easy_limits(language: str) -> None:
    limits = TABLE[language, "crisis"]
    for name, text in variants(language):
        bubbles = [measure(bubble, language) for bubble in text.split("\n")]
        for m in bubbles:
            assert m.sentence_max <= limits.sentence_max, (name, m.text)
            assert m.sentence_mean <= limits.sentence_mean, (name, m.text)
            assert m.n_sentences <= limits.sentences, (name, m.text)
            assert m.n_words <= limits.message_words, (name, m.text)
            assert not m.long_words, (name, m.long_words)
        assert sum(m.n_words for m in bubbles) <= limits.turn_words, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_card_and_opening_fit_in_one_turn(language: str) -> None:
    most = TABLE[language, "crisis"].turn_words
    for name, first, text in openings(language):
        n_words = measure(first, language).n_words + measure(text, language).n_words
        assert n_words <= most, (name, n_words, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_question_a_turn(language: str) -> None:
    for name, text in variants(language):
        assert text.count("?") <= 1, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_asks_ends_in_its_question(language: str) -> None:
    for full_id, one in steps():
        if one.asks and full_id != "friend.more_2":
            for text in one.say[language]:
                assert text.endswith("?"), full_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_opening_says_what_it_must(language: str) -> None:
    for name, first, text in openings(language):
        said = f"{first}\n{text}".casefold()
        for what, words in HAS.items():
            if what == "card" and language == "fi" and "112" in said:
                continue
            assert any(word in said for word in words[language]), (name, what, said)
        assert any(word in said for word in PROFESSIONAL[language]), (name, said)
        assert text.count("?") == 1, (name, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_openings_lower_the_threshold(language: str) -> None:
    for name, first, text in openings(language):
        said = f"{first}\n{text}".casefold()
        assert any(word in said for word in LOWERS_THRESHOLD[language]), (name, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_acute_begins_with_112(language: str) -> None:
    first = {"fi": "soita", "sv": "ring", "en": ""}[language]
    for name, sentence, _ in openings(language):
        if name.endswith("acute"):
            opening = sentence.split(".")[0].casefold()
            assert "112" in opening and first in opening, (name, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_banned_is_said(language: str) -> None:
    for name, text in variants(language):
        for banned in lexicon.banned(language):
            assert not banned.find.search(text), (name, banned.phrase)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_but_112_and_no_service_is_named(language: str) -> None:
    services = load_services().services.values()
    names = {"Sekasin", "MIELI", "Nollalinja", "Nollinjen", "MLL", "YTHS", "SHVS"}
    names |= {s.names[language] for s in services if s.id != "emergency_112"}
    for name, text in variants(language):
        numbers = {n.strip() for n in NUMBER.findall(text)}
        assert numbers <= {"112"}, (name, numbers)
        assert not [n for n in names if n in text], name


def test_english_has_no_contractions() -> None:
    for name, text in variants("en"):
        assert not re.search(r"\w['’]\w", text), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_emoji(language: str) -> None:
    for name, text in variants(language):
        assert all(ord(char) < 0x2000 for char in text), name


def test_bot_notice_stands_in_the_openings_only() -> None:
    for full_id, one in steps():
        if ".open_" in full_id or full_id == "general.bot":
            continue
        for text in one.say["fi"]:
            assert "Olen botti" not in text, full_id


def test_three_languages_have_as_many_variants() -> None:
    for full_id, one in steps():
        counts = {len(one.say[language]) for language in LANGUAGES}
        assert len(counts) == 1 and min(counts) >= 2, full_id


def test_steps_that_recur_have_three_variants() -> None:
    for full_id, one in steps():
        name = full_id.partition(".")[2]
        if re.match(r"(stay|busy|refuse|cannot|got_help|what_to_say|close|calm)", name):
            least = 2 if name.startswith("stay_acute") else 3
            assert len(one.say["fi"]) >= least, full_id


def test_buttons() -> None:
    for full_id, one in steps():
        assert 2 <= len(one.choices) <= 3, full_id
        for choice in one.choices:
            assert choice.to in BUILT_IN or step(choice.to), (full_id, choice.to)
            for language in LANGUAGES:
                n_words = measure(choice.label[language], language).n_words
                assert 1 <= n_words <= 3, (full_id, choice.label)


def test_services_of_steps_may_be_shown() -> None:
    services = load_services()
    for full_id, one in steps():
        assert len(one.services) <= 3
        assert all(services.is_visible(name) for name in one.services), full_id


def test_openings_ask_the_direct_question() -> None:
    kinds = {
        "suicide": "wish_to_die",
        "self_harm": "hurt_self",
        "violence": "safe_now",
        "eating_disorder": "wish_to_die",
        "harm_to_others": "harm_others",
        "friend": "friend_safe",
    }
    for flow, kind in kinds.items():
        name = next_step(
            flows(),
            categories=flows()[flow].categories,
            subject="other" if flow == "friend" else "self",
            raised=True,
        )
        assert step(name).asks == kind
