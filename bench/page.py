"""What the chat page weighs and how soon it can be used; how a long talk feels.

``python -m bench.page`` opens the page in Chromium on an emulated slow phone connection
(1.6 Mbit/s down, 150 ms there and back), empty cache each time, and prints bytes over
the wire, when the script is at work, and how long a turn takes to appear in a log of
500 messages on a processor four times slower.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser import PHONE, launch
from tests.house import running

MOST_BYTES, MOST_USABLE_S = 100_000, 1.0
ROUNDS = 7
SLOW_NET = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER_PROCESSOR = 4
N_MESSAGES = 500
# The script is at work once it has measured the window.
USABLE = """() => document.documentElement.style.length > 0
    && performance.now() / 1000"""
APPEND = """async n => {
    const {Log} = await import('/static/log.js');
    const log = new Log();
    const said = [];
    for (let i = 0; i < n; i += 1) {
        const begin = performance.now();
        log.own('sanoin jotain ' + i);
        log.turn({bubbles: ['Kuulen sinua.', 'Mitä sitten?'],
            choices: [{title: 'Jatka', payload: '/x' + i}]}, {isInstant: true});
        document.getElementById('scroller').getBoundingClientRect();
        said.push(performance.now() - begin);
    }
    return said;
}"""


def main() -> int:
    """Print the figures; return 1 when a budget is not kept."""
    with (
        tempfile.TemporaryDirectory() as var,
        running(Path(var), "web") as house,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        loads = [first_load(browser, house.url) for _ in range(ROUNDS)]
        weight = max(load["bytes"] for load in loads)
        usable = sorted(load["usable_s"] for load in loads)
        first, last = long_log(browser, house.url)
        browser.close()
    sys.stdout.write(
        f"first load: {weight / 1000:.1f} kB over the wire (limit 100)\n"
        f"usable after {statistics.median(usable):.2f} s, slowest {usable[-1]:.2f} s "
        f"of {ROUNDS} (limit {MOST_USABLE_S})\n"
        f"a turn in the log: {first:.1f} ms among the first 50, {last:.1f} ms among "
        f"the last 50 of {N_MESSAGES} (medians, processor {SLOWER_PROCESSOR}x slower)\n"
    )
    return int(weight > MOST_BYTES or statistics.median(usable) > MOST_USABLE_S)


def first_load(browser: Browser, url: str) -> dict[str, float]:
    """Load the page with an empty cache; return bytes and seconds."""
    around = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = around.new_page()
    devtools = around.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_NET)
    received: list[float] = []

    def finished(event: dict[str, Any]) -> None:
        received.append(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", finished)
    page.goto(f"{url}/?lang=fi", wait_until="commit")
    usable = page.wait_for_function(USABLE).json_value()
    page.wait_for_load_state("networkidle")
    around.close()
    return {"bytes": sum(received), "usable_s": float(usable)}


def long_log(browser: Browser, url: str) -> tuple[float, float]:
    """Return the milliseconds of a turn at the beginning and end of a long talk."""
    around = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = around.new_page()
    page.goto(f"{url}/?lang=fi")
    devtools = around.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    took = page.evaluate(APPEND, N_MESSAGES // 2)
    around.close()
    return statistics.median(took[:50]), statistics.median(took[-50:])


if __name__ == "__main__":
    sys.exit(main())
