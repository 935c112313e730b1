"""Meanings that ship: small, near enough, and never in the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot import meanings
from bot.content import load
from bot.meanings import SHIPPED, key_of, pack, shipped

# So many bytes do not stand in 9 MB of numbers by chance.
TELLING = 13


def test_what_is_packed_comes_back_nearly_the_same(tmp_path: Path) -> None:
    rows = np.random.default_rng(7).normal(0.05, 0.02, (50, 384)).astype(np.float32)
    packed = {key_of(str(n)): row for n, row in enumerate(rows)}
    pack(packed, tmp_path / "m.npz")
    found = shipped(tmp_path / "m.npz")
    assert set(found) == set(packed)
    worst = max(np.abs(found[key] - packed[key]).max() for key in packed)
    assert worst < 0.001


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
def test_a_file_that_cannot_be_read_is_left_aside(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "m.npz"
    if content is not None:
        path.write_bytes(content)
    assert shipped(path) == {}


def test_no_text_can_be_read_back() -> None:
    texts = [r.encode() for t in load().topics.values() for r in t.examples["fi"]]
    rows = {row for row in texts if len(row) >= TELLING}
    one = max(rows, key=len)
    assert _standing_in(b"before" + one + b"after", rows) == [one]
    assert _standing_in(SHIPPED.read_bytes(), rows) == []


def _standing_in(raw: bytes, rows: set[bytes]) -> list[bytes]:
    """Return the rows that stand in the bytes, by their first letters."""
    by_start: dict[bytes, list[bytes]] = {}
    for row in rows:
        by_start.setdefault(row[:TELLING], []).append(row)
    return [
        row
        for at in range(len(raw))
        for row in by_start.get(raw[at : at + TELLING], ())
        if raw.startswith(row, at)
    ]


def test_most_examples_need_no_computing() -> None:
    known = shipped()
    rows = [r for t in load().topics.values() for r in t.examples["fi"]]
    assert sum(key_of(row) in known for row in rows) > 0.9 * len(rows)


def test_nothing_to_pack_says_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    assert meanings.main() == 1
    assert "python -m bot train" in capsys.readouterr().err


def test_a_meaning_travels_as_text() -> None:
    meant = np.linspace(-0.3, 0.3, 384).astype(np.float32)
    assert meanings.from_text(meanings.to_text(meant)) == pytest.approx(meant, abs=1e-3)


@pytest.mark.parametrize("text", ["", "ei", "å", None, 7, meanings.to_text(np.ones(3))])
def test_what_is_no_meaning_is_none(text: object) -> None:
    assert meanings.from_text(text) is None
