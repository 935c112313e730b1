"""The lists of words and names in ``data/lexicons/``: data that no code repeats."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "data" / "lexicons"


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return what ``data/lexicons/<name>.yml`` holds."""
    held = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    assert isinstance(held, dict), name
    return held
