"""The script for other sites, who may hold the frame, what the docs promise."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot import settings as config
from bot.content import Content
from bot.county import County
from bot.errors import SettingError
from bot.settings import Settings
from bot.web import embed
from bot.web.headers import SecurityHeaders
from bot.web.pages import HERE, STATIC, render
from safety.hours import HELSINKI

ROOT = Path(config.__file__).parents[1]
NIGHT = datetime(2026, 11, 25, 2, tzinfo=HELSINKI)
COUNTY = "https://www.county.fi"
SHADES = {"main": "#9c1230"}


def load(tmp_path: Path, **environ: str) -> Settings:
    return config.load({"RINNALLA_VAR": str(tmp_path), **environ}, dotenv=None)


def given(content: Content, settings: Settings) -> dict[str, Any]:
    """Return what the script is called with."""
    text = embed.script(lambda _: content, settings, now=NIGHT)
    call = text[text.rindex(")(") + 2 : -len(");\n")]
    found: dict[str, Any] = json.loads(call)
    return found


def headers_of(path: str, **options: Any) -> dict[str, str]:
    """Return the headers that one answer leaves with."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    edge = SecurityHeaders(app, **options)
    asyncio.run(edge({"type": "http", "path": path}, receive, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


# --- who may hold the frame -------------------------------------------------------


def test_nobody_holds_a_frame_until_the_settings_name_a_site() -> None:
    headers = headers_of("/")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/help", "/about"])
def test_the_named_sites_hold_every_page(path: str) -> None:
    headers = headers_of(path, embed_origins=(COUNTY, "https://a.fi"))
    policy = headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {COUNTY} https://a.fi")
    assert "x-frame-options" not in headers
    assert headers["cache-control"] == "no-store"


def test_only_the_script_is_for_every_site() -> None:
    assert headers_of(embed.PATH)["cross-origin-resource-policy"] == "cross-origin"
    assert headers_of(embed.PATH)["cache-control"] == "no-cache"
    for path in ("/", "/static/chat.js"):
        assert headers_of(path)["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers_of(path)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        (f" {COUNTY} , https://WWW.a.fi:8443,", (COUNTY, "https://www.a.fi:8443")),
        ("http://localhost:8100", ("http://localhost:8100",)),
    ],
)
def test_origins(tmp_path: Path, text: str, origins: tuple[str, ...]) -> None:
    assert load(tmp_path, RINNALLA_EMBED_ORIGINS=text).embed_origins == origins


@pytest.mark.parametrize(
    "text",
    [
        "http://www.county.fi",
        "www.county.fi",
        "https://*.county.fi",
        "https://www.county.fi/youth",
        "https://www.county.fi; script-src *",
        "*",
    ],
)
def test_what_is_no_origin_is_refused_with_an_example(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(SettingError, match=r"https://www\.county\.fi") as caught:
        load(tmp_path, RINNALLA_EMBED_ORIGINS=text)
    assert caught.value.name == "RINNALLA_EMBED_ORIGINS"


def test_pages_know_their_sites(content: Content, tmp_path: Path) -> None:
    alone = load(tmp_path)
    held = replace(alone, embed_origins=(COUNTY,))
    for page in ("chat", "help", "privacy"):
        show = {"language": "fi", "content": content, "now": NIGHT}
        assert "frame.js" not in render(page, settings=alone, **show)  # type: ignore[arg-type]
        html = render(page, settings=held, **show)  # type: ignore[arg-type]
        assert f'<meta name="embed-origins" content="{COUNTY}">' in html
        assert "/static/frame.js" in html


# --- what the script carries ------------------------------------------------------


def test_the_script_carries_the_exit_and_numbers(
    content: Content, tmp_path: Path
) -> None:
    found = given(content, load(tmp_path, RINNALLA_EXIT_URL="https://exit.fi/"))
    assert found["exit"] == "https://exit.fi/"
    assert set(found["words"]) == {"fi", "sv", "en"}
    for words in found["words"].values():
        numbers = [number["tel"] for number in words["numbers"]]
        assert numbers[0] == "112"
        assert len(numbers) == 2


def test_every_word_of_the_script_is_there_and_used(
    content: Content, tmp_path: Path
) -> None:
    source = embed.script(lambda _: content, load(tmp_path), now=NIGHT)
    asked = set(re.findall(r"\bwords\.(\w+)", source))
    for words in given(content, load(tmp_path))["words"].values():
        assert set(words) == asked
        assert all(words.values())


def test_the_style_asks_for_no_file_and_touches_no_other_page() -> None:
    style = embed.style(County())
    assert not re.search(r"url\(|@import|@font-face|:root", style)
    assert "--main:" in style


def test_the_county_colours_the_button() -> None:
    county = County(colours={"light": SHADES, "dark": SHADES})
    assert ".rinnalla { --main: #9c1230; }" in embed.style(county)


def test_the_script_reads_and_writes_nothing_of_the_page() -> None:
    own = (HERE / "templates" / "embed.js").read_text(encoding="utf-8")
    frame = (STATIC / "frame.js").read_text(encoding="utf-8")
    risky = (
        r"innerHTML|\beval\(|fetch\(|sendBeacon|XMLHttp|document\.cookie|localStorage"
    )
    assert not re.search(risky, own + frame)
    # A word goes to one exact origin, never to anybody who listens.
    assert not re.search(r"postMessage\([^)]*[\"']\*", own + frame)


# --- what the docs promise ----------------------------------------------------------


def test_the_docs_show_what_works() -> None:
    docs = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    demo = (ROOT / "deploy" / "embed" / "demo.html").read_text(encoding="utf-8")
    source = (HERE / "templates" / "embed.js").read_text(encoding="utf-8")
    for part in ('class="rinnalla"', f'{embed.PATH}" defer></script>', "/help?lang=fi"):
        assert part in docs
        assert part in demo
    assert "RINNALLA_EMBED_ORIGINS" in docs
    for name in re.findall(r"`data-(\w+)`", docs):
        assert re.search(rf"\b{name}\b", source)
