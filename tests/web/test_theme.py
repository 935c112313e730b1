"""The county's look as served: colours, logo, the words that say who runs it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from bot import settings as config
from bot.content import DATA, Content
from bot.store import Store
from bot.web.app import create_app
from bot.web.counters import Counters
from bot.web.headers import HEADERS
from bot.web.session import Sessions
from bot.web.turn import Edge
from tests.bot.test_county import GOOD_SVG, example, written
from tests.web.talk import Rasa

TO_READ = ("/about", "/privacy", "/accessibility", "/help")
NAMES = example()["operator"]


def serving(content: Content, tmp_path: Path, data: object) -> Starlette:
    """Return the edge of a county whose file holds ``data``, beside our content."""
    folder = written(tmp_path, data)
    for path in DATA.iterdir():
        if not (folder / path.name).exists():
            (folder / path.name).symlink_to(path)
    loaded = config.load({"RINNALLA_VAR": str(tmp_path)}, dotenv=None)
    edge = Edge(
        content=content,
        rasa=Rasa(),
        sessions=Sessions(),
        counters=Counters(Store(tmp_path / "stats.db")),
        secret="s" * 40,
    )
    return create_app(replace(loaded, content=folder), edge)


def get(app: Starlette, path: str, **params: str) -> Response:
    """Ask for one address, without a network."""

    async def ask() -> Response:
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://edge") as client:
            return await client.get(path, params=params)

    return asyncio.run(ask())


@pytest.fixture
def county(content: Content, tmp_path: Path) -> Starlette:
    return serving(content, tmp_path, example())


def test_colours_follow_the_tokens_and_leave_high_contrast_alone(
    county: Starlette,
) -> None:
    page = get(county, "/").text
    assert page.index("/static/tokens.css") < page.index('href="/theme.css"')
    answer = get(county, "/theme.css")
    assert answer.headers["content-type"].startswith("text/css")
    lines = answer.text.splitlines()
    assert lines[0] == "@media not all and (prefers-contrast: more) {"
    assert "--main-strong: #7d0c24;" in lines[1]
    assert lines[2].strip() == "@media (prefers-color-scheme: dark) {"
    assert "--main-strong: #ffc4cd;" in lines[3]


def test_the_logo_is_a_picture_and_nothing_else(county: Starlette) -> None:
    answer = get(county, "/logo")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text == GOOD_SVG
    for name in ("x-content-type-options", "content-security-policy"):
        assert answer.headers[name] == HEADERS[name]


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("path", ["/", *TO_READ])
def test_every_page_says_who_runs_it(
    county: Starlette, path: str, language: str
) -> None:
    page = get(county, path, lang=language).text
    run_by = re.search(r'<p class="quiet run-by">.*?</p>', page, re.DOTALL)
    assert run_by and f"{NAMES[language]}." in run_by[0]
    assert f'alt="{example()["logo"]["alt"][language]}"' in run_by[0]
    assert page.count(f"{NAMES[language]}.") >= (1 if path == "/help" else 2)


@pytest.mark.parametrize("path", ["/about", "/privacy", "/accessibility"])
def test_the_contact_stands_where_it_was_promised(
    county: Starlette, content: Content, tmp_path: Path, path: str
) -> None:
    link = '<a href="mailto:saavutettavuus@esimerkki.fi"'
    assert get(county, path, lang="en").text.count(link) == 1
    page = get(serving(content, tmp_path, ""), path, lang="en").text
    assert "mailto:" not in page and "{contact}" not in page
    assert re.search(r"They add their contact details|The operator adds an", page)


def test_without_a_county_nothing_is_asked_for(
    content: Content, tmp_path: Path
) -> None:
    page = get(serving(content, tmp_path, ""), "/").text
    assert not re.search(r"/theme\.css|/logo|county\.css|run-by", page)


def test_a_name_is_shown_as_text(content: Content, tmp_path: Path) -> None:
    data = {**example(), "operator": dict.fromkeys(NAMES, "<b>Alue</b>")}
    for path in ("/", "/about"):
        assert "<b>Alue" not in get(serving(content, tmp_path, data), path).text


def test_a_file_broken_while_running_changes_nothing(
    county: Starlette, tmp_path: Path
) -> None:
    (tmp_path / "data/county.yml").write_text("operator: [")
    (tmp_path / "data/logo.svg").unlink()
    assert get(county, "/logo").text == GOOD_SVG
    assert NAMES["fi"] in get(county, "/about", lang="fi").text
