"""The pages: rendered on the server, complete without script."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content import Content
from bot.languages import LANGUAGES
from bot.settings import Settings
from bot.switches import Switches
from bot.web import switched
from bot.web.farewell import QUESTIONS
from safety import Level
from safety.card import entry
from safety.hours import HELSINKI
from safety.triage import choose

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
__all__ = ["HELSINKI", "PAGES", "STATIC", "choose_language", "render"]

PAGES = {
    "chat": "/",
    "help": "/help",
    "about": "/about",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def strings(language: str) -> dict[str, Any]:
    """Return the interface's strings in one language."""
    path = STATIC / "locales" / f"{language}.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def version() -> str:
    """Return a short hash of the static files, so that a new page gets new files."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def render(
    page: str,
    *,
    language: str,
    content: Content,
    settings: Settings,
    now: datetime,
    address: str | None = None,
    switches: Switches | None = None,
    **more: Any,
) -> str:
    """Return the HTML of one page; the help numbers are in it.

    Args:
        address: Where the page stands, if it is none of ``PAGES``.
        switches: What staff have switched on the dashboard.
        more: What else its template shows.
    """
    t = strings(language)
    address = address or PAGES[page]
    return (
        _environment()
        .get_template(f"{page}.html")
        .render(
            page=page,
            lang=language,
            t=t,
            help_services=help_services(content, language=language, now=now),
            notice=content.pages["notice"][language],
            chips=_chips(content, language),
            farewell=farewell_words(content.pages["farewell"], language),
            unreviewed=""
            if settings.reviewed_only
            else content.pages["unreviewed"][language],
            operator=settings.operator_name(language),
            county=settings.county,
            exit_url=settings.exit_url,
            embed_origins=settings.embed_origins,
            alternates=[
                {"lang": code, "name": name, "url": f"{address}?lang={code}"}
                for code, name in LANGUAGE_NAMES.items()
            ],
            version=version(),
            pages=t["pages"],
            **switched.on_page(
                switches or Switches(), content, language=language, now=now
            ),
            **more,
        )
    )


def help_services(
    content: Content, *, language: str, now: datetime
) -> list[dict[str, Any]]:
    """Return the places that stand on every page: 112 first, then what is open."""
    chosen = choose(
        content.services,
        categories=("suicide",),
        level=Level.ACUTE,
        subject="self",
        language=language,
        at=now,
    )
    return [entry(service, language, now) for service in chosen]


def _chips(content: Content, language: str) -> list[dict[str, str]]:
    return [
        {"id": name, "label": chip["label"][language], "text": chip["text"][language]}
        for name, chip in content.pages["chips"].items()
    ]


def farewell_words(texts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the questions of the end, each with its answers in their order."""
    asked = [
        {
            "id": name,
            "text": texts[name]["question"][language],
            "answers": [
                (answer, texts[name][answer][language] if name != "nps" else answer)
                for answer in answers
            ],
        }
        for name, answers in QUESTIONS.items()
    ]
    return {
        "lead": texts["lead"][language],
        "scale": texts["nps"]["scale"][language],
        "questions": asked,
    }


def choose_language(asked: str | None, accepted: str) -> str:
    """Return the language asked for, else the first the browser names, else Finnish."""
    if asked in LANGUAGES:
        return str(asked)
    for part in accepted.split(","):
        code = part.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return "fi"
