"""The words of 'Show this' at the edge, and the script that asks for them."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot.note import PAGE, load
from bot.web import note
from bot.web.headers import SecurityHeaders

STATIC = Path(note.__file__).parent / "static"
SCRIPTS = {path.name: path.read_text("utf-8") for path in STATIC.glob("note*.js")}


def ask(method: str, path: str, **headers: str) -> Response:
    """Ask the edge for the words, without a network."""
    app = Starlette(
        routes=[Route("/note", note.endpoint)], middleware=[Middleware(SecurityHeaders)]
    )
    app.state.note = lambda language: load()

    async def answer() -> Response:
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://edge") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(answer())


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/note?lang=sv", "fi", "sv"),
        ("/note", "en-GB,en", "en"),
        ("/note?lang=xx", "", "fi"),
    ],
)
def test_words_come_in_the_language_asked_for(
    path: str, accepted: str, language: str
) -> None:
    answer = ask("GET", path, **{"accept-language": accepted})

    assert answer.headers["content-language"] == answer.json()["language"] == language
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_can_be_sent_to_it() -> None:
    assert ask("POST", "/note").status_code == 405


def test_the_script_finds_every_word_it_asks_for() -> None:
    text = " ".join(SCRIPTS.values())
    asked = set(re.findall(r"\bpage\.(\w+)", text))
    asked |= set(re.findall(r'button\(words, "(\w+)"', text))

    assert asked == set(PAGE)


def test_the_script_keeps_and_sends_nothing() -> None:
    text = " ".join(SCRIPTS.values())

    assert (
        re.findall(r"Storage|cookie|indexedDB|sendBeacon|WebSocket|XMLHttp", text) == []
    )
    assert re.findall(r"fetch\((.*?),", text) == ["`/note?lang=${language}`"]
