"""The dashboard's words in fi, sv and en; they live in ``texts/``, a file a page."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.languages import LANGUAGES
from bot.wording import MINUS, Wording
from dashboard.shaping import DAY, STEPS

TEXTS = Path(__file__).with_name("texts")

# Numbers part in threes by a thin space that does not break, in all three languages.
THIN = "\N{NARROW NO-BREAK SPACE}"
DATES = {"fi": "{0.day}.{0.month}.", "sv": "{0.day}.{0.month}.", "en": "{0.day} {0:%b}"}
AXIS_DATES = {"fi": "%-d.%-m.", "sv": "%-d.%-m.", "en": "%-d %b"}


@cache
def load() -> dict[str, Any]:
    """Return all words: a text per language under each key.

    Raises:
        ValueError: Two files have the same key at the top.
    """
    words: dict[str, Any] = {}
    for file in sorted(TEXTS.glob("*.yml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        if twice := words.keys() & data.keys():
            raise ValueError(f"{file.name}: {sorted(twice)} is in another file too")
        words |= data
    return words


class Words(Wording):
    """The dashboard's words in one language; Finnish where it is not known."""

    def __init__(self, language: str) -> None:
        known = language if language in LANGUAGES else LANGUAGES[0]
        super().__init__(known, load(), space=THIN)

    def of(self, group: str, id: str) -> str:
        """Return the name of an id, or the id itself where no name was written."""
        names = self.texts[group]
        return str(names[id][self.language]) if id in names else id

    def percent(self, share: float | None) -> str:
        """Return a share in words."""
        return self("no_share") if share is None else f"{share:.0f}{THIN}%"

    def signed(self, percent: int | None) -> str:
        """Return a change in words, with its sign."""
        if percent is None:
            return self("no_share")
        sign = "+" if percent > 0 else MINUS if percent < 0 else "±"
        return f"{sign}{abs(percent)}{THIN}%"

    def estimate(self, value: float, low: float, high: float, n: int) -> str:
        """Return a share with its interval and how many it is of."""
        return f"{self.percent(value)} ({self.interval(low, high, n)})"

    def points(self, score: float) -> str:
        """Return a score from -100 to 100, with its sign."""
        points = round(score)
        return f"+{points}" if points > 0 else _minus(points)

    def interval(
        self, low: float, high: float, n: int, *, unit: str = f"{THIN}%"
    ) -> str:
        """Return a 95 % interval and how many answers it comes from."""
        return self(
            "interval",
            low=_minus(round(low)),
            high=f"{_minus(round(high))}{unit}",
            n=self.number(n),
        )

    def day(self, day: date) -> str:
        """Return a day without its year."""
        return DATES[self.language].format(day)

    def period(self, start: date, step: str) -> str:
        """Return a step of a series: a day, or its first and last day."""
        if step == DAY:
            return self.day(start)
        last = date.fromordinal(start.toordinal() + STEPS[step] - 1)
        return f"{self.day(start)}–{self.day(last)}"

    @property
    def axis_dates(self) -> str:
        """Format of days on an axis (d3)."""
        return AXIS_DATES[self.language]


def _minus(n: int) -> str:
    return str(n).replace("-", MINUS)
