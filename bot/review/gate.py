"""Whether what is signed is enough to serve nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.errors import ContentError, SettingError
from bot.model import LANGUAGES
from bot.review.assembly import Basics, basics
from bot.review.published import published
from bot.review.register import Register
from bot.review.units import Unit, raw_of, units, versions

NAME = "RINNALLA_REVIEWED_ONLY"
AT_CHOICE = ("topic", "video")
"""Kinds without which the talk goes on: what nobody signed is not there."""
MOST_NAMED = 3


class SettingsLike(Protocol):
    """The settings that are checked."""

    @property
    def content(self) -> Path:
        """Folder of the working copy."""

    @property
    def published(self) -> Path:
        """Folder of the signed versions."""


@dataclass(frozen=True)
class Gap:
    """A text that the talk cannot do without and that is not signed in a language.

    Attributes:
        name: The unit; of a single text also where it stands in it.
    """

    name: str
    language: str


def check(settings: SettingsLike) -> None:
    """Refuse to serve only what is signed before the core is.

    The core is all but topics and media cards: every flow of crisis mode, the basics of
    the talk, the helplines and the note in a signed version, and the rules of the
    detector and the lists that lead in danger just as they run here, since they are not
    copied. And each text that the working copy has by name, the code may ask for.

    Raises:
        SettingError: The message says how many are missing, and where to sign them.
    """
    gaps = list(core_gaps(settings))
    if not gaps:
        return
    counted = Counter(gap.language for gap in gaps)
    numbers = ", ".join(f"{counted[k]} in {k}" for k in LANGUAGES if counted[k])
    names = list(dict.fromkeys(gap.name for gap in gaps))
    more = ", …" if len(names) > MOST_NAMED else ""
    remedy = (
        f"texts that the chat cannot do without lack signatures: {numbers} "
        f"({', '.join(names[:MOST_NAMED])}{more}). Sign them on the review desk of the "
        "dashboard; `python -m bot review status` lists them all. Until then leave it 0"
    )
    raise SettingError(NAME, "1", remedy)


def core_gaps(settings: SettingsLike) -> Iterator[Gap]:
    """Yield what of the core is not signed, language by language."""
    register = Register(settings.published)
    core = [u for u in units(settings).values() if u.kind not in AT_CHOICE]
    for language in LANGUAGES:
        signed = published(settings.published, register, language)
        refused = {unit.id for unit in signed.refused if unit.kind != "topic"}
        for unit in core:
            if not _is_signed(unit, language, register, signed.raws):
                yield Gap(unit.id, language)
        yield from (Gap(id, language) for id in sorted(refused - {u.id for u in core}))
        yield from _names_missing(core, signed.raws, language)


def _is_signed(
    unit: Unit, language: str, register: Register, raws: Mapping[str, bytes]
) -> bool:
    if unit.is_running:
        return register.was_signed(unit, language, versions(unit)[language])
    return unit.id in raws


def _names_missing(
    core: Iterable[Unit], raws: Mapping[str, bytes], language: str
) -> Iterator[Gap]:
    """Yield labels, replies and texts of pages that are newer than the signed files.

    Of a working copy that cannot be read nothing is asked.
    """
    replies = [unit for unit in core if unit.kind == "replies" and unit.id != "note"]
    if not all(unit.id in raws for unit in replies):
        return  # the whole file is named already
    try:
        wanted = basics({unit.id: raw_of(unit) or b"" for unit in replies})
    except ContentError:
        return
    for name in sorted(_names(wanted) - _names(basics(raws))):
        yield Gap(name, language)


def _names(said: Basics) -> set[str]:
    labels = {f"labels.{name}" for name in said.labels}
    return labels | {f"replies.{name}" for name in said.replies} | {*_paths(said.pages)}


def _paths(group: Mapping[str, Any], above: str = "pages") -> Iterator[str]:
    for name, value in group.items():
        yield f"{above}.{name}"
        if isinstance(value, Mapping) and not value.keys() <= set(LANGUAGES):
            yield from _paths(value, f"{above}.{name}")
