"""Security headers on every answer (PRI-8, PRI-11, PRI-21)."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

ANYWHERE = {
    "access-control-allow-origin": "*",
    "cache-control": "no-cache",
    "cross-origin-resource-policy": "cross-origin",
}
"""Of the one file that other sites' pages load; it is the same for everybody."""


class SecurityHeaders:
    """Add the headers; pages and answers are never kept in a cache.

    Files of media may be: they say so themselves.

    Args:
        embed_origins: Sites whose pages may show ours in a frame; of none, none may.
    """

    def __init__(self, app: ASGIApp, *, embed_origins: tuple[str, ...] = ()) -> None:
        self._app = app
        self._headers = dict(HEADERS)
        if embed_origins:
            ancestors = f"frame-ancestors {' '.join(embed_origins)}"
            policy = POLICY.replace("frame-ancestors 'none'", ancestors)
            self._headers["content-security-policy"] = policy
            del self._headers["x-frame-options"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if scope["path"] == "/embed.js":
                    headers.update(ANYWHERE)
                elif scope["path"].startswith("/media/"):
                    headers.setdefault("cache-control", "no-store")
                elif scope["path"].startswith("/static/"):
                    # Modules import each other without a version in the address.
                    headers["cache-control"] = "no-cache"
                else:
                    headers["cache-control"] = "no-store"
            await send(message)

        await self._app(scope, receive, with_headers)
