"""Check a changed content file as a part of the whole, and put it in place at once."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import marks, media
from bot.content import load
from bot.errors import ContentError, ContentErrors, RinnallaError
from bot.files import write_whole
from bot.lint import checks
from bot.lint.findings import ERROR, Finding
from bot.lint.texts import collect
from bot.note import load as load_note
from bot.review.writer import difference

READERS = (load, load_note)


class SaveError(RinnallaError):
    """A changed file was not saved; what was on the disk is there as before.

    Attributes:
        kind: "changed" (somebody else saved it meanwhile), "refused" (the content would
            not load), "outside" (no file of the content) or "read_only".
        problems: What the loader says, for "refused".
    """

    def __init__(self, kind: str, problems: Iterable[ContentError] = ()) -> None:
        self.kind = kind
        self.problems = tuple(problems)
        super().__init__("\n".join((kind, *map(str, self.problems))))


def save(
    content: Path,
    path: Path,
    old: bytes,
    new: bytes,
    *,
    first: Callable[[], None] | None = None,
) -> str:
    """Put a changed file in the place of the old one, whole or not at all.

    Args:
        content: The working copy's folder.
        path: The file in it.
        old: What the file held when the change was begun.
        first: Done when all is checked, before anything is written: the audit log.
            Where it raises, nothing is written.

    Returns:
        What changed, as a unified diff; "" where nothing did.

    Raises:
        SaveError: Nothing was written.
    """
    name = name_of(content, path)
    if found := problems(content, path, new):
        raise SaveError("refused", found)
    with _alone(path.parent):
        if read(path) != old:
            raise SaveError("changed")
        if new != old:
            if first:
                first()
            _replace(path, new)
    return difference(old, new, name=name)


def name_of(content: Path, path: Path) -> str:
    """Return a file's name below the content folder, ``topics/everyday/sleep.yml``.

    Raises:
        SaveError: It is outside.
    """
    whole, root = path.resolve(), content.resolve()
    if not whole.is_relative_to(root) or whole.suffix != ".yml":
        raise SaveError("outside")
    return whole.relative_to(root).as_posix()


def read(path: Path) -> bytes:
    """Return what a file holds; nothing where somebody took it away."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def problems(content: Path, path: Path, raw: bytes) -> list[ContentError]:
    """Return why the content would not load with this file in it; 1 to 2 s."""
    found: list[ContentError] = []
    with overlay(content, path, raw) as (root, _):
        for reader in READERS:
            try:
                reader(root)
            except ContentErrors as errors:
                found += errors.errors
    return found


def findings(
    content: Path, path: Path, raw: bytes, *, is_quick: bool = False
) -> list[Finding]:
    """Return what the linter says of one file, were it written so.

    Args:
        is_quick: Read the texts only, not how the file fits to the others: 0.1 s
            instead of about 1 s, for somebody who types.
    """
    with overlay(content, path, raw) as (root, file):
        found = (
            _of_texts(file, root) if is_quick else checks.files([file], root).findings
        )
    return sorted(set(found), key=lambda one: (one.line, one.text))


def _of_texts(file: Path, root: Path) -> Iterable[Finding]:
    try:
        document = marks.read(file, root=root.parent)
    except ContentError:
        return []  # saving says what is wrong with it
    return tuple(checks.check_texts(collect(document)))


def is_worse(before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    """Tell whether a change brings an error that was not there before."""
    return bool(_errors(after) - _errors(before))


def _errors(found: Iterable[Finding]) -> set[tuple[str, str, str]]:
    return {(one.id, one.rule, one.text) for one in found if one.severity == ERROR}


@contextmanager
def overlay(content: Path, path: Path, raw: bytes) -> Iterator[tuple[Path, Path]]:
    """Show the content with one file changed, without touching it.

    Yields:
        A folder that is like ``content``, and the changed file in it.
    """
    name = name_of(content, path)
    with tempfile.TemporaryDirectory(prefix="rinnalla-draft-") as folder:
        root = Path(folder) / content.name
        _link(content.resolve(), root, Path(name).parts)
        (root / name).write_bytes(raw)
        beside = media.folder_of(content.resolve())
        (Path(folder) / "media").symlink_to(beside)
        yield root, root / name


def _link(source: Path, target: Path, way: tuple[str, ...]) -> None:
    """Make a folder of links, but for the way that leads to one file."""
    target.mkdir()
    for entry in source.iterdir():
        if entry.name != way[0]:
            (target / entry.name).symlink_to(entry)
    if len(way) > 1:
        _link(source / way[0], target / way[0], way[1:])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one person at a time save in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, raw: bytes) -> None:
    try:
        write_whole(path, raw)
    except OSError as error:
        raise SaveError("read_only") from error
