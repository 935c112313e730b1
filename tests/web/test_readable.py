"""The readable pages as served: whole without script, true to the topic files."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path

import pytest
import segno
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from bot import settings as config
from bot.article import has_easy, is_readable
from bot.content import Content, Topic
from bot.errors import SettingError
from bot.model import LANGUAGES
from bot.store import Store
from bot.web.app import create_app
from bot.web.counters import Counters
from bot.web.session import Sessions
from bot.web.turn import Edge
from tests.web.talk import Rasa
from tests.web.test_templates import read

NIGHT = datetime(2026, 11, 24, 1, 0, tzinfo=timezone.utc)
PUBLIC = "https://chat.county.fi"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


def serving(content: Content, tmp_path: Path, **environ: str) -> Starlette:
    var = {"RINNALLA_VAR": str(tmp_path)}
    edge = Edge(
        content=content,
        rasa=Rasa(),
        sessions=Sessions(),
        counters=Counters(Store(tmp_path / "stats.db")),
        secret="s" * 40,
        now=lambda: NIGHT,
    )
    return create_app(config.load({**var, **environ}, dotenv=None), edge)


def get(app: Starlette, *addresses: str) -> list[Response]:
    """Ask for addresses one after another, without a network."""

    async def ask() -> list[Response]:
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://edge") as client:
            return [await client.get(address) for address in addresses]

    return asyncio.run(ask())


def page(app: Starlette, address: str) -> str:
    (answer,) = get(app, address)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def app(content: Content, tmp_path: Path) -> Starlette:
    return serving(content, tmp_path)


def readable(content: Content) -> list[Topic]:
    return [topic for topic in content.topics.values() if is_readable(topic)]


def changed(content: Content, topic: str, step: str, **changes: object) -> Content:
    """Return the content with one step of one topic changed."""
    about = content.topics[topic]
    other = replace(about.steps[step], **changes)  # type: ignore[arg-type]
    about = replace(about, steps={**about.steps, step: other})
    return replace(content, topics={**content.topics, topic: about})


@pytest.mark.parametrize("language", LANGUAGES)
def test_index_leads_to_every_topic_that_can_be_read_and_to_no_other(
    app: Starlette, content: Content, language: str
) -> None:
    html = page(app, f"/topics?lang={language}")
    listed = re.findall(r'<a href="/topics/(\w+)\?lang=(\w+)">([^<]+)<', html)
    assert sorted(listed) == sorted(
        (topic.id, language, topic.names[language]) for topic in readable(content)
    )
    assert f'<a href="/help?lang={language}">' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole(app: Starlette, content: Content, language: str) -> None:
    topics = readable(content)
    addresses = [f"/topics/{topic.id}?lang={language}" for topic in topics]
    for topic, answer in zip(topics, get(app, *addresses), strict=True):
        reader = read(answer.text)
        ids = [a["id"] for _, a in reader.elements if "id" in a]
        inside = {a["href"] for a in reader.attributes("a") if a["href"][:1] == "#"}
        levels = [int(tag[1]) for tag, _ in reader.elements if re.match(r"h\d$", tag)]
        below = levels[levels.index(1) :]

        assert (answer.status_code, reader.wrong, reader.open) == (200, [], [])
        assert reader.attributes("html")[0]["lang"] == language
        assert f"<title>{topic.names[language]} – Rinnalla</title>" in answer.text
        assert len(ids) == len(set(ids)), topic.id
        assert {address[1:] for address in inside} <= set(ids), topic.id
        assert levels.count(1) == 1, topic.id
        assert all(b - a <= 1 for a, b in pairwise(below)), topic.id
        main = answer.text.partition("<footer")[0]
        last = re.findall(r'<a [^>]*href="([^"]+)"', main)[-1]
        assert last == f"/?lang={language}#topic={topic.id}"
        assert "style=" not in answer.text and "onclick" not in answer.text


def test_what_is_only_talked_about_gets_the_numbers(
    app: Starlette, content: Content
) -> None:
    left = [id for id, topic in content.topics.items() if not is_readable(topic)]
    ids = [*left, "no_such_topic"]
    asked = [f"/topics/{id}{end}" for id in ids for end in ("", "/poster")]
    for answer in get(app, *asked):
        assert answer.status_code == 404
        assert 'href="tel:112"' in answer.text
        assert 'class="missing"' in answer.text


def test_a_word_changed_in_the_topic_file_changes_here(
    content: Content, tmp_path: Path
) -> None:
    said = {
        **content.topics["sleep"].steps["evening"].say,
        "sv": (("Läs <en> dikt.",),),
    }
    other = changed(content, "sleep", "evening", say=said)
    assert "<p>Läs &lt;en&gt; dikt.</p>" in page(
        serving(other, tmp_path), "/topics/sleep?lang=sv"
    )


def test_easier_words_only_where_a_topic_has_them(
    app: Starlette, content: Content
) -> None:
    easy = [t.id for t in readable(content) if has_easy(t, "fi")]
    assert "exam_stress" in easy and "sleep" not in easy
    plain = page(app, "/topics/exam_stress?lang=fi")
    easier = page(app, "/topics/exam_stress?lang=fi&easy=1")
    words = content.topics["exam_stress"].steps["after_how"].easy["fi"][1][0]
    assert words in easier and words not in plain
    assert "easy=1" in plain and "easy=1" not in easier
    assert "easy=1" not in page(app, "/topics/sleep?lang=fi&easy=1")


def test_services_speak_the_language_of_the_page_or_finnish(app: Starlette) -> None:
    swedish = page(app, "/topics/loneliness?lang=sv").partition('id="services"')[2]
    english = page(app, "/topics/loneliness?lang=en").partition('id="services"')[2]
    shown = re.findall(r'data-service="(\w+)"', swedish)
    assert {"mll_child_youth_line_sv", "sekasin_chat"} <= set(shown)
    assert shown.index("mll_child_youth_line_sv") < shown.index("sekasin_chat")
    assert "mll_child_youth_line_sv" not in english


def dark(html: str) -> set[tuple[int, int]]:
    """Return the dark modules of a page's QR code, as drawn."""
    (path,) = re.findall(r'<path d="([^"]+)"', html)
    runs = [tuple(map(int, run)) for run in RUN.findall(path)]
    return {(x + i, y) for x, y, n in runs for i in range(n)}


@pytest.mark.parametrize(
    ("environ", "origin"),
    [({}, "http://edge"), ({"RINNALLA_PUBLIC_URL": PUBLIC}, PUBLIC)],
)
def test_poster_leads_to_the_topic_under_the_public_address(
    content: Content, tmp_path: Path, environ: dict[str, str], origin: str
) -> None:
    html = page(serving(content, tmp_path, **environ), "/topics/sleep/poster?lang=sv")
    code = segno.make(f"{origin}/topics/sleep?lang=sv", micro=False, error="m")
    rows = enumerate(code.matrix_iter(border=4))
    assert dark(html) == {(x, y) for y, row in rows for x, on in enumerate(row) if on}
    assert f">{origin.partition('://')[2]}/topics/sleep</p>" in html
    assert "112" in html.partition('class="poster"')[2]


@pytest.mark.parametrize(
    "value",
    ["http://chat.county.fi", "chat.county.fi", "https://county.fi/chat", "https://*"],
)
def test_a_public_address_that_no_camera_may_follow_is_refused(
    tmp_path: Path, value: str
) -> None:
    environ = {"RINNALLA_VAR": str(tmp_path), "RINNALLA_PUBLIC_URL": value}
    with pytest.raises(SettingError, match="RINNALLA_PUBLIC_URL"):
        config.load(environ, dotenv=None)


def test_a_local_public_address_is_taken(tmp_path: Path) -> None:
    environ = {"RINNALLA_VAR": str(tmp_path)}
    environ["RINNALLA_PUBLIC_URL"] = "http://localhost:8000/"
    loaded = config.load(environ, dotenv=None)
    assert loaded.public_url == "http://localhost:8000"
