"""The report's words in fi, sv and en, from ``words.yml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.disclosure import Cell

FILE = Path(__file__).with_name("words.yml")
SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@cache
def load() -> dict[str, Any]:
    """Return all words: a text per language under each key."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **fields: object) -> str:
        """Return the text under a dotted key, with its fields filled in.

        Raises:
            KeyError: There is no such text.
        """
        found: Any = load()
        for part in key.split("."):
            found = found[part]
        return str(found[self.language]).format(**fields)

    def number(self, n: int) -> str:
        """Return a number as people write it."""
        return f"{n:,}".replace(",", SPACE)

    def decimal(self, n: float) -> str:
        """Return a number with one decimal."""
        text = f"{n:.1f}".replace("-", MINUS)
        return text if self.language == "en" else text.replace(".", ",")

    def unit(self, value: float, unit: str) -> str:
        """Return a value of a measure with its unit."""
        if unit == "percent":
            return self("percent", n=self.decimal(value))
        if unit == "points":
            return f"{value:+.0f}".replace("-", MINUS) if round(value) else "0"
        return self.decimal(value)

    def between(self, low: float, high: float, unit: str) -> str:
        """Return an interval, its unit said once."""
        least = self.decimal(low) if unit == "percent" else self.unit(low, unit)
        return self("range", low=least, high=self.unit(high, unit))

    def aim(self, id: str) -> str:
        """Return the aim of a measure, a dash where none was set."""
        return self(f"measures.{id}.aim") if "aim" in load()["measures"][id] else "–"

    def cell(self, cell: Cell) -> str:
        """Return a count in words; a hidden one never looks like 0."""
        if cell.n is not None:
            return self.number(cell.n)
        if cell.below is None:
            return self("hidden")
        return self("fewer_than", n=cell.below)

    def sum(self, cells: Sequence[Cell]) -> str:
        """Return a count of several quarters; at least so many where one is hidden."""
        shown = [cell.n for cell in cells if cell.n is not None]
        if len(cells) == 1:
            return self.cell(cells[0])
        n = self.number(sum(shown))
        if len(shown) == len(cells):
            return n
        return self("at_least", n=n) if any(shown) else self("hidden")

    def days(self, since: date, until: date) -> str:
        """Return the first and last day of the period."""
        return self("days", since=self._day(since), until=self._day(until))

    def label(self, label: str) -> str:
        """Return a month ("2026-04") or a quarter ("2026-Q2") in words."""
        year, part = label.split("-")
        if part.startswith("Q"):
            return self("quarter", n=part[1:], year=year)
        return self("month", name=self(f"months.{int(part)}"), year=year)

    def _day(self, day: date) -> str:
        name = self(f"months.{day.month}")
        return self("date", day=day.day, month=day.month, name=name, year=day.year)
