"""Errors of the detector: each says where, what was found and what is allowed."""

from __future__ import annotations


class SafetyError(Exception):
    """Anything that goes wrong in the detector or its data."""


class RuleError(SafetyError):
    """A rule file that cannot be used.

    Attributes:
        file: Name of the rule file.
        where: The rule, class or key inside it.
        problem: What was found, and what is allowed.
    """

    def __init__(self, file: str, where: str, problem: str) -> None:
        self.file, self.where, self.problem = file, where, problem
        super().__init__(f"safety/rules/{file}: {where}: {problem}")


class StateError(SafetyError):
    """A stored session state that cannot be read."""

    def __init__(self, field: str, found: object, allowed: str) -> None:
        self.field, self.found, self.allowed = field, found, allowed
        super().__init__(f"session state: {field} is {found!r}; allowed: {allowed}")


class InputError(SafetyError):
    """A line on the command line's input that is not a message."""
