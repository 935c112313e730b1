"""Topic finding on messages nobody trained on, with and without its parts.

    .venv-rasa/bin/python -m bench.understanding

Trains the NLU part three times into a temporary folder and prints the shares for each
language. Ten minutes.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from bot.dialogue.understand import answer, keep_texts_out_of_the_log

ROOT = Path(__file__).resolve().parent.parent
DIALOGUE = ROOT / "bot" / "dialogue"
UNSEEN = ROOT / "tests" / "bot" / "data" / "understand_exam.jsonl"
RERANKER = "bot.dialogue.reranker.MeaningReranker"
BASICS = ("smalltalk", "out_of_scope")
Row = dict[str, Any]


def config_without(components: Collection[str], folder: Path) -> Path:
    """Write the pipeline's configuration, less some components; return its path."""
    config = yaml.safe_load((DIALOGUE / "config.yml").read_text(encoding="utf-8"))
    kept = [part for part in config["pipeline"] if part["name"] not in components]
    config["pipeline"] = kept
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path


async def answers(model: str, rows: list[Row]) -> list[Row]:
    """Return what ``python -m bot understand`` would print for each row."""
    agent = Agent.load(model)
    return [answer(await agent.parse_message(row["text"])) for row in rows]


def share(hits: list[bool]) -> str:
    """Return a share in per cent."""
    return f"{100 * sum(hits) / len(hits):6.1f} %"


def table(rows: list[Row], found: list[Row]) -> str:
    """Return the table for one model."""
    pairs = list(zip(rows, found, strict=True))
    out = f"{'':<5}{'first':>9}{'in three':>9}{'indirect':>9}{'off topic':>10}\n"
    for language in ("fi", "sv", "en"):
        here = [(r, f) for r, f in pairs if r["lang"] == language]
        topics = [(r, f) for r, f in here if r["topic"] not in BASICS]
        first = [r["topic"] == f["topic"] for r, f in topics]
        three = [
            r["topic"] in [t["topic"] for t in f["ranking"][:3]] for r, f in topics
        ]
        indirect = [
            r["topic"] == f["topic"] for r, f in topics if r["kind"] == "indirect"
        ]
        refused = [f["topic"] == r["topic"] for r, f in here if r["topic"] == BASICS[1]]
        out += f"{language:<5}{share(first):>9}{share(three):>9}"
        out += f"{share(indirect):>9}{share(refused):>10}\n"
    return out


def main() -> int:
    """Measure and print; return the exit code."""
    keep_texts_out_of_the_log()
    rows = [json.loads(line) for line in UNSEEN.read_text("utf-8").splitlines()]
    for name, left_out in (
        ("as it ships", ()),
        ("without the reranker", (RERANKER,)),
        ("without meaning", (RERANKER, "bot.dialogue.meaning.MeaningFeaturizer")),
    ):
        with tempfile.TemporaryDirectory() as folder:
            model = train_nlu(
                str(config_without(left_out, Path(folder))),
                # The importer brings the examples; Rasa only wants a file here.
                str(DIALOGUE / "rules.yml"),
                folder,
                domain=str(DIALOGUE / "domain.yml"),
            )
            found = asyncio.run(answers(str(model), rows))
        sys.stdout.write(f"\n{name}\n{table(rows, found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
