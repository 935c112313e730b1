"""The exceptions of the project; each carries what it knows as attributes."""

from __future__ import annotations

from collections.abc import Iterable


class RinnallaError(Exception):
    """Stand at the root of every exception of this project."""


class SettingError(RinnallaError):
    """A setting is missing or cannot be read.

    Attributes:
        name: The key in the environment or in ``.env``.
        value: What was found.
        remedy: What to write instead.
    """

    def __init__(self, name: str, value: str, remedy: str) -> None:
        super().__init__(f"{name}: {value!r}: {remedy}")
        self.name = name
        self.value = value
        self.remedy = remedy


class ContentError(RinnallaError):
    """One thing that is wrong in a content file.

    Attributes:
        file: The file, as staff would open it.
        line: Line in the file, from 1; 0 where the whole file is meant.
        id: What the line belongs to, for example ``sleep.start``.
        value: What was found.
        remedy: What is wrong with it and what to do.
    """

    def __init__(
        self, *, file: str, line: int, id: str, value: object, remedy: str
    ) -> None:
        found = f"{value!r} " if value is not None else ""
        super().__init__(f"{file}:{line}: {id}: {found}{remedy}")
        self.file = file
        self.line = line
        self.id = id
        self.value = value
        self.remedy = remedy


class ContentErrors(ContentError):
    """Everything that is wrong in the content, found in one reading.

    Attributes:
        errors: Each problem, in the order of files and lines. The attributes of
            ``ContentError`` are those of the first.
    """

    def __init__(self, errors: Iterable[ContentError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda e: (e.file, e.line)))
        first = self.errors[0]
        super().__init__(
            file=first.file,
            line=first.line,
            id=first.id,
            value=first.value,
            remedy=first.remedy,
        )

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))
