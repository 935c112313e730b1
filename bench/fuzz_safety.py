"""Look for a text or a state that the detector or the privacy filter cannot bear.

    .venv/bin/python -m bench.fuzz_safety --minutes 30

Needs Python 3.11 to 3.13 on Linux; installs atheris under var/ the first time. Feeds
``assess`` (one to three messages from any state), ``explain`` and ``privacy.scrub``
with characters of all kinds and with words of the labelled sets, guided by the branches
they reach. Goes on after a find; writes each kind of find once, as a line of
tests/safety/data/fuzz_found.jsonl, to var/bench/fuzz-found.jsonl.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.isolated import ROOT, installed

FOUND = ROOT / "var" / "bench" / "fuzz-found.jsonl"
CORPUS = ROOT / "var" / "bench" / "fuzz-corpus"
LONGEST = 2_048
SEED, N_SEEDS = 20, 60
SLOW_S = 1.0
"""Processor seconds that no message of ``LONGEST`` bytes may take."""
ODD = [
    *("\u200b", "\u00ad", "\u0300", "\u202e", "\ud800", "\x00", "\ufffd", "\n", "😂"),
    *("🔪", "👍🏽", "k*olla", "k u o l l a", "haluuuun", "k1ll", "0401234567", "+358"),
    *("010190-123A", "a@b.fi", "https://", "@nimi", ". ", "? ", "! ", ", ", '"', "’"),
    *("ß", "İ", "ſ", "ﬁ", "Ω", "אב", "你好", "[nimi]", "1.1.2001", "-", "_", "|"),
]


@dataclass(frozen=True)
class Try:
    """One input: messages, what was asked before each, and the state they meet."""

    turns: tuple[tuple[str, str | None], ...]
    lang: str | None
    state: dict[str, Any] | None
    opinion: tuple[float, float, tuple[str, ...]] | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> Try:
        """Read back a line of fuzz_found.jsonl."""
        turns = tuple((turn["text"], turn["asked"]) for turn in row["turns"])
        opinion = row["opinion"]
        return cls(turns, row["lang"], row["state"], opinion and tuple(opinion))

    def as_row(self, what: str) -> dict[str, Any]:
        """Return the input as a line of fuzz_found.jsonl."""
        return {
            "what": what,
            "turns": [{"text": t, "asked": a} for t, a in self.turns],
            "lang": self.lang,
            "state": self.state,
            "opinion": self.opinion,
        }


class Maker:
    """Makes inputs of the bytes that the fuzzer varies."""

    def __init__(self, words: list[str]) -> None:
        from safety.assessment import CATEGORIES
        from safety.questions import kinds

        self.words = words
        self.categories = list(CATEGORIES)
        self.rules = ["distress.sad", "second_reader.agrees", "no.such.rule"]
        self.asked = [None, None, "no_such_kind", *kinds()]

    def make(self, provider: Any) -> Try:
        """Return the input that these bytes stand for."""
        pick = provider.PickValueInList
        state = self._state(provider) if provider.ConsumeBool() else None
        opinion = self._opinion(provider) if provider.ConsumeBool() else None
        lang = pick([None, "fi", "sv", "en", "xx"])
        n_turns = provider.ConsumeIntInRange(1, 3)
        turns = tuple((self._text(provider), pick(self.asked)) for _ in range(n_turns))
        return Try(turns, lang, state, opinion)

    def _text(self, provider: Any) -> str:
        n_pieces = provider.ConsumeIntInRange(0, 40)
        return "".join(self._piece(provider) for _ in range(n_pieces))

    def _piece(self, provider: Any) -> str:
        kind = provider.ConsumeIntInRange(0, 7)
        if kind == 0:
            return str(provider.ConsumeUnicode(8))
        if kind == 1:
            return str(provider.PickValueInList(ODD))
        word = self.words[provider.ConsumeIntInRange(0, len(self.words) - 1)]
        return f"{word.upper() if kind == 2 else word} "

    def _state(self, provider: Any) -> dict[str, Any]:
        pick, number = provider.PickValueInList, provider.ConsumeIntInRange
        some = [pick(self.categories) for _ in range(number(0, 3))]
        turn = number(0, 50)
        contributions = [
            {
                "rule_id": pick(self.rules),
                "level": number(0, 4),
                "category": pick([None, *self.categories]),
                "subject": pick(["self", "other", "none"]),
                "turn": number(0, turn),
                "before": number(0, 4),
            }
            for _ in range(number(0, 3))
        ]
        return {
            "level": number(0, 4),
            "categories": some,
            "subject": pick(["self", "other", "none"]),
            "contributions": contributions,
            "turn": turn,
            "distress": [[number(0, turn), "sad"] for _ in range(number(0, 4))],
            "denied": [str(pick(self.asked)) for _ in range(number(0, 2))],
            "version": 1,
        }

    def _opinion(self, provider: Any) -> tuple[float, float, tuple[str, ...]]:
        pick = provider.PickValueInList
        values = [-1.0, 0.0, 0.4, 2.0, float("nan"), float("inf")]
        return pick(values), pick(values), (pick(self.categories),)


@dataclass(frozen=True)
class _Opinion:
    danger: float
    urgency: float
    categories: tuple[str, ...]


@dataclass(frozen=True)
class _Second:
    opinion: _Opinion

    def read(self, text: str) -> _Opinion:
        return self.opinion


def run(given: Try) -> None:
    """Do with an input all that the service does with a message.

    Raises:
        AssertionError: A promise is broken.
    """
    from safety import SessionState, assess
    from safety.explain import as_text, explain
    from safety.privacy import scrub

    state = SessionState.from_json(given.state) if given.state else SessionState()
    second = _Second(_Opinion(*given.opinion)) if given.opinion else None
    for text, asked in given.turns:
        asking: dict[str, Any] = {"asked": asked, "lang": given.lang, "second": second}
        found, after = assess(text, state, **asking)
        assert (found, after) == assess(text, state, **asking), "differs"
        assert SessionState.from_json(after.to_json()) == after, "state is not kept"
        assert found.level == after.level, "level and state disagree"
        reasons = explain(text, lang=given.lang)
        as_text(reasons)
        alone, _ = assess(text, lang=given.lang)
        assert reasons.assessment == alone, "explained otherwise than read"
        if second is not None:
            helped, _ = assess(text, lang=given.lang, second=second)
            assert helped.level >= alone.level, "the second reader lowered"
        scrubbed = scrub(text, given.lang or "fi")
        assert scrub(scrubbed, given.lang or "fi") == scrubbed, "scrubbed anew"
        state = after


class Finds:
    """Writes each kind of find once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kinds: set[str] = set()
        self.n_runs = 0

    def keep(self, given: Try, what: str) -> None:
        """Write an input down, if it is the first of its kind."""
        if what in self.kinds:
            return
        self.kinds.add(what)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(given.as_row(what)) + "\n")

    def attempt(self, given: Try) -> None:
        """Run one input and keep it if something breaks."""
        self.n_runs += 1
        started = time.process_time()
        try:
            run(given)
        except Exception as error:  # whatever it is: that is what is looked for
            at = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(at.filename).name}:{at.name}"
            told = str(error).split("\n")[0] if "assert" in (at.line or "") else ""
            self.keep(given, " ".join([type(error).__name__, where, told]).strip())
        if time.process_time() - started > SLOW_S:
            self.keep(given, "slow")


def vocabulary() -> list[str]:
    """Return the words of the labelled sets, each once, in order."""
    folders = (ROOT / "tests" / "safety" / "data", ROOT / "safety" / "reader")
    paths = [path for folder in folders for path in sorted(folder.rglob("*.jsonl"))]
    lines = [s for path in paths for s in path.read_text("utf-8").split("\n") if s]
    texts = [str(json.loads(line).get("text", "")) for line in lines]
    return sorted({word for text in texts for word in text.split()})


def seeded() -> str:
    """Return the folder of inputs to start from, with some if it is new."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)
    for number in range(0 if any(CORPUS.iterdir()) else N_SEEDS):
        data = chance.randbytes(chance.randrange(50, LONGEST))
        (CORPUS / f"seed-{number:03}").write_bytes(data)
    return str(CORPUS)


def main() -> int:
    """Fuzz for so many minutes; return 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    args = parser.parse_args()
    folder = str(installed("fuzz"))
    if folder not in sys.path:
        sys.path.append(folder)
    import atheris

    with atheris.instrument_imports(include=["safety"]):
        import safety.explain
        import safety.privacy  # noqa: F401
    FOUND.unlink(missing_ok=True)
    finds, maker = Finds(FOUND), Maker(vocabulary())
    run(Try((("moi", None),), None, None, None))  # load the rules
    until = time.monotonic() + 60 * args.minutes

    def one(data: bytes) -> None:
        finds.attempt(maker.make(atheris.FuzzedDataProvider(data)))
        if time.monotonic() > until:
            sys.stdout.write(f"{finds.n_runs} inputs, {len(finds.kinds)} finds\n")
            sys.stdout.flush()
            os._exit(bool(finds.kinds))  # libFuzzer knows no other way out

    limits = (f"-max_len={LONGEST}", "-len_control=0", f"-artifact_prefix={CORPUS}-")
    atheris.Setup([sys.argv[0], *limits, seeded()], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
