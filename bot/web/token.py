"""The sealed token with which crisis mode survives a restart of the server.

The page keeps it, and a browser may write it to the disk of a shared device: it holds
levels, categories and a time, no word of anybody, and only the server can read it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from safety import SessionState
from safety.errors import StateError

LIFETIME_S = 12 * 60 * 60


def seal(state: SessionState, *, secret: str, now: float) -> str:
    """Return the token for ``state``; ``now`` is in seconds since 1970."""
    packed = json.dumps(state.to_json()).encode()
    return _box(secret).encrypt_at_time(packed, int(now)).decode()


def read(token: object, *, secret: str, now: float) -> SessionState | None:
    """Return the state in a token of ours that is not too old, else None."""
    given = str(token or "").encode("utf-8", "replace")
    try:
        packed = _box(secret).decrypt_at_time(given, LIFETIME_S, int(now))
        state: dict[str, Any] = json.loads(packed)
        return SessionState.from_json(state)
    except (InvalidToken, ValueError, StateError):
        return None


def _box(secret: str) -> Fernet:
    """Return what seals and opens; its key follows from the installation's secret."""
    key = hashlib.sha256(b"crisis token" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
