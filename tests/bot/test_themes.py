"""A listener gives back what was said: the theme, and never the same words soon."""

from __future__ import annotations

import pytest

from bot import flow
from bot.content import Content, load
from bot.flow import Heard, Ref
from bot.lexicons import lexicon
from bot.model import LANGUAGES
from bot.themes import theme_of

N_VARIANTS = 5


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@pytest.mark.parametrize(
    ("language", "text", "theme"),
    [
        ("fi", "oon niin väsyny tähän", "tired"),
        ("fi", "joo", "short"),
        ("sv", "ja e så arg på alla", "angry"),
        ("en", "i feel so lonely here", "lonely"),
        ("en", "ok", "short"),
    ],
)
def test_a_theme_is_told_by_its_words(language: str, text: str, theme: str) -> None:
    assert theme_of(text, language) == theme


def test_a_short_answers_word_means_little_in_a_story() -> None:
    told = "joo siis me mentiin sinne rantaan ja sit syötiin jätskit"
    assert theme_of(told, "fi") is None


def test_every_theme_has_words_and_reflections(content: Content) -> None:
    for theme, row in lexicon("feelings").items():
        step = content.replies[flow.REFLECT + theme]
        for language in LANGUAGES:
            assert row[language]
            assert len(step.say[language]) >= N_VARIANTS, (theme, language)


def listen(content: Content, *texts: str) -> list[Ref]:
    """Return what is said to these messages, one after the other, after 'listen'."""
    history = [Ref("replies.listen_1", "replies.listen_1#0")]
    for text in texts:
        heard = Heard("nlu_fallback", text=text, language="fi")
        made = flow.reply(content, heard, history, language="fi")
        history.append(made.ref)
    return history


def test_listening_reflects_and_does_not_repeat_itself(content: Content) -> None:
    said = [ref.said for ref in listen(content, *["oon niin väsyny"] * 10)]
    assert any(key.startswith("replies.reflect_tired") for key in said)
    assert len(set(said)) == len(said)


def test_a_reflection_keeps_the_listener_listening(content: Content) -> None:
    history = listen(content, "oon niin väsyny", "ja tosi vihanen kaikille")
    assert flow.listening_turns(history) == 3
    assert history[-1].said.startswith("replies.reflect_angry")
