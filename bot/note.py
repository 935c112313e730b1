"""The words of 'Show this', the note that a young person puts together in the page.

They are data, ``data/note.yml``, which explains its keys. What is chosen and written is
never sent here: the server only hands out the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.content import DATA
from bot.errors import ContentError, ContentErrors
from bot.marks import Document, Keys, read
from bot.model import LANGUAGES
from bot.schema import Reader

Words = Mapping[str, Any]

PAGE = (
    "title lead unread danger numbers skip see close note empty also_finnish edit "
    "edit_hint sentence sentence_finnish show back copy copy_finnish copied "
    "copy_failed clear clear_sure clear_yes clear_no cleared"
).split()
CHOOSE = ("one", "many", "text")
READERS = "to"
"""The part whose choices are the readers."""

_PART = frozenset("choose title hint optional joins options say".split())
_OPTION = frozenset("label say say_to only_for shown_in hint danger".split())
_READER = _OPTION | {"danger_say", "ending"}
_IN_NOTE = frozenset(("say", "say_to", "danger_say", "ending"))
"""Words that stand in the note: beside those in another language stand Finnish ones."""


def load(folder: Path = DATA) -> Words:
    """Load and check the words; a content folder without any gets those in ``data/``.

    Raises:
        ContentErrors: Everything that is wrong, each with file, line, id and remedy.
    """
    path = folder / "note.yml"
    document = read(path if path.exists() else DATA / "note.yml", root=folder.parent)
    if found := problems(document):
        raise ContentErrors(found)
    words: Words = document.data["note"]
    return words


def words_in(language: str, words: Words) -> dict[str, Any]:
    """Return the words in one language; those of the note in Finnish as well."""
    return {name: _in(value, language, name) for name, value in words.items()}


def _in(value: Any, language: str, name: str) -> Any:
    if not isinstance(value, dict):
        return value
    if name == "say_to":
        return {reader: _in(words, language, "say") for reader, words in value.items()}
    if not value.keys() <= set(LANGUAGES):
        return words_in(language, value)
    if name in _IN_NOTE:
        return {key: value[key] for key in dict.fromkeys((language, "fi"))}
    return value[language]


def problems(document: Document) -> list[ContentError]:
    """Return everything that is wrong with the file."""
    return _Check(document).all()


class _Check:
    """Walks through the file and notes what is wrong, at its line."""

    def __init__(self, document: Document) -> None:
        self._get = document.get
        self._reader = Reader(document)
        self._readers = tuple(self._keys("note", "parts", READERS, "options"))

    def all(self) -> list[ContentError]:
        for name in PAGE:
            self._words("note", "page", name)
        self._known(("note", "page"), PAGE)
        if not self._readers:
            self._problem(("note", "parts"), READERS, "has no readers: name one")
        for part in self._keys("note", "parts"):
            self._part("note", "parts", part)
        return self._reader.problems

    def _part(self, *keys: Any) -> None:
        self._known(keys, _PART)
        self._words(*keys, "title")
        self._maybe_words(*keys, "hint")
        choose = self._get(*keys, "choose")
        if choose not in CHOOSE:
            remedy = "is not one of " + ", ".join(CHOOSE)
            self._problem((*keys, "choose"), choose, remedy)
        if choose == "text":
            self._words(*keys, "say")
        elif not self._get(*keys, "options"):
            self._problem(keys, "options", "is missing: offer a choice")
        for option in self._keys(*keys, "options"):
            self._option(*keys, "options", option)

    def _option(self, *keys: Any) -> None:
        is_reader = keys[2] == READERS
        self._known(keys, _READER if is_reader else _OPTION)
        for name in ("label", "say", "ending") if is_reader else ("label", "say"):
            self._words(*keys, name)
        self._maybe_words(*keys, "hint")
        self._maybe_words(*keys, "danger_say")
        for reader in self._keys(*keys, "say_to"):
            self._words(*keys, "say_to", reader)
        self._known((*keys, "say_to"), self._readers)
        self._listed((*keys, "only_for"), self._readers)
        self._listed((*keys, "shown_in"), LANGUAGES)

    def _words(self, *keys: Any) -> None:
        self._reader.words(keys, _id(keys))

    def _maybe_words(self, *keys: Any) -> None:
        if self._get(*keys) is not None:
            self._words(*keys)

    def _known(self, keys: Keys, allowed: Any) -> None:
        for name in self._keys(*keys):
            if name not in allowed:
                remedy = "is not one of " + ", ".join(sorted(allowed))
                self._problem((*keys, name), name, remedy)

    def _listed(self, keys: Keys, allowed: tuple[str, ...]) -> None:
        for name in self._reader.strings(keys, _id(keys)):
            if name not in allowed:
                self._problem(keys, name, "is not one of " + ", ".join(allowed))

    def _keys(self, *keys: Any) -> Iterator[str]:
        value = self._get(*keys)
        yield from value if isinstance(value, dict) else ()

    def _problem(self, keys: Keys, value: object, remedy: str) -> None:
        self._reader.problem(keys, _id(keys), value, remedy)


def _id(keys: Keys) -> str:
    return ".".join(map(str, keys))
