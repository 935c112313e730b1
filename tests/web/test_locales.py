"""The interface's words: the same keys in each language, nothing empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LOCALES = Path(__file__).parents[2] / "bot" / "web" / "static" / "locales"
SCRIPTS = sorted(LOCALES.parent.glob("*.js"))
LANGUAGES = ("fi", "sv", "en")
BUTTONS = ("send", "easy", "end", "exit", "menu", "help_now", "end_yes", "end_no")


def load(language: str) -> dict[str, Any]:
    return json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its path, list positions included."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, f"{path}[{index}]")
    else:
        yield path, node


def placeholders(locale: dict[str, Any]) -> dict[str, list[str]]:
    found = {
        path: sorted(re.findall(r"\{\w+\}", text)) for path, text in leaves(locale)
    }
    return {path: names for path, names in found.items() if names}


def words(*paragraphs: str) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def test_there_is_one_file_a_language() -> None:
    assert {path.stem for path in LOCALES.glob("*.json")} == set(LANGUAGES)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_keys_are_those_of_finnish(language: str) -> None:
    finnish = [path for path, _ in leaves(load("fi"))]

    assert [path for path, _ in leaves(load(language))] == finnish


@pytest.mark.parametrize("language", ["sv", "en"])
def test_placeholders_are_those_of_finnish(language: str) -> None:
    assert placeholders(load(language)) == placeholders(load("fi"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    empty = [path for path, text in leaves(load(language)) if not str(text).strip()]

    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_markup(language: str) -> None:
    assert [
        path for path, text in leaves(load(language)) if re.search(r"[<>&]", text)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_layer_of_privacy_stays_short(language: str) -> None:
    assert words(*load(language)["pages"]["privacy"][0]["paragraphs"]) <= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_text_stays_within_600_words(language: str) -> None:
    sections = load(language)["pages"]["privacy"]

    assert (
        words(*(text for section in sections for text in section["paragraphs"])) <= 600
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_have_at_most_four_words(language: str) -> None:
    interface = load(language)["ui"]
    labels = [*(interface[key] for key in BUTTONS), *interface["starters"]]

    assert [label for label in labels if words(label) > 4] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_help_number_but_112_is_typed_into_the_words(language: str) -> None:
    numbers = [
        re.findall(r"\b0\d[\d ]{4,}|\b116 ?\d{3}\b", text)
        for _, text in leaves(load(language))
    ]

    assert sum(numbers, []) == []


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("fi", "selkokiel"),
        ("sv", "lättläst"),
        ("sv", "lätt svenska"),
        ("en", "easy read"),
    ],
)
def test_easy_switch_is_not_called_an_easy_language(language: str, label: str) -> None:
    assert label not in load(language)["ui"]["easy"].lower()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_word_a_script_asks_for_is_there(script: Path) -> None:
    asked = re.findall(r'\bt\("(\w+)"|"data-t": "(\w+)"', script.read_text("utf-8"))
    keys = {key for pair in asked for key in pair if key}

    assert keys <= set(load("fi")["js"])
