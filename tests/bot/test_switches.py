"""The switches: written whole, read tolerantly, a notice signed before it is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot import switches
from bot.switches import FILE, LONGEST, Notice, Reader, SwitchError, Switches

NOW = datetime(2026, 11, 25, 9, tzinfo=timezone.utc)
WORDS = {
    "fi": "Koulussa on tapahtunut ikävä asia.\nVoit kertoa, miltä sinusta tuntuu.",
    "sv": "Något sorgligt har hänt i skolan.\nDu kan berätta hur du mår.",
    "en": "Something sad has happened at school.\nYou can tell how you feel.",
}


def notice(**changes: Any) -> Notice:
    drafted = Notice(WORDS, NOW + timedelta(days=3), ("grief",), "moderator1")
    return replace(drafted, **changes)


def signed(var: Path) -> Switches:
    version = notice().version
    switches.draft_notice(var, notice(), now=NOW)
    return switches.sign_notice(var, version, signer="professional1", now=NOW)


def test_without_a_file_nothing_is_switched(tmp_path: Path) -> None:
    assert switches.read(tmp_path / "none") == Switches()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    all_of_them = Switches(True, notice(signed_by="p"), notice(topics=()))
    switches.write(tmp_path, all_of_them)
    assert switches.read(tmp_path) == all_of_them
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"help_only": "yes"}',
        '{"help_only": true, "notice": {"words": {"fi": "a"}}}',
        '{"help_only": true, "notice": 3}',
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_broken_file_switches_nothing_and_is_told_once(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).write_text(text, encoding="latin-1")
    assert switches.read(tmp_path) == switches.read(tmp_path) == Switches()
    assert capsys.readouterr().err.count(FILE) == 1


def test_a_time_without_its_zone_is_refused(tmp_path: Path) -> None:
    switches.write(tmp_path, Switches(notice=notice(signed_by="p")))
    data = json.loads((tmp_path / FILE).read_text())
    data["notice"]["until"] = "2026-11-28T09:00:00"
    (tmp_path / FILE).write_text(json.dumps(data))
    assert switches.read(tmp_path) == Switches()


def test_a_draft_is_not_shown_until_it_is_signed(tmp_path: Path) -> None:
    drafted = switches.draft_notice(tmp_path, notice(signed_by="myself"), now=NOW)
    assert drafted.shown(NOW) is None
    assert drafted.draft and drafted.draft.signed_by is None
    shown = signed(tmp_path).shown(NOW)
    assert shown and shown.words == WORDS and shown.signed_by == "professional1"


def test_a_shown_notice_stays_while_another_is_drafted(tmp_path: Path) -> None:
    signed(tmp_path)
    other = notice(topics=("sleep",))
    both = switches.draft_notice(tmp_path, other, now=NOW)
    assert both.shown(NOW) == notice(signed_by="professional1")
    assert both.draft == other
    assert switches.drop_draft(tmp_path).draft is None


def test_a_draft_that_was_changed_meanwhile_is_not_signed(tmp_path: Path) -> None:
    switches.draft_notice(tmp_path, notice(), now=NOW)
    read_by_signer = notice().version
    changed = notice(words={**WORDS, "en": "Something else."})
    switches.draft_notice(tmp_path, changed, now=NOW)
    with pytest.raises(SwitchError, match="changed"):
        switches.sign_notice(tmp_path, read_by_signer, signer="p", now=NOW)
    assert switches.read(tmp_path).notice is None


def test_a_notice_ends_by_itself_and_at_once(tmp_path: Path) -> None:
    found = signed(tmp_path)
    end = notice().until
    assert found.shown(end - timedelta(seconds=1))
    assert found.shown(end) is None
    assert switches.end_notice(tmp_path).shown(NOW) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": {**WORDS, "sv": "  "}}, "language_missing"),
        ({"words": {"fi": "Hei"}}, "language_missing"),
        ({"words": {**WORDS, "fi": "a" * 301}}, "too_long"),
        ({"until": NOW}, "bad_end"),
        ({"until": NOW + LONGEST + timedelta(minutes=1)}, "bad_end"),
    ],
)
def test_a_notice_has_its_bounds(
    tmp_path: Path, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(SwitchError, match=code):
        switches.draft_notice(tmp_path, notice(**changes), now=NOW)
    assert not (tmp_path / FILE).exists()


def test_a_draft_whose_end_is_over_is_not_signed(tmp_path: Path) -> None:
    switches.draft_notice(tmp_path, notice(), now=NOW)
    later = notice().until
    with pytest.raises(SwitchError, match="bad_end"):
        switches.sign_notice(tmp_path, notice().version, signer="p", now=later)


def test_help_only_leaves_the_notice_as_it_is(tmp_path: Path) -> None:
    before = signed(tmp_path)
    assert switches.set_help_only(tmp_path, True) == replace(before, help_only=True)
    assert switches.set_help_only(tmp_path, False) == before


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "var"
    blocked.write_text("no folder")
    with pytest.raises(SwitchError, match="not_written"):
        switches.set_help_only(blocked, True)


def test_the_edge_looks_every_two_seconds_at_most(tmp_path: Path) -> None:
    at = [100.0]
    reader = Reader(tmp_path, clock=lambda: at[0])
    assert not reader().help_only
    switches.set_help_only(tmp_path, True)
    at[0] += 1.9
    assert not reader().help_only
    at[0] += 0.2
    assert reader().help_only
    (tmp_path / FILE).unlink()
    at[0] += 2
    assert not reader().help_only
