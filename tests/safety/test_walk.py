"""Every danger, level, subject and language, walked from the card through six turns."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from bot import crisis
from bot.content import Content, load
from bot.flow import Heard, Ref, Reply
from safety.assessment import CATEGORIES, Assessment
from safety.level import Level
from safety.service_data import LANGUAGES

LEVELS = (Level.ELEVATED, Level.HIGH, Level.ACUTE)
N_TURNS = 6
# A person, near: what acute must bring in beside 112.
ANOTHER_PERSON = {
    "fi": r"jo(ku|nku|llekin)|toi(nen|sen|sta)|muita|ihmi|aikui|naapuri|tuttu"
    r"|vieree|rinnall|kanssa",
    "sv": r"någon|an(nan|dra)|människ|vux(en|na)|granne|bredvid|hos dig|nära dig",
    "en": r"someone|somebody|another|person|people|adult|neighbour|anyone|beside",
}
# Danger to others and to oneself: nothing that looks like treatment.
TREATMENT = re.compile(
    r"turvasuunnitelma|kriisisuunnitelma|hoitosuunnitelma|varomerk|terapi"
    r"|säkerhetsplan|trygghetsplan|krisplan|vårdplan|varningstecken"
    r"|safety plan|crisis plan|warning sign|coping|treatment plan|therap",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


def reading(category: str, level: Level, subject: str, *, raised: bool) -> Assessment:
    return Assessment(
        message_level=level if raised else Level.NONE,
        level=level,
        categories=(category,),
        subject=subject,
        raised=raised,
        language="fi",
    )


def walk(
    content: Content, category: str, level: Level, subject: str, language: str
) -> list[Reply]:
    """Return the card's sentence, the opening and what six other messages bring."""
    first = reading(category, level, subject, raised=True)
    card = crisis.card_words(content, first, [], language)
    said, history = [card], [Ref("", card.ref.said)]
    for turn in range(N_TURNS + 1):
        now = reading(category, level, subject, raised=turn == 0)
        metadata = {
            "crisis": crisis.context(now),
            "history": [ref.to_json() for ref in history],
            "language": language,
        }
        reply = crisis.reply(content, Heard("other"), metadata)
        said.append(reply)
        history.append(reply.ref)
    return said


def text(reply: Reply) -> str:
    return "\n".join(reply.bubbles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["self", "other"])
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.label)
@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_walk(
    content: Content, category: str, level: Level, subject: str, language: str
) -> None:
    said = walk(content, category, level, subject, language)
    texts = [text(reply) for reply in said]
    assert len(set(texts)) == len(texts), "no turn is said twice"
    assert len(set(bubbles(said))) >= len(bubbles(said)) - 1
    for one, words in zip(said, texts, strict=True):
        assert words.count("?") <= 1, (one.ref.said, words)
        assert not TREATMENT.search(words), (one.ref.said, words)
        assert all(ord(char) < 0x2000 for char in words), one.ref.said
    assert texts[1].count("?") == 1
    if level is Level.ACUTE:
        assert "112" in texts[0].split("\n")[0]
        opening = f"{texts[0]}\n{texts[1]}".casefold()
        assert re.search(ANOTHER_PERSON[language], opening), opening
        later = "\n".join(texts[2:])
        assert "112" in later and re.search(ANOTHER_PERSON[language], later.casefold())


def bubbles(said: Sequence[Reply]) -> list[str]:
    return [bubble for reply in said for bubble in reply.bubbles]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", ["general", "friend", "violence"])
def test_who_cannot_speak_can_write(content: Content, flow: str, language: str) -> None:
    chat = {"fi": "chat", "sv": "chatt", "en": "chat"}[language]
    for variant in content.flow_step(f"{flow}.cannot_call").say[language]:
        words = "\n".join(variant)
        assert chat in words.casefold(), words
        assert '"' in words or "112" in words, f"a ready message: {words}"
    for variant in content.flow_step(f"{flow}.cannot_call_acute").say[language]:
        words = "\n".join(variant)
        assert '"' in words or "112" in words, words
