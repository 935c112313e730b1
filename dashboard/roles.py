"""Roles: what the provider says of somebody, and the file of the operator."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SettingError

ROLES = ("moderator", "professional", "admin")
REMOVED = "removed"
"""Key of those who have no role any more, whatever the provider says."""

People = Mapping[str, frozenset[str]]
_NONE: People = {}


def read(path: Path | None) -> People:
    """Return role -> e-mail addresses and subjects, read anew when the file changed.

    Raises:
        SettingError: The file is missing or wrong; then nobody gets in.
    """
    if path is None:
        return _NONE
    try:
        found = os.stat(path)
        return _read(path, found.st_mtime_ns, found.st_size)
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, "cannot be read") from error


@lru_cache(maxsize=1)
def _read(path: Path, mtime_ns: int, size: int) -> People:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise _wrong(path, "is no YAML") from error
    if data is None:
        return _NONE
    if not isinstance(data, dict) or not set(data) <= {*ROLES, REMOVED}:
        raise _wrong(path, f"write only {', '.join(ROLES)} and {REMOVED} at the left")
    return {role: _ids(path, role, ids) for role, ids in data.items()}


def _ids(path: Path, role: str, ids: object) -> frozenset[str]:
    if ids is None:
        return frozenset()
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise _wrong(path, f"{role}: write a list of texts, in quotes if need be")
    return frozenset(_entry(one) for one in ids if one.strip())


def _entry(text: str) -> str:
    """Return an address in one spelling; a subject stays as the provider writes it."""
    entry = text.strip()
    return entry.casefold() if "@" in entry else entry


def _wrong(path: Path, remedy: str) -> SettingError:
    return SettingError("RINNALLA_ROLES", path.name, remedy)


def of(claims: Mapping[str, Any], *, claim: str, people: People) -> frozenset[str]:
    """Return somebody's roles: by the claim, and by the file.

    An address counts unless the provider says that nobody has checked it: else people
    could write a colleague's address into their own account.
    """
    names = {_entry(str(claims.get("sub", "")))}
    if claims.get("email_verified", True) in (True, "true"):
        names.add(_entry(str(claims.get("email", ""))))
    names.discard("")
    if names & people.get(REMOVED, frozenset()):
        return frozenset()
    by_file = {role for role in ROLES if names & people.get(role, frozenset())}
    return frozenset(by_file | (_told(claims, claim) & set(ROLES)))


def _told(claims: Mapping[str, Any], claim: str) -> set[str]:
    """Return what the claim lists; dots lead into a claim that holds others."""
    found: Any = claims.get(claim)
    if found is None and "." in claim:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return set(found.replace(",", " ").split())
    if isinstance(found, list | tuple):
        return {one for one in found if isinstance(one, str)}
    return set()
