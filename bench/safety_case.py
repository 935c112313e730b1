"""Measure the crisis detector and write the figures into docs/safety-case.md.

    .venv/bin/python -m bench.safety_case          (make safety-case)
    .venv/bin/python -m bench.safety_case --check  exit 1 if the document is stale

Reads tests/safety/data/*.jsonl and safety/reader/messages/*.jsonl. The same code and
the same sets make the same text. What the second reader says is kept under var/: the
first run takes some minutes, later ones half a minute.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import safety_tables as tables
from bench.acceptance import acceptance
from bench.isolated import ROOT
from bench.noise import NOISES
from bench.safety_tables import HOWS, Group, Noised
from bench.scores import (
    LANGUAGES,
    Case,
    Remembering,
    Share,
    alarm,
    code_digest,
    dialogue_is_right,
    digest,
    read_all,
    seen,
    share,
    shipped_reader,
)
from safety.labelled import Labelled, labelled_in, read_labelled, single_sets
from safety.reader import Opinion

DOCUMENT = ROOT / "docs" / "safety-case.md"
DATA = ROOT / "tests" / "safety" / "data"
CORPUS = ROOT / "safety" / "reader" / "messages"
TOPICS = ROOT / "tests" / "bot" / "data" / "understand_unseen.jsonl"
_BLOCK = re.compile(r"(<!-- figures: (\S+) -->\n)(?:.*?\n)??(<!-- end -->)", re.DOTALL)
ABOUT = {
    "crisis_dev": "development set: the rules were tuned on it",
    "fresh": "written by the author of the rules; used for mending since",
}
BLIND = "written without having read the rules; read once, after all was set"
UNSEEN = "written without having read the rules; thresholds were chosen on its totals"
UNKNOWN = "no history told"


def out_of_fold(messages: Sequence[Labelled]) -> tuple[Opinion, ...]:
    """Return what the second reader says of messages it was not trained on."""
    of_messages = digest(*sorted(CORPUS.glob("*.jsonl")))
    path = ROOT / "var" / "bench" / f"out-of-fold-{of_messages}-{code_digest()}.json"
    if not path.exists():
        from safety.reader.train import unseen_opinions  # needs scikit-learn

        found = unseen_opinions(messages)
        rows = [[o.danger, o.urgency, o.categories] for o in found]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rows), "utf-8")
    rows = json.loads(path.read_text("utf-8"))
    return tuple(Opinion(d, u, tuple(names)) for d, u, names in rows)


def noised(name: str, cases: Sequence[Case], second: Remembering) -> list[Noised]:
    """Read a set again through each noise."""
    found = []
    danger = [c for c in cases if c.is_danger]
    plain = {how: share(danger, seen, how) for how in HOWS}
    for told, noise in NOISES.items():
        again = read_all(
            [replace(c.message, text=noise(c.message.text)) for c in cases], second
        )
        hit = [c for c in again if c.is_danger]
        rest = [c for c in again if not c.is_danger]
        after = {how: share(hit, seen, how) for how in HOWS}
        alarms = {how: share(rest, alarm, how) for how in HOWS}
        apart = {
            lang: tables.kept(
                share([c for c in danger if c.message.lang == lang], seen, "both"),
                share([c for c in hit if c.message.lang == lang], seen, "both"),
            )
            for lang in LANGUAGES
            if any(c.message.lang == lang for c in danger)
        }
        found.append(Noised(name, told, plain, after, alarms, apart))
    return found


def dialogues(second: Remembering) -> tuple[str, dict[str, Share]]:
    """Return the table of dialogues, and all of them taken together."""
    rows: list[list[object]] = []
    total = dict.fromkeys(HOWS, Share(0, 0))
    for path in sorted(DATA.glob("*_dialogues.jsonl")):
        chats = [json.loads(s) for s in path.read_text("utf-8").split("\n") if s]
        for lang in LANGUAGES:
            mine = [c for c in chats if c["lang"] == lang]
            found = {
                how: Share(sum(dialogue_is_right(c, s) for c in mine), len(mine))
                for how, s in zip(HOWS, (None, second), strict=True)
            }
            total = {
                how: Share(total[how].hits + s.hits, total[how].n + s.n)
                for how, s in found.items()
            }
            rows.append([f"`{path.stem}`", lang, *found.values()])
    return tables.table(["set", "", *HOWS.values()], rows), total


def topics() -> list[Labelled]:
    """Return questions on everyday topics: none of them tells of danger."""
    rows = [json.loads(s) for s in TOPICS.read_text("utf-8").split("\n") if s]
    return [Labelled(r["id"], r["lang"], r["text"], "none", kind="o") for r in rows]


def listed(sets: dict[str, tuple[Case, ...]], corpus: Sequence[Labelled]) -> str:
    """Return the sets, their sizes, and what they were made of."""
    known = {_plain(m.text) for m in corpus}
    rows = []
    for name, cases in sets.items():
        danger = [c for c in cases if c.is_danger]
        parts = [
            f"{sum(c.message.lang == lang for c in danger)} + "
            f"{sum(c.message.lang == lang for c in cases if not c.is_danger)}"
            for lang in LANGUAGES
        ]
        shared = sum(_plain(c.message.text) in known for c in cases)
        mark = digest(DATA / f"{name}.jsonl")
        rows.append([f"`{name}`", about(name), len(cases), *parts, shared, mark])
    head = ["set", "what it is", "n", "fi: danger + harmless", "sv", "en"]
    head += ["also among the reader's", "checksum"]
    return tables.table(head, rows)


def about(name: str) -> str:
    """Return the history of a set."""
    if is_blind(name):
        return BLIND
    return UNSEEN if is_unseen(name) else ABOUT.get(name, UNKNOWN)


def is_blind(name: str) -> bool:
    """Tell whether a set was read for the first time when it was measured."""
    return name.startswith("blind_")


def is_unseen(name: str) -> bool:
    """Tell whether only the totals of a set were looked at."""
    return name.startswith("unseen_")


def is_tuned(name: str) -> bool:
    """Tell whether rules were tuned on a set."""
    return not (is_blind(name) or is_unseen(name))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def versions(n_messages: int, n_trained: int) -> str:
    """Return what was measured."""
    rules = digest(*sorted((ROOT / "safety" / "rules").glob("*.yml")))
    code = digest(*sorted((ROOT / "safety").glob("*.py")))
    weights = digest(ROOT / "safety" / "reader" / "weights.npz")
    return (
        f"Rules `{rules}`, code `{code}`, second reader `{weights}` (trained on "
        f"{n_trained} messages; {n_messages} messages are in its folder)."
    )


def blocks() -> dict[str, str]:
    """Measure everything; return each block of figures by its name."""
    second = Remembering(shipped_reader())
    sets = {p.stem: read_all(read_labelled(p), second) for p in single_sets(DATA)}
    corpus = labelled_in(CORPUS)
    trained = read_all(corpus, second, out_of_fold(corpus))
    apart = [m.kept for m in corpus]
    groups = {
        "blind": _group("blind sets", (c for n, c in sets.items() if is_blind(n))),
        "unseen": _group("unseen sets", (c for n, c in sets.items() if is_unseen(n))),
        "kept": Group("kept apart", _where(trained, apart, True)),
        "written": Group("rules written with", _where(trained, apart, False)),
        "tuned": _group("looked at", (c for n, c in sets.items() if is_tuned(n))),
    }
    everyday = Group("everyday topics", read_all(topics(), second))
    groups = {name: group for name, group in groups.items() if group.cases}
    best = next(iter(groups.values()))
    all_groups = list(groups.values())
    second.save()
    noises = []
    for name, cases in sets.items():
        if not is_unseen(name):  # eight more readings of each message
            noises += noised(name, cases, second)
            second.save()
    spoken, spoken_total = dialogues(second)
    measured = [row for row in noises if is_blind(row.set_name)] or noises
    second.save()
    return {
        "versions": versions(len(corpus), second.reader.weights.about["n_messages"]),
        "sets": listed(sets, corpus),
        "glance": tables.glance(all_groups),
        "acceptance": f"Measured on: {best.name}.\n\n"
        + acceptance(best, everyday, measured, spoken_total),
        "levels": "\n\n".join(_of_set(n, c) for n, c in sets.items()),
        "dialogues": spoken,
        "reader": "\n\n".join(_of_group(groups[n]) for n in ("kept", "written")),
        "parity": tables.parity(all_groups),
        "ordinary": tables.ordinary([*all_groups, everyday]),
        "mix": tables.mixes(all_groups),
        "noise": tables.noise(noises),
        "spelling": tables.spelling([Group(f"`{n}`", c) for n, c in sets.items()]),
        "categories": tables.by_category(all_groups),
    }


def _group(name: str, parts: Iterable[tuple[Case, ...]]) -> Group:
    return Group(name, tuple(case for part in parts for case in part))


def _where(
    cases: Sequence[Case], marks: Sequence[bool], wanted: bool
) -> tuple[Case, ...]:
    return tuple(c for c, m in zip(cases, marks, strict=True) if m is wanted)


def _of_set(name: str, cases: tuple[Case, ...]) -> str:
    return _tables(f"### `{name}`: {about(name)}", Group(name, cases))


def _of_group(group: Group) -> str:
    return _tables(f"### {group.name[0].upper()}{group.name[1:]}", group)


def _tables(title: str, group: Group) -> str:
    parts = (tables.levels(group), tables.named(group), tables.kinds(group))
    return "\n\n".join([title, *(part for part in parts if part)])


def filled(document: str, found: dict[str, str]) -> str:
    """Return the document with the figures in place; other blocks stay."""

    def block(match: re.Match[str]) -> str:
        start, name, end = match.groups()
        return f"{start}{found[name]}\n{end}" if name in found else match.group()

    missing = set(found) - {m.group(2) for m in _BLOCK.finditer(document)}
    if missing:
        raise ValueError(f"docs/safety-case.md: no block for {sorted(missing)}")
    return _BLOCK.sub(block, document)


def write(found: dict[str, Any], path: Path = DOCUMENT) -> bool:
    """Put figures into the document; tell whether it changed."""
    before = path.read_text("utf-8")
    after = filled(before, found)
    path.write_text(after, "utf-8")
    return after != before


def main() -> int:
    """Measure, and write or check the document."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    args = parser.parse_args()
    found = blocks()
    if args.check:
        document = DOCUMENT.read_text("utf-8")
        return int(filled(document, found) != document)
    told = "written" if write(found) else "unchanged"
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)}: {told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
