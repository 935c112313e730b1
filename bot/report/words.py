"""The report's words in fi, sv and en, from ``words.yml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.disclosure import Cell
from bot.wording import MINUS, Wording

FILE = Path(__file__).with_name("words.yml")
SPACE = "\N{NO-BREAK SPACE}"


@cache
def load() -> dict[str, Any]:
    """Return all words: a text per language under each key."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


class Words(Wording):
    """The report's words in one language."""

    def __init__(self, language: str) -> None:
        super().__init__(language, load(), space=SPACE)

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
        return (
            self(f"measures.{id}.aim") if "aim" in self.texts["measures"][id] else "–"
        )

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
