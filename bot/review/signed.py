"""What one language is served where only signed words are."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot import media, note
from bot.content import Content
from bot.errors import ContentError, ContentErrors
from bot.marks import parse
from bot.media import Card
from bot.model import LANGUAGES
from bot.note import Words
from bot.review.assembly import Known, assemble
from bot.review.gaps import made_whole
from bot.review.helplines import read_services, signed_words
from bot.review.published import Published, published, signed_cards, verified
from bot.review.register import Register
from bot.review.units import of_file, units
from safety.services import Services

SERVICES, NOTE, FINNISH = "services.yml", "note", "fi"


class CountyLike(Protocol):
    """The county's settings, as far as they matter here."""

    @property
    def region(self) -> str | None:
        """Local services of this region only are shown."""


class SettingsLike(Protocol):
    """The settings that say what is served."""

    @property
    def content(self) -> Path:
        """Folder of the working copy."""

    @property
    def published(self) -> Path:
        """Folder of the signed versions."""

    @property
    def reviewed_only(self) -> bool:
        """Serve only what is signed."""

    @property
    def confirmed_services(self) -> frozenset[str]:
        """Services that the operator has confirmed."""

    @property
    def county(self) -> CountyLike:
        """The county's own settings."""


@dataclass(frozen=True)
class Edition:
    """What one language is served: the talk, and the words of 'Show this'."""

    content: Content
    note: Words


def signed_edition(
    settings: SettingsLike, register: Register, language: str, known: Known
) -> Edition:
    """Return what is signed in a language.

    A topic whose file is not what was signed is left out and named on standard error.

    Raises:
        ContentError: A text that the talk cannot do without is not what was signed, or
            cannot be read.
    """
    signed = published(settings.published, register, language)
    _refuse(signed, language)
    assembled = assemble(
        signed.raws,
        services=_services(settings, language),
        cards=_cards(settings, register, language),
        known=known,
    )
    for problem in assembled.problems:
        tell(problem)
    content = made_whole(assembled.content, register.hidden())
    return Edition(content, _note(register, language))


def tell(error: ContentError) -> None:
    """Name on standard error what is not served: file, line and id, no words."""
    for one in error.errors if isinstance(error, ContentErrors) else (error,):
        sys.stderr.write(f"rinnalla: not served: {one.file}:{one.line}: {one.id}\n")


def _refuse(signed: Published, language: str) -> None:
    refused = [
        ContentError(
            file=f"{language}/{unit.in_folder}",
            line=0,
            id=unit.id,
            value=None,
            remedy="is not what was signed: sign it, or restore a signed version",
        )
        for unit in signed.refused
    ]
    needed = [unit.kind != "topic" for unit in signed.refused]
    if any(needed):
        raise ContentErrors(refused)
    for problem in refused:
        tell(problem)


def _cards(
    settings: SettingsLike, register: Register, language: str
) -> dict[str, Card]:
    """Return the media cards that are signed as they are now; none of a broken list."""
    shown = signed_cards(units(settings.content), register, language)
    try:
        cards = media.load(media.folder_of(settings.content))
    except ContentError as error:
        tell(error)
        return {}
    return {id: card for id, card in cards.items() if id in shown}


def _services(settings: SettingsLike, language: str) -> Services:
    """Return today's helplines; where their file is broken, those that were signed."""
    region = settings.county.region
    path = settings.published / language / SERVICES
    signed = read_services(path, region=region)
    try:
        today = read_services(
            settings.content / SERVICES,
            confirmed=settings.confirmed_services,
            region=region,
        )
    except ContentError as error:
        tell(error)
        return signed
    return signed_words(today, signed)


def _note(register: Register, language: str) -> Words:
    """Return the note's words; their Finnish, for its reader, is signed as Finnish."""
    words = _note_words(register, language)
    if language == FINNISH:
        return words
    return with_finnish(words, _note_words(register, FINNISH), language)


def _note_words(register: Register, language: str) -> Words:
    name = f"{language}/{NOTE}.yml"
    unit = of_file(NOTE, Path(name))
    document = parse(verified(unit, register, language) or b"", unit.path, name=name)
    if found := note.problems(document):
        raise ContentErrors(found)
    words: Words = document.data[NOTE]
    return words


def with_finnish(words: Words, finnish: Any, language: str) -> Words:
    """Return words of a language whose Finnish is the signed one, where there is one.

    Where there is none yet, the words of the language stand in its place.
    """
    found = finnish if isinstance(finnish, Mapping) else {}
    if words and words.keys() <= set(LANGUAGES):
        return {**words, FINNISH: found.get(FINNISH, words[language])}
    return {
        name: with_finnish(value, found.get(name), language)
        if isinstance(value, Mapping)
        else value
        for name, value in words.items()
    }
