"""Search over the published passages: is the right one among the first three?

    .venv/bin/python -m bench.search

Reads questions with the passages that answer them (tests/bot/data/search.jsonl; some
have none) and prints shares, what each threshold would do, and how long a search takes:
alone, as while Rasa is away, and guided by the topics that Rasa thinks of.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bot import search, settings
from bot.content import load
from bot.model import LANGUAGES
from bot.search import Hit, Index
from safety.reader.features import meaning

QUESTIONS = Path(__file__).parents[1] / "tests" / "bot" / "data" / "search.jsonl"
N_FIRST = 3
THRESHOLDS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2)


@dataclass(frozen=True)
class Asked:
    """A question, the steps that answer it, and what was found."""

    language: str
    steps: tuple[str, ...]
    hits: tuple[Hit, ...]

    @property
    def is_right(self) -> bool:
        """The passage is among the first three."""
        return bool({hit.step for hit in self.hits} & set(self.steps))

    @property
    def is_first(self) -> bool:
        """The passage is the first one."""
        return bool(self.hits) and self.hits[0].step in self.steps


def guesses() -> list[dict[str, float]]:
    """Return the topics that Rasa thinks of for each question."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "understand"],
        input=QUESTIONS.read_bytes(),
        stdout=subprocess.PIPE,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [{r["topic"]: r["confidence"] for r in a["ranking"]} for a in answers]


def ask(
    index: Index, guided: list[dict[str, float]] | None = None
) -> tuple[list[Asked], list[float]]:
    """Return what was found, and the seconds each search took."""
    asked, seconds = [], []
    for number, line in enumerate(QUESTIONS.read_text("utf-8").splitlines()):
        row = json.loads(line)
        known = guided[number] if guided else {}
        started = time.perf_counter()
        hits = index.find(row["text"], row["lang"], n=N_FIRST, guesses=known)
        seconds.append(time.perf_counter() - started)
        asked.append(Asked(row["lang"], tuple(row["steps"]), tuple(hits)))
    return asked, seconds


def told(asked: list[Asked]) -> str:
    """Return the shares of right passages by language, and by threshold."""
    lines = []
    answered = [a for a in asked if a.steps]
    for language in (*LANGUAGES, "all"):
        mine = [a for a in answered if language in (a.language, "all")]
        first = 100 * statistics.fmean(a.is_first for a in mine)
        three = 100 * statistics.fmean(a.is_right for a in mine)
        shares = f"first {first:.1f} % in three {three:.1f} %"
        lines.append(f"{language:<4} n {len(mine):>3} {shares}")
    for least in THRESHOLDS:
        shown = [a for a in asked if a.hits and a.hits[0].score >= least]
        right = sum(a.is_first for a in shown)
        empty = sum(not a.steps for a in shown)
        lines.append(
            f"threshold {least}: shown {len(shown)} of {len(asked)}, right {right}, "
            f"for questions without an answer {empty}"
        )
    return "\n".join(lines)


def main() -> int:
    """Ask all questions and print; return the exit code."""
    content = load()
    path = search.path_of(settings.load().var, content)
    if not path.exists():
        sys.stderr.write("rinnalla: no index yet; run first: python -m bot train\n")
        return 1
    index = Index(path, content, meaning)
    for name, known in (("alone", None), ("guided by Rasa", guesses())):
        asked, seconds = ask(index, known)
        ranked = sorted(seconds)
        sys.stdout.write(f"{name}\n{told(asked)}\n")
        sys.stdout.write(
            f"ms: p50 {1000 * statistics.median(ranked):.1f}, "
            f"p95 {1000 * ranked[int(0.95 * len(ranked))]:.1f}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
