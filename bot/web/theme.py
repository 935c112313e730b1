"""A county's look: its colours as a style sheet, its logo as a picture."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.colours import DARK, LIGHT, Shades
from bot.county import County

Page = Callable[[Request], Awaitable[Response]]

# Who asks the system for more contrast gets the colours of tokens.css made for that.
SHEET = """\
@media not all and (prefers-contrast: more) {{
  :root {{ {light} }}
  @media (prefers-color-scheme: dark) {{
    :root {{ {dark} }}
  }}
}}
"""


def routes(county: County) -> list[Route]:
    """Return the addresses of what the county has set, ``/theme.css`` and ``/logo``.

    All is in memory: a file that is changed later shows after a restart, not before.
    """
    found = []
    if county.colours:
        sheet = style_sheet(county.colours[LIGHT], county.colours[DARK])
        found.append(Route("/theme.css", _serve(sheet.encode(), "text/css")))
    if county.logo:
        found.append(Route("/logo", _serve(county.logo.data, county.logo.media_type)))
    return found


def style_sheet(light: Shades, dark: Shades) -> str:
    """Return the style sheet that stands after ``tokens.css``."""
    return SHEET.format(light=_declared(light), dark=_declared(dark))


def _declared(shades: Shades) -> str:
    return " ".join(
        f"--{name.replace('_', '-')}: {colour};" for name, colour in shades.items()
    )


def _serve(data: bytes, media_type: str) -> Page:
    async def page(request: Request) -> Response:
        return Response(data, media_type=media_type)

    return page
