"""The audit log: only added to, one line each, gone after 24 months."""

from __future__ import annotations

import sqlite3
import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.audit import ACTS, COLUMNS, FILE, KEPT, Audit, AuditError, Entry

NOW = datetime(2026, 11, 25, 9, 30, 15, 999, tzinfo=timezone.utc)


def add(
    var: Path,
    act: str = "sign",
    subject: str = "topics/sleep fi",
    *,
    now: datetime = NOW,
) -> None:
    Audit(var).add("a1b2", "Aino", act, subject, now=now)


def test_the_last_act_comes_first_and_says_all(tmp_path: Path) -> None:
    add(tmp_path)
    add(tmp_path, "switch", "help_only on", now=NOW + timedelta(hours=1))
    assert Audit(tmp_path).entries() == [
        Entry("2026-11-25T10:30:15+00:00", "a1b2", "Aino", "switch", "help_only on"),
        Entry("2026-11-25T09:30:15+00:00", "a1b2", "Aino", "sign", "topics/sleep fi"),
    ]
    assert [one.act for one in Audit(tmp_path).entries(act="sign")] == ["sign"]
    assert len(Audit(tmp_path).entries(1)) == 1
    assert len(Audit(tmp_path).entries(-1)) == 2


def test_an_empty_log_makes_no_file(tmp_path: Path) -> None:
    assert Audit(tmp_path).entries() == []
    assert not Audit(tmp_path).has("a1b2", "sign_in", since=NOW)
    assert list(tmp_path.iterdir()) == []


def test_only_known_acts_are_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sign_in"):
        add(tmp_path, "read_chat")
    assert not (tmp_path / FILE).exists()
    for act in ACTS:
        add(tmp_path, act)
    assert len(Audit(tmp_path).entries()) == len(ACTS)


def test_a_text_becomes_one_short_line(tmp_path: Path) -> None:
    add(tmp_path, subject=" a\nb\x00c " + "x" * 900)
    (entry,) = Audit(tmp_path).entries()
    assert entry.subject.startswith("a b c x")
    assert len(entry.subject) == 200


def test_rows_are_deleted_after_24_months_by_themselves(tmp_path: Path) -> None:
    add(tmp_path, "edit", now=NOW - KEPT - timedelta(seconds=1))
    add(tmp_path, "hide", now=NOW - KEPT)
    add(tmp_path)
    assert [one.act for one in Audit(tmp_path).entries()] == ["sign", "hide"]


def test_a_row_cannot_be_changed(tmp_path: Path) -> None:
    add(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        connection.execute("update entries set name = 'somebody else'")
    connection.close()


def test_the_file_is_for_its_owner_and_has_these_columns_only(tmp_path: Path) -> None:
    add(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    connection = sqlite3.connect(tmp_path / FILE)
    rows = connection.execute("pragma table_info(entries)").fetchall()
    connection.close()
    assert tuple(row[1] for row in rows) == COLUMNS


def test_a_sign_in_is_found_since_its_time(tmp_path: Path) -> None:
    add(tmp_path, "sign_in", "moderator")
    audit = Audit(tmp_path)
    assert audit.has("a1b2", "sign_in", since=NOW)
    assert not audit.has("a1b2", "sign_in", since=NOW + timedelta(seconds=1))
    assert not audit.has("other", "sign_in", since=NOW)


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    with pytest.raises(AuditError, match="nothing is changed"):
        add(tmp_path)
    with pytest.raises(AuditError):
        Audit(tmp_path).entries()
