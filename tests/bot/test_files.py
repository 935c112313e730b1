"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.files import write_whole


def test_a_file_is_written_and_nothing_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "one.yml"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert os.listdir(tmp_path) == ["one.yml"]


def test_who_may_read_it_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "one.yml"
    path.write_bytes(b"first")
    path.chmod(0o640)
    write_whole(path, b"second")
    assert path.stat().st_mode & 0o777 == 0o640


def test_what_was_there_stays_when_it_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.yml"
    path.write_bytes(b"first")

    def full(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert os.listdir(tmp_path) == ["one.yml"]
