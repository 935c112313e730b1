"""The files that are served: published in a language, and just as they were signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.review.projection import version_of
from bot.review.register import Register
from bot.review.units import CARD_WORDS, Unit, kind_of, of_file, versions

COPIED = ("topic", "crisis", "replies", "services")
"""What is copied when it is signed; rules and media cards run from elsewhere."""


@dataclass(frozen=True)
class Published:
    """The verified files of one language.

    Attributes:
        raws: Unit id to the file, just as it was signed.
        refused: Units whose file was changed, added or taken away since: not served.
    """

    raws: dict[str, bytes]
    refused: tuple[Unit, ...]


def published(folder: Path, register: Register, language: str) -> Published:
    """Return the files of a language that enough people signed just as they are."""
    raws, refused = {}, []
    for unit in _units(folder / language, register.published_units(language)):
        raw = verified(unit, register, language)
        if raw is None:
            refused.append(unit)
        else:
            raws[unit.id] = raw
    return Published(raws, tuple(refused))


def verified(unit: Unit, register: Register, language: str) -> bytes | None:
    """Return the published file of a unit, or None if it is not what was signed."""
    raw = register.published_text(unit, language)
    is_signed = register.serves(unit, language, version_of(raw, language))
    return raw if is_signed else None


def signed_cards(
    known: Mapping[str, Unit], register: Register, language: str
) -> frozenset[str]:
    """Return the ids of the media cards whose present words and film are signed.

    Films are not copied: a card that changed is not shown until it is signed again.
    """
    return frozenset(
        unit.id.partition("/")[2]
        for unit in known.values()
        if unit.kind == "video"
        and register.serves(unit, language, versions(unit)[language])
    )


def _units(folder: Path, signed: frozenset[str]) -> list[Unit]:
    there = {
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.rglob("*.yml")
    }
    return [
        of_file(id, folder / f"{id}.yml")
        for id in sorted(there | signed)
        if kind_of(id) in COPIED and id != CARD_WORDS
    ]
