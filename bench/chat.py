"""Turns through edge and Rasa: 1 and 20 people chatting, help cards, memory.

    .venv/bin/python -m bench.chat

Starts the house on free ports of this machine, 30 turns a chat, one message each 8 s
(shortened by --pause), and stops everything. Prints a table. About two minutes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.house import Chat, House

MESSAGES = (
    "moi",
    "huomenna on koe enkä osaa mitään",
    "anna ideoita",
    "joo",
    "en tiiä",
    "mulla ei oo ketään kenen kaa olla",
    "kuuntele vaan",
    "tää viikko on ollu raskas",
    "kiitti",
    "miten saan unta",
)
TURNS = 30


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def one_chat(house: House, pause_s: float, times: list[float], offset_s: float) -> None:
    """Hold one chat of ``TURNS`` turns; add the seconds of each turn to ``times``."""
    time.sleep(offset_s)
    chat = Chat(house)
    for number in range(TURNS):
        started = time.perf_counter()
        chat.say(MESSAGES[number % len(MESSAGES)])
        times.append(time.perf_counter() - started)
        time.sleep(pause_s)
    chat.close()


def many_chats(house: House, n_chats: int, pause_s: float) -> list[float]:
    """Hold ``n_chats`` at once, evenly spread; return the seconds of every turn."""
    times: list[float] = []
    threads = [
        threading.Thread(
            target=one_chat, args=(house, pause_s, times, pause_s * n / n_chats)
        )
        for n in range(n_chats)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def cards(house: House, n_cards: int) -> list[float]:
    """Return the seconds from a crisis message to its help card."""
    times = []
    for number in range(n_cards):
        chat = Chat(house)
        started = time.perf_counter()
        chat.send(type="message", id="c", text=f"en jaksa enää elää {number}")
        chat.until("help_card")
        times.append(time.perf_counter() - started)
        chat.close()
    return times


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, in megabytes."""
    total, waiting = 0.0, [pid]
    while waiting:
        now = waiting.pop()
        status = Path(f"/proc/{now}/status").read_text()
        rss = next(row for row in status.splitlines() if row.startswith("VmRSS"))
        total += int(rss.split()[1]) / 1024
        children = Path(f"/proc/{now}/task/{now}/children").read_text().split()
        waiting += [int(child) for child in children]
    return total


def row(name: str, times: list[float]) -> str:
    """Return one line of the table, in milliseconds."""
    p50, p99 = statistics.median(times) * 1000, percentile(times, 0.99) * 1000
    return f"{name:<44}{len(times):>6}{p50:>9.1f}{p99:>9.1f}\n"


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pause", type=float, default=8.0, help="seconds a message")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        house = House(Path(folder), ("web", "rasa", "actions", "dashboard"))
        try:
            house.wait_until_ready()
            out = f"ready after {time.monotonic() - started:.1f} s\n"
            out += f"{'':<44}{'n':>6}{'p50 ms':>9}{'p99 ms':>9}\n"
            out += row("turns, one chat", many_chats(house, 1, 0.2))
            out += row("turns, 20 chats", many_chats(house, 20, args.pause))
            out += row("help card", cards(house, 60))
            for part, process in house.processes.items():
                out += f"resident {part:<35}{memory_mb(process.pid):>6.0f} MB\n"
            house.kill("rasa")
            out += row("help card, Rasa dead", cards(house, 60))
        finally:
            house.stop()
    sys.stdout.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
