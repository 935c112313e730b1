"""Help only and an event notice, in the chat and on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot import settings as config
from bot.content import Content
from bot.store import Store
from bot.switches import Notice, Switches
from bot.web.counters import Counters
from bot.web.pages import render
from bot.web.session import Sessions
from bot.web.turn import Edge
from tests.web.talk import Frames, Rasa, say

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
WORDS = {"fi": "Suru on lähellä.\nJuttele.", "sv": "Sorg <b>.", "en": "Sad news."}
NOTICE = Notice(WORDS, NOW + timedelta(days=1), ("grief", "sleep"), "m", "p")


@pytest.fixture
def make_edge(content: Content, tmp_path: Path) -> Callable[..., Edge]:
    def make(switches: Switches, rasa: Rasa | None = None) -> Edge:
        return Edge(
            content=content,
            rasa=rasa or Rasa(),  # type: ignore[arg-type]
            sessions=Sessions(),
            counters=Counters(Store(tmp_path / "stats.db")),
            secret="s" * 40,
            now=lambda: NOW,
            switches=lambda: switches,
        )

    return make


def bubbles(frames: Frames) -> list[str]:
    return [
        one for frame in frames if frame["type"] == "reply" for one in frame["bubbles"]
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_help_only_tells_a_running_chat_why_and_where_help_is(
    make_edge: Callable[..., Edge], content: Content, language: str
) -> None:
    rasa = Rasa()
    edge = make_edge(Switches(help_only=True), rasa)
    session = edge.sessions.new(language=language)
    first, second = say(edge, session, "moi"), say(edge, session, "haloo")
    words = content.pages["help_only"]
    assert "\n".join(bubbles(first)) == words["said"][language]
    assert "\n".join(bubbles(second)) == words["again"][language]
    assert first[-1]["services"][0]["id"] == "emergency_112"
    assert rasa.asked == []


def test_help_only_still_reads_for_danger_and_leads_on(
    make_edge: Callable[..., Edge], content: Content
) -> None:
    rasa = Rasa()
    edge = make_edge(Switches(help_only=True), rasa)
    session = edge.sessions.new(language="fi")
    frames = say(edge, session, "en jaksa enää elää")
    assert [frame["type"] for frame in frames] == [
        "ack",
        "help_card",
        "typing",
        "reply",
    ]
    assert rasa.asked[0][0].startswith("/crisis")
    said = content.pages["help_only"]["said"]["fi"]
    assert "\n".join(bubbles(frames)) != said
    say(edge, session, "joo")
    assert len(rasa.asked) == 2


def test_help_only_shows_the_card_when_the_detector_breaks(
    make_edge: Callable[..., Edge],
) -> None:
    def broken(*args: object, **kwargs: object) -> Any:
        raise ZeroDivisionError("the detector broke")

    edge = replace(make_edge(Switches(help_only=True)), assess=broken)
    frames = say(edge, edge.sessions.new(language="fi"), "moi")
    assert frames[-1]["type"] == "help_card"


def grief(at: str = "grief.start") -> Rasa:
    custom = {"ref": {"at": at, "said": f"{at}#0", "via": ""}, "intent": "x"}
    return Rasa({"text": "Kerro lisää.", "custom": custom})


def test_the_notice_is_the_first_bubble_of_its_topic_once_a_chat(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge(Switches(notice=NOTICE), grief())
    session = edge.sessions.new(language="fi")
    opened, later = say(edge, session, "surullinen"), say(edge, session, "niin")
    assert bubbles(opened)[:2] == ["Suru on lähellä.", "Juttele."]
    assert bubbles(opened)[2:] == ["Kerro lisää."]
    assert "Juttele." not in bubbles(later)
    other = edge.sessions.new(language="en")
    assert bubbles(say(edge, other, "sad"))[0] == "Sad news."


def test_the_notice_stays_out_of_other_topics(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge(Switches(notice=NOTICE), grief("exam_stress.start"))
    session = edge.sessions.new(language="fi")
    assert "Juttele." not in bubbles(say(edge, session, "koe"))


def test_the_notice_never_stands_beside_the_way_to_help(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge(Switches(notice=NOTICE), grief())
    session = edge.sessions.new(language="fi")
    assert "Juttele." not in bubbles(say(edge, session, "en jaksa enää elää"))


def page(content: Content, switches: Switches, name: str = "chat", **more: str) -> str:
    return render(
        name,
        language=more.get("language", "fi"),
        content=content,
        settings=config.load({"RINNALLA_SECRET": "s" * 32}, dotenv=None),
        now=NOW,
        switches=switches,
    )


def test_the_page_is_closed_kindly_and_shows_numbers(content: Content) -> None:
    html = page(content, Switches(help_only=True))
    main = html[html.index("<main") :]
    assert content.pages["help_only"]["why"]["fi"] in main
    assert main.index('data-service="emergency_112"') < main.index("<form")
    assert "disabled></textarea>" in main
    assert 'data-action="starter"' not in main


def test_the_notice_comes_first_on_the_page_and_as_plain_text(content: Content) -> None:
    html = page(content, Switches(notice=NOTICE), language="sv")
    assert "Sorg &lt;b&gt;." in html
    assert html.index('data-testid="event"') < html.index('class="hello"')
    section = html[html.index('data-testid="event"') : html.index('class="hello"')]
    assert 'href="/help?lang=sv"' in section


@pytest.mark.parametrize(
    "switches",
    [
        Switches(),
        Switches(draft=NOTICE),
        Switches(notice=replace(NOTICE, signed_by=None)),
        Switches(notice=replace(NOTICE, until=NOW)),
    ],
)
def test_what_is_unsigned_or_over_is_not_shown(
    content: Content, switches: Switches
) -> None:
    html = page(content, switches)
    assert 'data-testid="event"' not in html
    assert "switched.css" not in html


def test_the_page_of_numbers_is_the_same_in_help_only(content: Content) -> None:
    both = [page(content, Switches(help_only=on), "help") for on in (True, False)]
    assert both[0] == both[1]
