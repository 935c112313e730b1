"""The routes of the edge: pages, chat, REST, services, health."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from bot import flow
from bot.editions import EVERY_S
from bot.languages import LANGUAGES
from bot.media import Card, folder_of
from bot.note import Words
from bot.note import load as load_note
from bot.settings import Settings
from bot.training import start_index
from bot.web import chat, embed, media, note, pages, readable, rest, theme
from bot.web.headers import SecurityHeaders
from bot.web.turn import Edge
from safety.card import entry

Page = Callable[[Request], Awaitable[Response]]

WRITE_EVERY_S = 5
FORGET_EVERY_S = 30
YEARS = range(2000, 2101)
"""Of these it can be asked what is open; a calendar ends somewhere."""


def create_app(settings: Settings, edge: Edge) -> Starlette:
    """Put the edge together around its parts."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(_write_counts(edge)),
            asyncio.create_task(_forget_idle(edge)),
            asyncio.create_task(_follow(settings, edge)),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.to_thread(edge.counters.write, everything=True)
        await edge.rasa.close()

    app = Starlette(
        routes=[
            *(Route(path, _page(name)) for name, path in pages.PAGES.items()),
            WebSocketRoute("/ws", chat.endpoint),
            Route("/webhooks/rest/webhook", rest.webhook, methods=["POST"]),
            Route("/api/services", services),
            Route("/api/topics", topics),
            Route("/note", note.endpoint),
            Route(embed.PATH, embed.endpoint),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *readable.routes,
            *theme.routes(settings.county),
            Mount("/static", StaticFiles(directory=pages.STATIC)),
            Mount(media.PATH, media.Files(folder_of(settings.content), _cards(edge))),
        ],
        middleware=[
            Middleware(SecurityHeaders, embed_origins=settings.embed_origins),
            Middleware(GZipMiddleware, minimum_size=500),
        ],
        exception_handlers={HTTPException: _http_error, Exception: _server_error},
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.note = edge.editions.note if edge.editions else _note(settings)
    app.state.edge = edge
    return app


async def _write_counts(edge: Edge) -> None:
    while True:
        await asyncio.sleep(WRITE_EVERY_S)
        await asyncio.to_thread(edge.counters.write)


async def _forget_idle(edge: Edge) -> None:
    while True:
        await asyncio.sleep(FORGET_EVERY_S)
        for token in edge.sessions.forget_idle():
            await edge.rasa.forget(token)


async def _follow(settings: Settings, edge: Edge) -> None:
    """Let edits and signatures be served within seconds, while chats go on."""
    builds: list[subprocess.Popen[bytes]] = []
    while edge.editions:
        await asyncio.sleep(EVERY_S)
        if await asyncio.to_thread(edge.editions.refresh):
            builds += follow_search(settings, edge)
        builds = [build for build in builds if build.poll() is None]


def follow_search(settings: Settings, edge: Edge) -> list[subprocess.Popen[bytes]]:
    """Search the content of now; the index of before answers until it is built.

    Returns:
        The process that builds it, if there is need of one.
    """
    if edge.search is None or edge.editions is None:
        return []
    is_built = edge.search.follow(edge.editions.working_hash)
    return [] if is_built else [start_index(settings)]


def _cards(edge: Edge) -> Callable[[], list[Card]]:
    def cards() -> list[Card]:
        shown = (edge.speaking(language).content.cards for language in LANGUAGES)
        return [card for cards in shown for card in cards.values()]

    return cards


def _note(settings: Settings) -> Callable[[str], Words]:
    words = load_note(settings.content)
    return lambda language: words


def _page(name: str, *, is_missing: bool = False) -> Page:
    async def page(request: Request) -> Response:
        edge: Edge = request.app.state.edge
        language = _language(request)
        html = pages.render(
            name,
            language=language,
            content=edge.speaking(language).content,
            settings=request.app.state.settings,
            now=edge.now(),
            switches=edge.switches(),
            is_missing=is_missing,
        )
        return HTMLResponse(html, headers={"content-language": language})

    return page


def _language(request: Request) -> str:
    return pages.choose_language(
        request.query_params.get("lang"), request.headers.get("accept-language", "")
    )


async def services(request: Request) -> Response:
    """Return the helplines with their state at a time (``at``, ISO 8601)."""
    edge: Edge = request.app.state.edge
    language = _language(request)
    at = edge.now()
    if asked := request.query_params.get("at"):
        try:
            at = datetime.fromisoformat(asked.replace(" ", "+"))
        except ValueError:
            return _problem(
                400, "'at' is not a time; write it like 2026-11-25T02:00:00+02:00"
            )
        if at.tzinfo is None:
            at = at.replace(tzinfo=pages.HELSINKI)
        if at.year not in YEARS:
            return _problem(400, f"'at' must be from {YEARS[0]} to {YEARS[-1]}")
    known = edge.speaking(language).content.services.visible()
    return JSONResponse([entry(service, language, at) for service in known])


async def topics(request: Request) -> Response:
    """Return the topics by area, each with the payload that opens it."""
    edge: Edge = request.app.state.edge
    language = _language(request)
    content = edge.speaking(language).content
    return JSONResponse(flow.topics_by_area(content, language))


async def healthz(request: Request) -> Response:
    """Tell that the edge is alive."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """Tell which parts answer; 503 until Rasa does. Help works without it."""
    edge: Edge = request.app.state.edge
    is_rasa_ready = await edge.rasa.is_ready()
    parts = {"web": True, "rasa": is_rasa_ready}
    return JSONResponse(parts, status_code=200 if is_rasa_ready else 503)


def _problem(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": text}, status_code=status)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(("/api/", "/webhooks/")):
        return _problem(error.status_code, error.detail)
    page = await _page("help", is_missing=error.status_code == 404)(request)
    page.status_code = error.status_code
    return page


async def _server_error(request: Request, error: Exception) -> Response:
    """Even then: the page with the numbers."""
    if request.url.path.startswith(("/api/", "/webhooks/")):
        return _problem(500, "something broke here; in danger call 112")
    page = await _page("help")(request)
    page.status_code = 500
    return page
