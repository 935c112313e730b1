"""Ask three open systems about messages: one JSON list in, one JSON object out.

Run by bench/safety.py in a process of its own, with the packages of
requirements-systems.txt before all others. Each system reads every message as the first
one of a new chat, as ours does.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable


def rrt_advocate(*calm: str) -> Callable[[str], bool]:
    """Alarm above the levels named; its own example takes all but green."""
    from rrt_advocate import CrisisEngine

    engine = CrisisEngine("bench")

    def alarms(text: str) -> bool:
        engine.reset_session()
        return engine.assess(text).crisis_level.name not in calm

    return alarms


def pantheon_guardrails() -> Callable[[str], bool]:
    """Alarm where its crisis protocol is triggered."""
    from pantheon_guardrails.crisis import CrisisProtocol

    protocol = CrisisProtocol()
    return lambda text: protocol.check(text).triggered


def cogno_aegis() -> Callable[[str], bool]:
    """Alarm where the rules it ships find a crisis."""
    from cogno_aegis import InputGuard
    from cogno_aegis.safety import DEFAULT_CRISIS_RULES

    guard = InputGuard(crisis_rules=DEFAULT_CRISIS_RULES)
    return lambda text: not guard.check_crisis(text).ok


def main() -> int:
    """Answer for each system: an alarm or not for each message, and the seconds."""
    logging.disable(logging.CRITICAL)  # cogno-aegis logs each find
    texts = json.load(sys.stdin)
    systems = {
        "rrt-advocate, all but green": rrt_advocate("GREEN"),
        "rrt-advocate, orange or worse": rrt_advocate("GREEN", "YELLOW"),
        "pantheon-guardrails": pantheon_guardrails(),
        "cogno-aegis": cogno_aegis(),
    }
    found = {}
    for name, alarms in systems.items():
        alarms(texts[0])
        started = time.process_time()
        hits = [bool(alarms(text)) for text in texts]
        found[name] = {"alarms": hits, "seconds": time.process_time() - started}
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
