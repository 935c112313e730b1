"""Services: every id that is shown exists; old contacts are told about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from bot.errors import ContentError
from bot.lint.findings import ERROR, INFO, Finding
from bot.lint.limits import CONTACT_AGE_DAYS
from bot.lint.texts import steps
from bot.marks import Document, Keys, read


def ids(root: Path) -> Collection[str] | None:
    """Return the ids of the services file, or None where there is none yet."""
    try:
        rows = read(root / "services.yml").get("services") or []
    except ContentError:
        return None
    return {row["id"] for row in rows if isinstance(row, dict) and "id" in row}


def check_ids(document: Document, known: Collection[str] | None) -> Iterator[Finding]:
    """Check that a file names services that exist."""
    if known is None:
        return
    places: list[tuple[Keys, str]] = [((), document.path.stem), *steps(document)]
    for keys, name in places:
        for index, id in enumerate(document.get(*keys, "services") or ()):
            if isinstance(id, str) and id not in known:
                line = document.line(*keys, "services", index)
                text = f"{id!r} is no id of data/services.yml"
                yield Finding(document.name, line, name, ERROR, "service", text)


def check_services(root: Path, *, today: date | None = None) -> Iterator[Finding]:
    """Tell how many contacts were checked too long ago (SAF-C1); never a failure."""
    try:
        document = read(root / "services.yml", root=root.parent)
    except ContentError:
        return
    rows = [row for row in document.get("services") or [] if isinstance(row, dict)]
    day = today or date.today()
    old = [row for row in rows if _age_days(row, day) > CONTACT_AGE_DAYS]
    if old:
        text = (
            f"{len(old)} of {len(rows)} contacts were checked over {CONTACT_AGE_DAYS} "
            "days ago or without a date: check them before real users see them"
        )
        line = document.line("services")
        yield Finding(document.name, line, "services", INFO, "SAF-C1", text)


def _age_days(row: dict[str, object], today: date) -> float:
    checked = row.get("contact_as_of")
    if isinstance(checked, str) and len(checked) == len("2026-11-22"):
        checked = date.fromisoformat(checked)
    return (today - checked).days if isinstance(checked, date) else float("inf")
