"""Topics as pages to read: an index, a page each, and a poster with a QR code.

They are made of the topic files at every request, so a word changed there and served by
the chat stands here too, and services show their state of this moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.article import article, has_easy, is_readable
from bot.content import Content
from bot.flow import areas
from bot.model import Topic
from bot.settings import Settings
from bot.web import pages
from bot.web.turn import Edge
from safety.card import Entry, entry

INDEX, TOPIC, POSTER = "/topics", "/topics/{id}", "/topics/{id}/poster"
STATES = ("open", "check", "unknown", "closed")
"""What a service's state says, the one that helps most now first."""
QUIET_ZONE = 4
"""Light modules around a QR code (ISO/IEC 18004)."""


async def index(request: Request) -> HTMLResponse:
    """Show the topics that can be read, by area."""
    content, language = _content(request), _language(request)
    shown = [
        {
            "id": area,
            "name": content.labels[area][language],
            "topics": _named(content, area, language),
        }
        for area in areas(content)
    ]
    return _page(request, "topics", INDEX, areas=shown)


async def topic(request: Request) -> HTMLResponse:
    """Show one topic as an article; ``easy=1`` in easier words, where it has some."""
    edge, language = _edge(request), _language(request)
    content, about = edge.content, _asked(request)
    easy = request.query_params.get("easy") == "1" and has_easy(about, language)
    today = edge.now().astimezone(pages.HELSINKI).date()
    made = article(content, about, language, easy=easy, today=today)
    return _page(
        request,
        "topic",
        f"{INDEX}/{about.id}",
        name=about.names[language],
        id=about.id,
        area=content.labels[about.area][language],
        article=made,
        description=made.opening[0].lines[0] if made.opening else "",
        easy=easy,
        has_easy=has_easy(about, language),
        labels={key: content.labels[key][language] for key in ("easy_on", "easy_off")},
        related=[(id, content.topics[id].names[language]) for id in made.related],
        services=_services(edge, made.services, language),
        sources=about.sources,
    )


async def poster(request: Request) -> HTMLResponse:
    """Show an A4 sheet with the topic's address as a QR code, to print."""
    language, about = _language(request), _asked(request)
    settings: Settings = request.app.state.settings
    origin = settings.public_url or str(request.base_url).rstrip("/")
    address = f"{origin}{INDEX}/{about.id}"
    return _page(
        request,
        "poster",
        f"{INDEX}/{about.id}/poster",
        name=about.names[language],
        id=about.id,
        shown=address.partition("://")[2],
        code=_code(f"{address}?lang={language}"),
    )


routes = [Route(INDEX, index), Route(TOPIC, topic), Route(POSTER, poster)]


def _page(request: Request, page: str, address: str, **more: Any) -> HTMLResponse:
    edge, language = _edge(request), _language(request)
    html = pages.render(
        page,
        language=language,
        content=edge.content,
        settings=request.app.state.settings,
        now=edge.now(),
        address=address,
        **more,
    )
    return HTMLResponse(html, headers={"content-language": language})


def _edge(request: Request) -> Edge:
    edge: Edge = request.app.state.edge
    return edge.speaking(_language(request))


def _content(request: Request) -> Content:
    return _edge(request).content


def _language(request: Request) -> str:
    return pages.choose_language(
        request.query_params.get("lang"), request.headers.get("accept-language", "")
    )


def _asked(request: Request) -> Topic:
    """Return the topic of the address.

    Raises:
        HTTPException: There is no such topic, or it is one that is only talked about.
    """
    found = _content(request).topics.get(request.path_params["id"])
    if found is None or not is_readable(found):
        raise HTTPException(404)
    return found


def _named(content: Content, area: str, language: str) -> list[tuple[str, str]]:
    """Return ids and names of an area's topics, in the order of the names."""
    topics = [t for t in content.topics.values() if t.area == area and is_readable(t)]
    named = [(topic.id, topic.names[language]) for topic in topics]
    return sorted(named, key=lambda one: one[1].casefold())


def _services(edge: Edge, ids: tuple[str, ...], language: str) -> list[Entry]:
    """Return the services that may be shown: the page's language first, open first.

    Finnish ones stand for all, since most help is in Finnish; those that speak another
    language only are left out.
    """
    known, now = edge.content.services, edge.now()
    shown = [known.get(id) for id in ids if known.is_visible(id)]
    entries = (
        entry(service, language, now)
        for service in shown
        if {language, "fi"} & set(service.languages)
    )

    def rank(one: Entry) -> tuple[bool, int]:
        return (language not in one["languages"], STATES.index(one["state"]))

    return sorted(entries, key=rank)


def _code(address: str) -> dict[str, Any]:
    """Return a QR code as the side and the path of an SVG, in modules."""
    code = segno.make(address, micro=False, error="m")
    path = "".join(_runs(code.matrix_iter(border=QUIET_ZONE)))
    return {"side": code.symbol_size(border=QUIET_ZONE)[0], "path": path}


def _runs(rows: Iterable[Iterable[int]]) -> Iterator[str]:
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            n = len(list(run))
            if is_dark:
                yield f"M{x} {y}h{n}v1h-{n}z"
            x += n
