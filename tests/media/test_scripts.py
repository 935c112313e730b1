"""Videos: the scripts are whole, and files and captions are what the scripts say."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from media import render
from media.drawing import stage
from media.script import (
    GAP_S,
    LANGUAGES,
    LINE,
    LINES,
    SHORTEST_S,
    SPEED,
    ScriptError,
    lines,
    load,
    names,
    vtt,
)
from safety.service_data import load_services

NAMES = names()
MOST_BYTES = 1_500_000
MOST_BYTES_TOGETHER = 25_000_000
VIDEOS = {
    "about_rinnalla",
    "calling_a_crisis_line",
    "help_a_friend",
    "night_before_exam",
    "school_psychologist",
    "starting",
    "study_day",
    "tell_an_adult",
    "winding_down",
}


def boxes(data: bytes) -> dict[bytes, list[bytes]]:
    """Return the boxes of a piece of MP4, in their order, by name."""
    found: dict[bytes, list[bytes]] = {}
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        found.setdefault(data[at + 4 : at + 8], []).append(data[at + 8 : at + size])
        at += size
    return found


def test_all_videos_are_there() -> None:
    assert set(NAMES) == VIDEOS


@pytest.mark.parametrize("name", NAMES)
def test_script_is_between_20_and_70_seconds_long(name: str) -> None:
    script = load(name)

    assert 20 <= script.seconds <= 70
    assert script.poster < script.seconds
    for one, next_one in pairwise(script.scenes):
        assert next_one.start == one.start + one.seconds


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_captions_can_be_read_in_time(name: str, language: str) -> None:
    for scene in load(name).scenes:
        shown = lines(scene.says[language])
        seconds = scene.seconds - GAP_S

        assert len(shown) <= LINES and max(map(len, shown)) <= LINE, shown
        assert seconds >= SHORTEST_S, shown
        assert len(scene.says[language]) / seconds <= SPEED, shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_captions_on_disk_are_those_of_the_script(name: str, language: str) -> None:
    written = render.captions(name, language).read_text(encoding="utf-8")

    assert written == vtt(load(name), language)


def test_captions_are_broken_after_a_sentence_where_they_can() -> None:
    assert lines("Kaksi sanaa.") == ["Kaksi sanaa."]
    assert lines("Etsi rauhallinen hetki. Kysy: ”Onko sinulla aikaa?”") == [
        "Etsi rauhallinen hetki.",
        "Kysy: ”Onko sinulla aikaa?”",
    ]
    with pytest.raises(ScriptError, match="does not fit"):
        lines("sana " * 20)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_in_a_caption_is_the_emergency_number(name: str) -> None:
    emergency = load_services().get("emergency_112").channels[0].tel
    said = [text for scene in load(name).scenes for text in scene.says.values()]

    assert {*re.findall(r"\d{3,}", " ".join(said))} <= {emergency}


@pytest.mark.parametrize("name", NAMES)
def test_every_moment_can_be_drawn_without_words(name: str) -> None:
    script = load(name)
    picture = stage.pictures(script)

    for half in range(round(script.seconds * 2)):
        drawn = ElementTree.fromstring(picture(half / 2))
        assert not [one for one in drawn.iter() if one.tag.endswith("}text")]


def test_nobody_is_drawn_beside_the_emergency_number() -> None:
    for name in NAMES:
        script = load(name)
        for scene in script.scenes:
            if "112" not in scene.says["fi"]:
                continue
            picture = stage.pictures(script)(scene.start + scene.seconds - 0.2)
            assert stage.figures.PAIR not in picture, scene.says["fi"]
            assert stage.figures.BODY not in picture, scene.says["fi"]


@pytest.mark.parametrize("name", NAMES)
def test_video_and_poster_were_drawn_from_this_script(name: str) -> None:
    assert render.is_fresh(name), "run: make media"


@pytest.mark.parametrize("name", NAMES)
def test_video_plays_everywhere_and_starts_at_once(name: str) -> None:
    data = render.files(name)[0].read_bytes()
    top = boxes(data)
    order = [*top]
    (track,) = boxes(top[b"moov"][0])[b"trak"]
    header = boxes(track)[b"tkhd"][0]
    media = boxes(boxes(track)[b"mdia"][0])
    table = boxes(boxes(media[b"minf"][0])[b"stbl"][0])
    width, height = (int.from_bytes(header[at : at + 2], "big") for at in (76, 80))

    assert order.index(b"moov") < order.index(b"mdat")
    assert media[b"hdlr"][0][8:12] == b"vide"
    assert table[b"stsd"][0][12:16] == b"avc1"
    assert (width, height) == stage.VIDEO and width < height


def test_videos_are_small() -> None:
    sizes = [render.files(name)[0].stat().st_size for name in NAMES]

    assert max(sizes) <= MOST_BYTES
    assert sum(sizes) <= MOST_BYTES_TOGETHER
