"""The audit log as a file, for whom may have it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from bot.audit import COLUMNS
from dashboard import access

ROLE = "admin"
# A spreadsheet would run what begins so; a name is somebody's own choice.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def download(act: str | None, claims: Mapping[str, Any]) -> bytes:
    """Return the log as CSV for whom may have it, and write down who took it.

    Streamlit calls this outside of a run, when the button is pressed.

    Raises:
        PermissionError: The role was taken away since the page was drawn.
    """
    reader = access.person(claims)
    if ROLE not in reader.roles:
        raise PermissionError("the audit log is for administrators")
    access.note("export", f"audit {act or 'all'}", by=reader)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in access.log().entries(-1, act=act):
        writer.writerow(map(safe, astuple(entry)))
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run."""
    return f"'{text}" if text.startswith(FORMULA) else text
