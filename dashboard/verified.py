"""When somebody last checked a helpline by calling or opening it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.errors import RinnallaError
from bot.files import write_whole

FILE = "helplines.json"


class VerifiedError(RinnallaError):
    """The days of the checks cannot be read or written; the message names the file."""


def read(var: Path) -> Mapping[str, date]:
    """Return the day of the last check by the helpline's id; none before the first.

    The file holds ``{"service_id": {"at": "2026-11-23", "role": "moderator"}}``.

    Raises:
        VerifiedError: The file is there but is no such list.
    """
    rows = _rows(var / FILE)
    try:
        return {id: date.fromisoformat(row["at"]) for id, row in rows.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise VerifiedError(_remedy(var / FILE)) from error


def mark(var: Path, service: str, *, role: str, today: date) -> None:
    """Write down that a helpline was checked today.

    Raises:
        VerifiedError: It cannot be written, and nothing was changed.
    """
    path = var / FILE
    rows = {**_rows(path), service: {"at": today.isoformat(), "role": role}}
    try:
        write_whole(path, json.dumps(rows, indent=1, sort_keys=True).encode())
    except OSError as error:
        raise VerifiedError(f"{path}: cannot be written ({error})") from error


def _rows(path: Path) -> dict[str, dict[str, str]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise VerifiedError(_remedy(path)) from error
    if not isinstance(rows, dict):
        raise VerifiedError(_remedy(path))
    return rows


def _remedy(path: Path) -> str:
    return f"{path}: cannot be read: put it right, or delete it and check anew"
