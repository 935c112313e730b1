"""``GET /note?lang=fi``: the words of 'Show this', fetched when it is opened."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.note import words_in
from bot.web import pages


async def endpoint(request: Request) -> JSONResponse:
    """Return the words in one language, those of the note in Finnish as well."""
    language = pages.choose_language(
        request.query_params.get("lang"), request.headers.get("accept-language", "")
    )
    words = words_in(language, request.app.state.note(language))
    return JSONResponse(
        {"language": language, **words}, headers={"content-language": language}
    )
