"""Somebody who signed in at a provider, for tests of pages without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import access

APP = Path(access.__file__).with_name("app.py")
PROVIDER = {
    "RINNALLA_OIDC_METADATA_URL": "https://login.example.fi/.well-known/openid",
    "RINNALLA_OIDC_CLIENT_ID": "rinnalla",
    "RINNALLA_OIDC_CLIENT_SECRET": "not really",
}


def use_provider(patch: pytest.MonkeyPatch, **more: str) -> None:
    """Set a provider up, as the operator does."""
    for name, value in {**PROVIDER, **more}.items():
        patch.setenv(name, value)


def claims(*roles: str, sub: str = "subject-1", **more: Any) -> dict[str, Any]:
    """Return what the provider told of somebody who has just signed in."""
    told = {"sub": sub, "iss": "https://login.example.fi", "name": "Aino Aalto"}
    at = access.now().timestamp()
    return {"is_logged_in": True, "iat": at, **told, "roles": list(roles), **more}


def app_of(user: dict[str, Any], *, language: str = "fi") -> AppTest:
    """Return the dashboard as somebody sees it, before its first run."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["language"] = language
    app.user = user
    return app


def at_page(app: AppTest, name: str) -> AppTest:
    """Ask for a page as a message over the socket does, by its hash."""
    app._page_hash = calc_hash(name)
    return app
