"""``python -m bot simulate``: fill a store of its own with a made-up year."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from bot import settings as config
from bot.errors import RinnallaError
from bot.search import path_of
from bot.settings import Settings
from bot.simulate import house, phrases
from bot.simulate.talk import Talk
from bot.simulate.understudy import Understudy
from bot.simulate.year import planted, visits
from bot.store import Store, StoreNotFound, is_simulated, open_readonly, today
from bot.switches import Switches
from bot.training import start_index
from bot.web.__main__ import build_edge
from bot.web.counters import Counters
from bot.web.rasa import RasaClient
from bot.web.turn import Edge

RASA_TIMEOUT_S = 20
"""Longer than a young person waits: the machine is busy with nothing else."""
AT_ONCE = 4
BATCH = 100
"""Chats between two writes and two lines of progress."""
MOST_DAYS, MOST_A_DAY = 760, 2_000


class SimulationError(RinnallaError):
    """Nothing was simulated; the message says what is in the way."""


def main(argv: Sequence[str] = ()) -> int:
    """Run the command."""
    args = _parser().parse_args(argv)
    try:
        settings = config.load()
        store = prepare(args.out, settings)
        with _edge(settings, args) as edge:
            # Whatever is switched on for real people just now is not for these.
            counted = replace(edge, counters=Counters(store), switches=Switches)
            n_turns, seconds = asyncio.run(_simulate(counted, args))
    except RinnallaError as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1
    sys.stderr.write(
        f"rinnalla: {n_turns} turns in {seconds:.0f} s, {n_turns / seconds:.0f} a "
        f"second, {'without' if args.without_rasa else 'with'} Rasa; "
        f"the counts are in {args.out / 'stats.db'}\n"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot simulate",
        description="Drive made-up chats through edge, detector, Rasa and store.",
        epilog="Writes stats.db, marked as simulated, and planted.json to --out; an "
        "older simulation there is replaced. example: python -m bot simulate --days 28",
    )
    parser.add_argument("--days", type=_up_to(MOST_DAYS), default=365)
    parser.add_argument("--chats-per-day", type=_up_to(MOST_A_DAY), default=12)
    parser.add_argument("--until", type=date.fromisoformat, default=today())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=config.REPO / "var" / "simulated")
    parser.add_argument("--rasa", metavar="URL", help="a Rasa that runs already")
    parser.add_argument("--token", default="", help="the token of its channel")
    parser.add_argument(
        "--without-rasa",
        action="store_true",
        help="let the edge lead alone, with an understudy that understands every "
        "message as it was meant: fast, and says nothing about understanding",
    )
    return parser


def _up_to(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not 1 <= value <= most:
            raise argparse.ArgumentTypeError(f"write a number from 1 to {most}")
        return value

    return read


def prepare(out: Path, settings: Settings) -> Store:
    """Return an empty store of made-up counts; an older simulation is removed.

    Raises:
        SimulationError: Real counts are, or would be, in that folder.
    """
    path = out / "stats.db"
    if out.resolve() == settings.var.resolve():
        raise SimulationError(f"{out}: real counts belong there; choose another folder")
    if path.exists():
        try:
            is_real = not is_simulated(open_readonly(path))
        except StoreNotFound:
            is_real = False
        if is_real:
            raise SimulationError(f"{path}: holds real counts; choose another folder")
    for file in out.glob("stats.db*"):
        file.unlink()
    return Store(path, simulated=True)


@contextmanager
def _edge(settings: Settings, args: argparse.Namespace) -> Iterator[Edge]:
    edge = build_edge(settings)
    if not path_of(settings.var, edge.content).exists():
        sys.stderr.write("rinnalla: the index of the search is being built\n")
        start_index(settings).wait()
    if args.without_rasa:
        yield replace(edge, rasa=Understudy(edge.content, seed=args.seed))
    elif args.rasa:
        yield _with_rasa(edge, args.rasa, args.token)
    else:
        with house.running(settings, log=args.out / "log") as address:
            yield _with_rasa(edge, address.url, address.token)


def _with_rasa(edge: Edge, url: str, token: str) -> Edge:
    return replace(edge, rasa=RasaClient(url, token, timeout_s=RASA_TIMEOUT_S))


async def _simulate(edge: Edge, args: argparse.Namespace) -> tuple[int, float]:
    """Hold all chats; return the number of turns and the seconds they took."""
    if not await edge.rasa.is_ready():
        raise SimulationError(f"{args.rasa}: Rasa does not answer; is the token right?")
    rows = planted(last=args.until)
    said = phrases.load(edge.content)
    coming = visits(
        edge.content,
        last=args.until,
        n_days=args.days,
        per_day=args.chats_per_day,
        seed=args.seed,
    )
    n_chats = n_turns = 0
    started = time.perf_counter()
    while batch := list(islice(coming, BATCH)):
        talks = [Talk(edge, visit, said, rows) for visit in batch]
        n_turns += sum(await _in_turns([talk.run() for talk in talks]))
        n_chats += len(batch)
        edge.counters.write(everything=True)
        seconds = time.perf_counter() - started
        sys.stderr.write(
            f"rinnalla: {batch[-1].at.date()}, {n_chats} chats, {n_turns} turns, "
            f"{n_turns / seconds:.0f} a second\n"
        )
    await edge.rasa.close()
    _note(args, rows, n_chats=n_chats, n_turns=n_turns)
    return n_turns, time.perf_counter() - started


async def _in_turns(chats: Sequence[Coroutine[Any, Any, int]]) -> list[int]:
    """Hold chats, ``AT_ONCE`` at a time."""
    room = asyncio.Semaphore(AT_ONCE)

    async def hold(chat: Coroutine[Any, Any, int]) -> int:
        async with room:
            return await chat

    return await asyncio.gather(*map(hold, chats))


def _note(
    args: argparse.Namespace, rows: list[dict[str, Any]], *, n_chats: int, n_turns: int
) -> None:
    """Write down what was planted, so that it can be looked for."""
    told = {
        "until": args.until.isoformat(),
        "days": args.days,
        "seed": args.seed,
        "with_rasa": not args.without_rasa,
        "chats": n_chats,
        "turns": n_turns,
        "planted": rows,
    }
    text = json.dumps(told, ensure_ascii=False, indent=2)
    (args.out / "planted.json").write_text(text + "\n", encoding="utf-8")
