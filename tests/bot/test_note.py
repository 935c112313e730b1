"""The words of 'Show this': whole sentences in three languages, checked by line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import DATA
from bot.errors import ContentErrors
from bot.lint import checks
from bot.model import LANGUAGES
from bot.note import Words, load, words_in

SECRECY = ("lupaan", "salassa", "jag lovar", "promise me", "keep it secret")
"""What no sentence of the note says; the page's own hint says why."""


@pytest.fixture(scope="module")
def words() -> Words:
    return load()


def options(words: Words) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for part, row in words["parts"].items():
        for name, option in row.get("options", {}).items():
            yield part, name, option


def sentences(words: Words, language: str) -> Iterator[str]:
    for _, _, option in options(words):
        rows = [option["say"], *option.get("say_to", {}).values()]
        rows += [option[name] for name in ("danger_say", "ending") if name in option]
        yield from (row[language] for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_whole(words: Words, language: str) -> None:
    broken = [
        text
        for text in sentences(words, language)
        if not text[0].isupper() or text[-1] not in ".?" or "{" in text or "  " in text
    ]

    assert broken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_choices_say_the_same(words: Words, language: str) -> None:
    """Sentences can stand side by side, so that none may be there twice."""
    said = [(p, n, o["say"][language]) for p, n, o in options(words) if p != "to"]

    assert [(a, b) for a, b in combinations(said, 2) if a[2] == b[2]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_promises_or_asks_for_secrecy(words: Words, language: str) -> None:
    said = " ".join(sentences(words, language)).casefold()

    assert [word for word in SECRECY if word in said] == []


def test_a_wish_not_to_tell_says_when_an_adult_must(words: Words) -> None:
    avoid = words["parts"]["avoid"]["options"]

    for name in ("ask_first", "home_first"):
        assert avoid[name]["hint"]["sv"].startswith("Ibland måste en vuxen berätta")


def test_danger_brings_help_to_the_page_and_112_to_whoever_is_near(
    words: Words,
) -> None:
    readers = words["parts"]["to"]["options"]
    dangers = {name for _, name, option in options(words) if option.get("danger")}

    assert dangers == {"self_harm_thoughts", "self_harm", "not_living"}
    for language in LANGUAGES:
        assert "112" in words["page"]["danger"][language]
        # A helpline's own people know what to do; all others are told.
        without = {
            name
            for name, reader in readers.items()
            if "112" not in reader.get("danger_say", {}).get(language, "")
        }
        assert without == {"helpline"}


def test_every_reader_is_offered_something_in_every_part(words: Words) -> None:
    for reader in words["parts"]["to"]["options"]:
        for part, row in words["parts"].items():
            offered = [
                name
                for name, option in row.get("options", {}).items()
                if reader in option.get("only_for", [reader])
            ]
            assert len(offered) >= 2 or row["choose"] == "text", (reader, part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_one_language_and_the_note_in_finnish_as_well(
    words: Words, language: str
) -> None:
    found = words_in(language, words)
    sleep = found["parts"]["about"]["options"]["sleep"]
    slow = found["parts"]["go_on"]["options"]["patience"]["say_to"]["helpline"]

    assert (
        sleep["label"] == words["parts"]["about"]["options"]["sleep"]["label"][language]
    )
    for said in (
        sleep["say"],
        slow,
        found["parts"]["to"]["options"]["friend"]["ending"],
    ):
        assert list(said) == list(dict.fromkeys((language, "fi")))
    assert found["page"]["close"] == words["page"]["close"][language]


def test_plain_language_is_checked() -> None:
    result = checks.files([DATA / "note.yml"], DATA)

    assert [str(f) for f in result.findings if f.severity == "error"] == []
    assert sum(len(text.turns) for text in result.texts) > 300


def spoilt(folder: Path, *path: str, value: object) -> Path:
    """Write the words into a folder, with one value put in place of another."""
    data = yaml.safe_load((DATA / "note.yml").read_text("utf-8"))
    at = data["note"]
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    (folder / "note.yml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return folder


ABOUT = ("parts", "about")


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("page", "copied"), None, "note.page.copied: 'fi' is missing: write it"),
        (("page", "hello"), "x", "note.page.hello: 'hello' is not one of"),
        ((*ABOUT, "options", "sleep", "say", "sv"), None, "say: 'sv' is missing"),
        ((*ABOUT, "options", "sleep", "label", "en"), " ", "sleep.label"),
        ((*ABOUT, "options", "sleep", "only_for"), ["nurse"], "'nurse' is not one of"),
        ((*ABOUT, "options", "sleep", "shown_in"), ["se"], "'se' is not one of fi,"),
        ((*ABOUT, "options", "sleep", "dangr"), True, "'dangr' is not one of"),
        ((*ABOUT, "choose"), "two", "'two' is not one of one, many, text"),
        ((*ABOUT, "options"), None, "'options' is missing: offer a choice"),
        (("parts", "to", "options", "friend", "ending"), None, "friend.ending"),
        (("parts", "to"), None, "note.parts: 'to' has no readers: name one"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(
    tmp_path: Path, path: tuple[str, ...], value: object, told: str
) -> None:
    with pytest.raises(ContentErrors) as raised:
        load(spoilt(tmp_path, *path, value=value))

    assert told in str(raised.value)
    assert raised.value.file.endswith("note.yml") and raised.value.line > 0


def test_a_content_folder_without_a_note_gets_these_words(
    tmp_path: Path, words: Words
) -> None:
    assert load(tmp_path) == words
