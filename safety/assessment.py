"""What the detector says about one message."""

from __future__ import annotations

from dataclasses import dataclass

from .level import Level

SUBJECTS = ("self", "other", "none")
CATEGORIES = (
    "suicide",
    "self_harm",
    "violence",
    "sexual_violence",
    "harm_to_others",
    "poisoning",
    "medical_emergency",
    "eating_disorder",
    "psychosis",
    "online_exploitation",
    "runaway",
    "substance_use",
)


@dataclass(frozen=True)
class Assessment:
    """The reading of one message, and where it leaves the chat.

    Attributes:
        level: The chat's level after this message.
        message_level: The message's own level.
        categories: Of the chat so far, this message's first.
        message_categories: Of this message alone.
        subject: Who is at risk: the writer, somebody the writer knows, or nobody.
        language: What the message is written in: fi, sv, en or unknown.
        rules: Ids of the rules that fired, strongest first.
        check: A soft check is due (safety.md SAF-F2).
        raised: The message raised the chat to elevated or more, or brought a new
            category at elevated or more: a help card is due.
        answer: How the message answers the safety question that was asked.
        themes: Closed tags of what was said; never words.
        question: Which check the second reader asks for ("self", "others", "body"),
            None where it asks for none.
    """

    level: Level
    message_level: Level
    categories: tuple[str, ...] = ()
    message_categories: tuple[str, ...] = ()
    subject: str = "none"
    language: str = "unknown"
    rules: tuple[str, ...] = ()
    check: bool = False
    raised: bool = False
    answer: str | None = None
    themes: tuple[str, ...] = ()
    question: str | None = None
