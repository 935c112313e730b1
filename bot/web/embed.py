"""The script that another site's page loads: ``/embed.js`` (docs/embedding.md).

It is made here, so that it carries the county's colours and exit, the words of the
three languages and the numbers of now: the page asks for nothing else before the button
is pressed, and has the numbers when this server is gone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.colours import DARK, LIGHT
from bot.content import Content
from bot.county import County
from bot.languages import LANGUAGES
from bot.settings import Settings
from bot.web import pages, theme
from bot.web.turn import Edge

PATH = "/embed.js"
N_NUMBERS = 2

_FONT_FACE = re.compile(r"@font-face \{.*?\}\n", re.DOTALL)


async def endpoint(request: Request) -> Response:
    """Serve the script; a page that has this one already gets no second copy."""
    edge: Edge = request.app.state.edge
    settings: Settings = request.app.state.settings
    text = script(
        lambda language: edge.speaking(language).content, settings, now=edge.now()
    )
    tag = hashlib.sha256(text.encode()).hexdigest()[:16]
    headers = {"etag": f'"{tag}"'}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="text/javascript", headers=headers)


def script(
    content: Callable[[str], Content], settings: Settings, *, now: datetime
) -> str:
    """Return the script with all that it needs.

    Args:
        content: Returns what is served in a language.
    """
    given = {
        "exit": settings.exit_url,
        "css": style(settings.county),
        "words": {
            language: _words(content(language), language, now) for language in LANGUAGES
        },
    }
    return f"({_template('embed.js')})({json.dumps(given)});\n"


def style(county: County) -> str:
    """Return the style of button and panel: the tokens, the county's, their own.

    The tokens stand on an element of the panel, not on the root of the page around it.
    The font would be a request to this server, so the system's is used.
    """
    tokens = (pages.STATIC / "tokens.css").read_text(encoding="utf-8")
    sheets = [_FONT_FACE.sub("", tokens)]
    if county.colours:
        sheets.append(theme.style_sheet(county.colours[LIGHT], county.colours[DARK]))
    return "\n".join(sheets).replace(":root", ".rinnalla") + _template("embed.css")


def _words(content: Content, language: str, now: datetime) -> dict[str, Any]:
    t = pages.strings(language)
    places = pages.help_services(content, language=language, now=now)
    with_number = [place for place in places if place["tel"]]
    numbers = [
        {
            "name": _name(place, language),
            "tel": place["tel"],
            "shown": place["tel_display"],
        }
        for place in with_number[:N_NUMBERS]
    ]
    return {**t["embed"], "help": t["ui"]["help_page"], "numbers": numbers}


def _name(place: dict[str, Any], language: str) -> str:
    """Name the place, and its language where that is another one."""
    is_other = language not in place["languages"] and place["language_note"]
    return f"{place['name']}, {place['language_note']}" if is_other else place["name"]


@cache
def _template(name: str) -> str:
    return (pages.HERE / "templates" / name).read_text(encoding="utf-8")
