"""Compare the detector with open systems and a keyword list, and time it.

    .venv/bin/python -m bench.safety [--write]

One run, side by side: the open systems on the English messages, the keyword list on
all. Installs the systems under var/ the first time. With ``--write`` the tables go
into docs/safety-case.md (blocks "compared" and "speed"); the speeds differ from run
to run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.isolated import ROOT, installed
from bench.safety_case import (
    CORPUS,
    DATA,
    is_blind,
    is_tuned,
    is_unseen,
    out_of_fold,
    topics,
    write,
)
from bench.safety_tables import DANGER, table
from bench.scores import LANGUAGES, Remembering, Share, shipped_reader
from safety import Level, assess
from safety.folding import strip_marks
from safety.labelled import Labelled, labelled_in, read_labelled, single_sets
from safety.reader import Opinion, SecondReader, features
from safety.session import Second
from tests.safety.test_properties import HOSTILE

OWN_TASK = {"suicide", "self_harm"}
"""What all of the systems were made for."""
N_ROUNDS = 3
N_READ = 400
"""Messages the second reader is timed on."""
KEPT = "kept apart"
System = Callable[[str], bool]


def groups() -> dict[str, list[Labelled]]:
    """Return the messages to compare on, by what is known of them."""
    paths = single_sets(DATA)
    corpus = labelled_in(CORPUS)
    found = {
        "blind sets": _of(path for path in paths if is_blind(path.stem)),
        "unseen sets": _of(path for path in paths if is_unseen(path.stem)),
        KEPT: [m for m in corpus if m.kept],
        "looked at": _of(path for path in paths if is_tuned(path.stem)),
    }
    return {name: messages for name, messages in found.items() if messages}


def _of(paths: Iterable[Path]) -> list[Labelled]:
    return [message for path in paths for message in read_labelled(path)]


def by_keywords(language: str) -> System:
    """Return the keyword list of a language as a system."""
    listed = yaml.safe_load((ROOT / "bench" / "keywords.yml").read_text("utf-8"))
    words = [re.escape(strip_marks(w)).replace(r"\*", r"\w*") for w in listed[language]]
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b")
    return lambda text: pattern.search(strip_marks(text)) is not None


def by_rules(text: str) -> bool:
    """Tell whether the rules alone bring a help card."""
    return assess(text)[0].level >= Level.ELEVATED


def timed(system: System, texts: Sequence[str]) -> tuple[list[bool], float]:
    """Return the alarms of a system, and its processor seconds."""
    system(texts[0])
    started = time.process_time()
    return [system(text) for text in texts], time.process_time() - started


def others(texts: Sequence[str]) -> dict[str, tuple[list[bool], float]]:
    """Return the alarms and seconds of the open systems, run in their own process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.systems"],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(installed("systems"))},
        check=True,
    )
    found = json.loads(done.stdout)
    return {name: (f["alarms"], f["seconds"]) for name, f in found.items()}


@dataclass(frozen=True)
class Recorded:
    """A second reader whose opinions are known already."""

    opinions: dict[str, Opinion]

    def read(self, text: str) -> Opinion:
        """Say what was said of this text."""
        return self.opinions[text]


def with_reader(second: Second, *, or_asked: bool) -> System:
    """Return rules and second reader as a system."""

    def alarms(text: str) -> bool:
        found, _ = assess(text, second=second)
        return found.level >= Level.ELEVATED or (or_asked and found.check)

    return alarms


def compared(reader: SecondReader) -> tuple[str, str]:
    """Return the table of what is found, and that of how fast."""
    corpus = labelled_in(CORPUS)
    opinions = zip(corpus, out_of_fold(corpus), strict=True)
    unseen = Recorded({m.text: opinion for m, opinion in opinions})
    remembering = Remembering(reader)
    rows: list[list[object]] = []
    speeds: list[list[object]] = []
    for name, messages in groups().items():
        second = unseen if name == KEPT else remembering
        for lang in LANGUAGES:
            mine = [m for m in messages if m.lang == lang]
            texts = [m.text for m in mine]
            ours = {
                "our rules alone": by_rules,
                "with the second reader": with_reader(second, or_asked=False),
                "with it, alarm or asked about": with_reader(second, or_asked=True),
                "keyword list": by_keywords(lang),
            }
            found = {told: timed(system, texts) for told, system in ours.items()}
            found |= others(texts) if lang == "en" else {}
            rows += [[name, lang, s, *_shares(mine, a)] for s, (a, _) in found.items()]
            if lang == "en":
                speeds += [
                    [name, system, f"{len(texts) / seconds:,.0f}"]
                    for system, (_, seconds) in found.items()
                    if not system.startswith("with")  # remembered, so not timed
                ]
    remembering.save()
    head = ["", "", "", "danger seen", "of it, suicide or self-harm seen"]
    head += ["false alarms on `none`", "on `concern`"]
    return table(head, rows), table(["", "", "messages a second"], speeds)


def _shares(messages: Sequence[Labelled], alarms: Sequence[bool]) -> list[Share]:
    pairs = list(zip(messages, alarms, strict=True))
    own = [(m, a) for m, a in pairs if OWN_TASK & set(m.categories)]
    parts = ((pairs, DANGER), (own, DANGER), (pairs, ("none",)), (pairs, ("concern",)))
    hits = [[a for m, a in part if m.level in labels] for part, labels in parts]
    return [Share(sum(part), len(part)) for part in hits]


def percentiles(seconds: Sequence[float]) -> str:
    """Return the median and the 99th of 100, in milliseconds."""
    ranked = sorted(seconds)
    last = ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))]
    return f"{1000 * statistics.median(ranked):.2f} | {1000 * last:.2f}"


def each(read: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return the processor seconds of each text, the best of some rounds."""
    rounds = []
    for _ in range(N_ROUNDS):
        times = []
        for text in texts:
            started = time.process_time()
            read(text)
            times.append(time.process_time() - started)
        rounds.append(times)
    return [min(times) for times in zip(*rounds, strict=True)]


def speed(second: SecondReader) -> str:
    """Return how long messages take."""
    everyday = [m.text for m in topics()]
    messages = [m for p in single_sets(DATA) for m in read_labelled(p)]
    danger = [m.text for m in messages if m.level in DANGER]
    of_each = {
        "everyday messages, rules": each(assess, everyday),
        "messages of danger, rules": each(assess, danger),
        "100 kB of hostile text, rules": each(assess, list(HOSTILE.values())),
    }
    rows = [
        [name, len(t), *percentiles(t).split(" | "), f"{len(t) / sum(t):,.0f}"]
        for name, t in of_each.items()
    ]
    waited = []
    for text in (everyday + danger)[:: max(1, len(everyday + danger) // N_READ)]:
        started = time.perf_counter()
        second.read(text)
        waited.append(time.perf_counter() - started)
    row = [
        f"the second reader, waited for (threads: {features.N_THREADS})",
        len(waited),
    ]
    rows.append(
        [*row, *percentiles(waited).split(" | "), f"{len(waited) / sum(waited):,.0f}"]
    )
    head = ["", "n", "p50 ms", "p99 ms", "a second"]
    load = os.getloadavg()[0]
    told = f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, "
    told += (
        f"{os.cpu_count()} cores, load average {load:.1f}. Processor time of one core, "
    )
    told += f"the best of {N_ROUNDS} rounds, but for the second reader."
    return f"{told}\n\n{table(head, rows)}"


def main() -> int:
    """Compare, time and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="into the document")
    args = parser.parse_args()
    second = shipped_reader()
    found, fast = compared(second)
    tables = {"compared": found, "speed": f"{speed(second)}\n\n{fast}"}
    if args.write:
        write(tables)
    else:
        sys.stdout.write("\n\n".join(tables.values()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
