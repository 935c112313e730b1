"""What the linter reports."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    Attributes:
        id: What was read, for example ``sleep.start fi easy``.
        rule: The requirement, for example ``PL-J1`` or ``max sentence``.
        text: What was measured, the limit, and the remedy.
        message: Which message (bubble) it is about; None for anything else. Messages
            with a warning are counted against PL-6.
    """

    file: str
    line: int
    id: str
    severity: str
    rule: str
    text: str
    message: Hashable = None

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}: {self.severity}: {self.id}"
        return f"{head}: {self.rule}: {self.text}"
