"""Inputs that bench/fuzz_safety.py found, and hand-made ones of the same kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.fuzz_safety import Try, run

FOUND = Path(__file__).with_name("data") / "fuzz_found.jsonl"
ROWS = [json.loads(line) for line in FOUND.read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["what"])
def test_what_the_fuzzer_found_stays_mended(row: dict[str, Any]) -> None:
    run(Try.of(row))
