"""The signed token with which crisis mode survives a restart of the server.

The page keeps it; it holds levels, categories and a time, and no word of anybody.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from safety import SessionState
from safety.errors import StateError

LIFETIME_S = 12 * 60 * 60


def sign(state: SessionState, *, secret: str, now: float) -> str:
    """Return the token for ``state``; ``now`` is in seconds since 1970."""
    body = {"state": state.to_json(), "until": int(now) + LIFETIME_S}
    packed = base64.urlsafe_b64encode(json.dumps(body).encode()).decode()
    return f"{packed}.{_signature(packed, secret)}"


def read(token: object, *, secret: str, now: float) -> SessionState | None:
    """Return the state in a token that we signed and that is not too old, else None."""
    packed, _, signature = str(token or "").partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(packed, secret).encode()):
        return None
    try:
        body: dict[str, Any] = json.loads(base64.urlsafe_b64decode(packed))
        state = SessionState.from_json(body["state"])
    except (ValueError, KeyError, binascii.Error, StateError):
        return None
    return state if body["until"] > now else None


def _signature(packed: str, secret: str) -> str:
    return hmac.new(
        secret.encode(), packed.encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()
