"""Nobody's text is on the disk or in a log after a hundred conversations."""

from __future__ import annotations

import base64
import gzip
import json
import re
import secrets
import signal
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import Chat, House, running

LANGUAGES = ("fi", "sv", "en")
ADDRESS = re.compile(rb"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b")
# Our own: loopback in the parts' addresses, the wildcard, and version numbers of files.
OWN_ADDRESSES = {b"127.0.0.1", b"0.0.0.0"}


def canary() -> str:
    """Return a word that nobody else writes."""
    return "kanaria" + secrets.token_hex(6)


def forms(word: str) -> set[bytes]:
    """Return the word as it might lie on a disk."""
    raw = word.encode()
    return {
        raw,
        raw.upper(),
        word.encode("utf-16-le"),
        json.dumps(word).strip('"').encode(),
        urllib.parse.quote(word).encode(),
        base64.b64encode(raw).rstrip(b"=")[:-1],
        base64.b64encode(b"x" + raw)[4:-4],
        base64.b64encode(b"xx" + raw)[4:-4],
    }


def opened(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and what is inside when it is compressed."""
    data = path.read_bytes()
    yield data
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            yield unpack(data)
        except (OSError, zlib.error, EOFError):
            continue


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    # Every place a part could write to is in one folder: temporary files, home, cache.
    folder = tmp_path_factory.mktemp("canary")
    for name in ("tmp", "home"):
        (folder / name).mkdir()
    places = {
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
        "MPLCONFIGDIR": str(folder / "home"),
    }
    with running(folder, "web", "rasa", "actions", **places) as started:
        yield started


def test_logs_hold_no_addresses_of_people(house: House) -> None:
    for number in range(3):
        house.say(f"someone {number}", "moi")
    house.get("/help?lang=sv")
    house.get("/nowhere")
    for path in house.log.glob("*.log"):
        seen = set(ADDRESS.findall(path.read_bytes()))
        assert seen <= OWN_ADDRESSES, path.name
        assert b"Mozilla" not in path.read_bytes()
        assert b"urllib" not in path.read_bytes().lower(), path.name


def test_no_trace_of_a_hundred_conversations(house: House) -> None:
    planted: list[str] = []

    def word() -> str:
        planted.append(canary())
        return planted[-1]

    _talk(house, word, n_chats=60)
    _refused(house, word)
    house.kill("actions")
    for number in range(5):
        house.say(f"raising {number}", f"haluan puhua ihmiselle {word()}")
    house.kill("rasa", signal.SIGSTOP)
    for language in LANGUAGES:
        Chat(house, language=language).say(f"en saa unta {word()}")
    house.kill("rasa", signal.SIGCONT)
    for number in range(15):
        house.say(f"thawed {number}", f"hei {word()}", LANGUAGES[number % 3])
    house.kill("web")
    house.stop()
    assert len(planted) >= 100
    found = [
        str(path.relative_to(house.var))
        for path in house.var.rglob("*")
        if path.is_file()
        for data in opened(path)
        for one in planted
        if any(form in data for form in forms(one))
    ]
    assert found == []


def _talk(house: House, word: Callable[[], str], *, n_chats: int) -> None:
    endings = ("en jaksa enää elää", "huomenna on koe", "mulla ei oo ketään")
    for number in range(n_chats):
        chat = Chat(house, language=LANGUAGES[number % 3])
        chat.say(f"{endings[number % 3]} {word()}")
        if number % 4 == 0:
            chat.send(type="end")
        chat.close()


def _refused(house: House, word: Callable[[], str]) -> None:
    for number in range(6):
        chat = Chat(house)
        chat.say(f"{word()} " + "ha " * 500)
        chat.send_raw(f"no json {word()}")
        chat.until("reply", "error")
        chat.send(type="unheard of", text=word())
        chat.close()
        house.post({"sender": f"{number}", "message": [word()]})
