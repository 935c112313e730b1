"""A young person's Firefox: the stock one, headless, led over WebDriver BiDi.

Playwright leads only a Firefox of its own build. What is here is the little that the
tests need of the protocol (https://w3c.github.io/webdriver-bidi/).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.e2e.browser import PHONE, STUB

PATIENCE_S = 20
KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Escape": "\ue00c",
}
# Without a screen Firefox finds no mouse, and would be a phone to the page.
AT_A_DESK = {"ui.primaryPointerCapabilities": 6, "ui.prefersReducedMotion": 1}
# Firefox complains of a font when its page is left before the font has come.
WHOLE = "document.readyState === 'complete' && document.fonts.status === 'loaded'"
EVENTS = ["log.entryAdded", "network.beforeRequestSent"]


class Firefox:
    """One running Firefox.

    Attributes:
        addresses: Every address that its pages asked for.
        complaints: What its pages complained about.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.addresses: list[str] = []
        self.complaints: list[str] = []
        self._socket = socket
        self._n_sent = 0
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=EVENTS)

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Send a command; return its result.

        Raises:
            RuntimeError: Firefox refused it.
        """
        number = self._send(method, **params)
        while True:
            said = json.loads(self._socket.recv(timeout=PATIENCE_S))
            if said["type"] == "event":
                self._hear(said["method"], said["params"])
            elif said["id"] == number and said["type"] == "error":
                raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
            elif said["id"] == number:
                return dict(said["result"])

    def _send(self, method: str, **params: object) -> int:
        self._n_sent += 1
        command = {"id": self._n_sent, "method": method, "params": params}
        self._socket.send(json.dumps(command))
        return self._n_sent

    def _hear(self, event: str, params: dict[str, Any]) -> None:
        if event == "log.entryAdded":
            if params["level"] in ("error", "warn"):
                self.complaints.append(params["text"])
            return
        request = params["request"]
        self.addresses.append(request["url"])
        if params["isBlocked"]:
            self._answer(request["request"])

    def _answer(self, request: str) -> None:
        """Answer in place of an address outside; Firefox's reply is not awaited."""
        html = {"type": "string", "value": "text/html"}
        self._send(
            "network.provideResponse",
            request=request,
            statusCode=200,
            headers=[{"name": "content-type", "value": html}],
            body={"type": "string", "value": STUB},
        )


class Tab:
    """A tab with storage of its own, or a frame in it."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def resize(self, size: dict[str, int]) -> None:
        """Make the window's inside this large, in CSS pixels."""
        self._call("browsingContext.setViewport", viewport=size)

    def stub(self, url: str) -> None:
        """Answer this address here, so that nobody outside is asked."""
        self._firefox.call(
            "network.addIntercept",
            phases=["beforeRequestSent"],
            urlPatterns=[{"type": "string", "pattern": url}],
        )

    def goto(self, url: str) -> None:
        """Open an address and wait until all of it is loaded."""
        self._call("browsingContext.navigate", url=url, wait="complete")
        self.until(WHOLE)

    def back(self, path: str) -> None:
        """Press Back and wait until all of the page at this path is loaded."""
        self._call("browsingContext.traverseHistory", delta=-1)
        self.until(f"location.pathname === {json.dumps(path)} && {WHOLE}")

    def frame(self) -> Tab:
        """Return the only frame of the page."""
        tree = self._firefox.call("browsingContext.getTree", root=self._context)
        (frame,) = tree["contexts"][0]["children"]
        return Tab(self._firefox, frame["context"])

    def press(self, *keys: str) -> None:
        """Press keys one after the other; 'Shift+Tab' holds the first."""
        actions = []
        for key in keys:
            held = [KEYS.get(name, name) for name in re.split(r"(?<=.)\+", key)]
            actions += [{"type": "keyDown", "value": name} for name in held]
            actions += [{"type": "keyUp", "value": name} for name in reversed(held)]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._call("input.performActions", actions=[source])

    def evaluate(self, expression: str) -> Any:
        """Return what an expression is in the page, whatever the page's policy is.

        Raises:
            RuntimeError: It raised, or the page went away meanwhile.
        """
        done = self._firefox.call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._context},
            awaitPromise=False,
        )
        if done["type"] == "exception":
            raise RuntimeError(done["exceptionDetails"]["text"])
        return json.loads(done["result"].get("value", "null"))

    def until(self, expression: str) -> None:
        """Wait until an expression is true; pages may come and go meanwhile."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                if self.evaluate(f"Boolean({expression})"):
                    return
            except RuntimeError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"never true: {expression}")

    def _call(self, method: str, **params: object) -> None:
        self._firefox.call(method, context=self._context, **params)


@contextmanager
def running(profile: Path, **preferences: object) -> Iterator[Firefox]:
    """Start the Firefox of this machine with an empty profile; stop it at the end."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "the system package firefox-esr is missing"
    chosen = {**AT_A_DESK, **preferences}
    lines = (f'user_pref("{name}", {json.dumps(chosen[name])});' for name in chosen)
    (profile / "user.js").write_text("\n".join(lines))
    command = [program, "--headless", "--no-remote", "--remote-debugging-port=0"]
    with (profile / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--profile", str(profile)], stdout=log, stderr=log
        )
    try:
        address = f"{_address(profile / 'log', process)}/session"
        with connect(address, max_size=None, proxy=None) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 3 * PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"listening on (ws://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"Firefox did not start:\n{log.read_text()[-3000:]}")


@contextmanager
def tab(firefox: Firefox, size: dict[str, int] = PHONE) -> Iterator[Tab]:
    """Open a fresh tab; nothing of it is left afterwards, and it had no complaint."""
    # A tab made now has the keyboard's focus; the one Firefox starts with has not.
    user = firefox.call("browser.createUserContext")["userContext"]
    context = firefox.call("browsingContext.create", type="tab", userContext=user)
    opened = Tab(firefox, context["context"])
    opened.resize(size)
    firefox.addresses.clear()
    firefox.complaints.clear()
    try:
        yield opened
    finally:
        firefox.call("browser.removeUserContext", userContext=user)
    assert firefox.complaints == []
