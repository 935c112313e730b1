"""Parts die one by one; the young person still gets the help card and kind words."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import Chat, House, running

CRISIS = "en jaksa enää elää"


def kinds(frames: list[dict[str, object]]) -> list[object]:
    return [frame["type"] for frame in frames]


def card_ids(frames: list[dict[str, object]]) -> list[str]:
    cards = [frame for frame in frames if frame["type"] == "help_card"]
    return [service["id"] for service in cards[0]["services"]]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("var")
    with running(
        var, "web", "rasa", "actions", RINNALLA_RASA_TIMEOUT_S="2.8"
    ) as started:
        yield started


def test_parts_die_one_by_one(breakable: House) -> None:
    house = breakable
    with_rasa = card_ids(Chat(house).say(CRISIS))

    house.kill("actions")
    reply = Chat(house).say("haluan puhua oikealle ihmiselle")[-1]
    assert reply["type"] == "reply"
    assert reply["bubbles"]

    chat = Chat(house)
    chat.say("en saa unta vaikka oon väsynyt")
    house.kill("rasa", signal.SIGSTOP)
    frozen = chat.say("entä jos herään yöllä")[-1]
    assert frozen["type"] == "reply"
    assert frozen["choices"], "the menu works without Rasa"
    house.kill("rasa", signal.SIGCONT)

    house.kill("rasa")
    crisis = Chat(house)
    frames = crisis.say(CRISIS)
    assert card_ids(frames) == with_rasa
    assert frames[-1]["choices"]
    said = [frames[-1]["bubbles"]]
    for words in ("joo", "en voi puhua ääneen", "en uskalla soittaa", "en tiiä"):
        answer = crisis.say(words)
        assert answer[-1]["bubbles"] not in said, words
        said.append(answer[-1]["bubbles"])

    everyday = Chat(house, language="sv")
    first = everyday.say("ja kan int somna på kvällarna")[-1]
    second = everyday.say("ja e så trött")[-1]
    assert first["bubbles"] != second["bubbles"], "a second failure is worded anew"
    area = everyday.choose(first["choices"][0]["payload"])[-1]
    topic = everyday.choose(area["choices"][0]["payload"])[-1]
    assert topic["bubbles"], "steps need no Rasa either"

    token = crisis.welcome["token"]
    signed = next(f["crisis"] for f in frames if f["type"] == "help_card")
    house.kill("web")
    house.start("web")
    house.wait_for_part("web")
    back = Chat(house, token=str(token), crisis=str(signed))
    assert back.welcome["resumed"] is False
    assert card_ids([back.receive()]) == with_rasa
    assert "help_card" not in kinds(back.say("ootko sä vielä siinä"))

    house.start("rasa")
    house.start("actions")
    house.wait_until_ready()
    assert Chat(house).say("en saa unta vaikka oon väsynyt")[-1]["choices"]


def test_a_store_that_cannot_be_written_changes_nothing_in_the_chat(
    tmp_path: Path,
) -> None:
    (tmp_path / "stats.db").mkdir()
    with running(tmp_path, "web") as house:
        frames = Chat(house).say(CRISIS)
        assert "help_card" in kinds(frames)
        assert frames[-1]["bubbles"]


def test_core_dumps_are_off(breakable: House) -> None:
    limits = Path(f"/proc/{breakable.processes['web'].pid}/limits").read_text()
    line = next(row for row in limits.splitlines() if "core file" in row)
    assert line.split()[4] == "0", line


def test_only_the_edge_can_be_reached_from_outside(breakable: House) -> None:
    """Rasa and the actions listen on loopback, and Rasa's channel wants its token."""
    settings = breakable.settings
    for port in (settings.rasa_port, settings.actions_port):
        assert _listening_addresses(port) == {"127.0.0.1"}
    status, _ = breakable.post_to(
        f"http://127.0.0.1:{settings.rasa_port}/webhooks/web/turn",
        {"sender": "x", "message": "moi"},
    )
    assert status == 403


def _listening_addresses(port: int) -> set[str]:
    found = set()
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, state = row.split()[1], row.split()[3]
        address, _, number = local.partition(":")
        if int(number, 16) == port and state == "0A":
            octets = bytes.fromhex(address)[::-1]
            found.add(".".join(str(octet) for octet in octets))
    return found


def test_nothing_is_left_running(tmp_path: Path) -> None:
    with running(tmp_path, "web") as house:
        pid = house.processes["web"].pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
