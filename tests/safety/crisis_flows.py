"""The flows of ``data/crisis`` as plain values, for tests that need no loader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from safety.service_data import DATA

BUILT_IN = frozenset({"end", "menu", "listen", "human", "other", "back"})


@dataclass(frozen=True)
class Choice:
    to: str
    when: tuple[str, ...]
    label: dict[str, str]


@dataclass(frozen=True)
class Step:
    say: dict[str, list[str]]
    choices: tuple[Choice, ...]
    asks: str | None
    services: tuple[str, ...]


@dataclass(frozen=True)
class Flow:
    id: str
    categories: tuple[str, ...]
    steps: dict[str, Step]


@cache
def flows() -> dict[str, Flow]:
    """Read every flow, once."""
    files = sorted((DATA / "crisis").glob("*.yml"))
    rows = (yaml.safe_load(file.read_text("utf-8")) for file in files)
    return {row["id"]: _flow(row) for row in rows}


def steps() -> list[tuple[str, Step]]:
    """Return all steps with their full ids."""
    return [
        (f"{flow.id}.{name}", step)
        for flow in flows().values()
        for name, step in flow.steps.items()
    ]


def step(full_id: str) -> Step:
    """Return a step by its full id."""
    flow, _, name = full_id.partition(".")
    return flows()[flow].steps[name]


def _flow(row: dict[str, Any]) -> Flow:
    own = {name: _step(row["id"], data) for name, data in row["steps"].items()}
    return Flow(row["id"], tuple(row["categories"]), own)


def _step(flow: str, data: dict[str, Any]) -> Step:
    return Step(
        say=data["say"],
        choices=tuple(_choice(flow, row) for row in data["choices"]),
        asks=data.get("asks"),
        services=tuple(data.get("services", ())),
    )


def _choice(flow: str, row: dict[str, Any]) -> Choice:
    to = row["to"]
    full = to if "." in to or to in BUILT_IN else f"{flow}.{to}"
    return Choice(full, tuple(row.get("when", ())), row["label"])
