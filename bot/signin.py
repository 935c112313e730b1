"""How the dashboard is started: Streamlit's options, and its file for signing in."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import SettingError
from bot.settings import LOOPBACK, Oidc, Settings

# Streamlit: no statistics to its makers, no e-mail question, nothing served or shown
# that no page asks for. The last five are its defaults, which must not get lost.
STREAMLIT_OPTIONS = (
    "--server.headless=true",
    "--browser.gatherUsageStats=false",
    "--server.fileWatcherType=none",
    "--client.toolbarMode=minimal",
    "--logger.level=warning",
    "--theme.primaryColor=#0072B2",
    "--client.showErrorDetails=none",
    "--client.showErrorLinks=false",
    "--runner.magicEnabled=false",
    "--server.maxUploadSize=5",
    "--server.enableXsrfProtection=true",
    "--server.enableCORS=true",
    "--server.enableStaticServing=false",
    "--server.enableAgentApi=false",
    "--server.trustedUserHeaders={}",
)
SECRETS = Path("dashboard") / "secrets.toml"
CALLBACK = "/oauth2callback"
COOKIE = b"rinnalla dashboard cookie"
EVERYWHERE = frozenset({"0.0.0.0", "::", "[::]"})


def check(settings: Settings) -> None:
    """Refuse to show the dashboard to other machines without signing in.

    Raises:
        SettingError: The message names the setting and what it does.
    """
    if settings.oidc is None and settings.dashboard_host not in LOOPBACK:
        remedy = (
            "would show the dashboard to everybody who finds the address: keep "
            "127.0.0.1, or set up signing in (docs/dashboard-access.md)"
        )
        raise SettingError("RINNALLA_DASHBOARD_HOST", settings.dashboard_host, remedy)


def options(settings: Settings) -> list[str]:
    """Return Streamlit's options for this installation."""
    # Who gives a name of his own the address of this machine stays outside.
    hosts = {*LOOPBACK, str(urlsplit(settings.dashboard_url).hostname)}
    return [
        *STREAMLIT_OPTIONS,
        f"--server.port={settings.dashboard_port}",
        f"--server.address={settings.dashboard_host}",
        *(f"--server.allowedHosts={host}" for host in sorted(hosts)),
        f"--secrets.files={settings.var / SECRETS}",
    ]


def own_address(settings: Settings) -> str:
    """Return where this machine itself finds the dashboard."""
    host = settings.dashboard_host
    return "127.0.0.1" if host in EVERYWHERE else host


def write_secrets(settings: Settings) -> None:
    """Write Streamlit's file for signing in, or take an old one away."""
    path = settings.var / SECRETS
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if settings.oidc is None:
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_toml(_auth(settings, settings.oidc)))


def _auth(settings: Settings, oidc: Oidc) -> dict[str, str]:
    # All machines with the same secret read each other's cookie; nobody else does.
    key = hmac.digest(settings.secret.reveal().encode(), COOKIE, hashlib.sha256)
    return {
        "redirect_uri": settings.dashboard_url + CALLBACK,
        "cookie_secret": key.hex(),
        "client_id": oidc.client_id,
        "client_secret": oidc.client_secret.reveal(),
        "server_metadata_url": oidc.metadata_url,
    }


def _toml(auth: Mapping[str, str]) -> str:
    # A JSON text is a basic string of TOML too.
    rows = (f"{key} = {json.dumps(value)}\n" for key, value in auth.items())
    return "[auth]\n" + "".join(rows)
