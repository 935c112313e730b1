"""Why a review step was refused."""

from __future__ import annotations

from bot.errors import RinnallaError

KINDS = {
    "empty": "no words were given",
    "long": "the words are too long",
    "nobody": "no person was given",
    "not_hideable": "it cannot be hidden: only topics, their steps and media cards can",
    "not_ours": "this is no file of signatures, or one of its rows is damaged",
    "stale": "the words have changed since they were read: read them again",
    "step": "there is no such step, or it cannot be hidden alone: hide the whole topic",
    "twice": "this person has signed this version already; somebody else must",
    "unknown_version": "no such version was ever published in this language",
    "unreadable": "the file is missing or cannot be read: see `python -m bot lint`",
}


class ReviewError(RinnallaError):
    """A step of the review that is not possible now.

    Attributes:
        kind: One of ``KINDS``; the desk has kind words for each in its own texts.
        unit: Id of the unit, or nothing.
        language: The language, or nothing where it is about all.
    """

    def __init__(self, kind: str, unit: str = "", language: str = "") -> None:
        about = " ".join(filter(None, (unit, language)))
        super().__init__(f"{about}: {KINDS[kind]}" if about else KINDS[kind])
        self.kind = kind
        self.unit = unit
        self.language = language
