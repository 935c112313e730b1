"""Start the real parts on free ports, kill them one by one, stop them all."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bot import run
from bot import settings as config
from bot.training import ROOT, ensure_model

READY_TIMEOUT_S = 120


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """The parts of one installation, each a process of its own."""

    def __init__(self, var: Path, parts: tuple[str, ...], **extra: str) -> None:
        self.var = var
        self.log = var / "log"
        self.log.mkdir(parents=True, exist_ok=True)
        self.settings = replace(
            config.load(),
            var=var,
            web_port=free_port(),
            dashboard_port=free_port(),
            rasa_port=free_port(),
            actions_port=free_port(),
            metrics_port=free_port(),
        )
        # A machine that tests is busy; what a young person gets from a slow Rasa is
        # looked at where Rasa is stopped on purpose.
        patience = {"RINNALLA_RASA_TIMEOUT_S": "8"}
        self._env = {**run.environment(self.settings), **patience, **extra}
        self._env["RINNALLA_SECRET"] = secrets.token_urlsafe(32)
        self._model = ensure_model(config.load()) if "rasa" in parts else Path("none")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for part in parts:
            self.start(part)

    @property
    def url(self) -> str:
        """Address of the chat."""
        return f"http://127.0.0.1:{self.settings.web_port}"

    @property
    def dashboard_url(self) -> str:
        """Address of the dashboard."""
        return f"http://127.0.0.1:{self.settings.dashboard_port}"

    def start(self, part: str) -> None:
        """Start one part; its output goes to a log as under the supervisor."""
        command = run.commands(self.settings, self._model)[part]
        with (self.log / f"{part}.log").open("ab") as output:
            self.processes[part] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self, part: str, how: int = signal.SIGKILL) -> None:
        """Kill one part at once, with the children that it has."""
        process = self.processes[part]
        os.killpg(process.pid, how)
        if how == signal.SIGKILL:
            process.wait(timeout=20)

    def wait_until_ready(self) -> None:
        """Wait until every started part answers; fail with the end of its log."""
        for part in self.processes:
            self.wait_for_part(part)
        if "rasa" in self.processes:
            self._wait_for("web", f"{self.url}/readyz")

    def wait_for_part(self, part: str) -> None:
        """Wait until one part answers."""
        addresses = {
            "web": f"{self.url}/healthz",
            "rasa": f"http://127.0.0.1:{self.settings.rasa_port}/webhooks/web/health",
            "actions": f"http://127.0.0.1:{self.settings.actions_port}/health",
            "dashboard": f"{self.dashboard_url}/_stcore/health",
        }
        self._wait_for(part, addresses[part])

    def _wait_for(self, part: str, address: str) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.processes[part].poll() is not None:
                break
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
        tail = (self.log / f"{part}.log").read_text(errors="replace")[-3000:]
        raise AssertionError(f"{part} did not start:\n{tail}")

    def stop(self) -> None:
        """Stop every part that still runs."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for part, process in self.processes.items():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill(part)

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of an address at the edge."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def post(self, body: object) -> Any:
        """Send JSON to the REST address; return (status, answer)."""
        return self.post_to(f"{self.url}/webhooks/rest/webhook", body)

    def post_to(self, address: str, body: object) -> Any:
        """Send JSON to an address; return (status, answer)."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            address, raw, {"content-type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def say(self, sender: str, message: str, language: str = "fi") -> list[Any]:
        """Say one thing over REST and return Rasa's list of messages."""
        metadata = {"language": language}
        body = {"sender": sender, "message": message, "metadata": metadata}
        status, answer = self.post(body)
        assert status == 200, answer
        return list(answer)


@contextmanager
def running(var: Path, *parts: str, **extra: str) -> Iterator[House]:
    """Give a house whose parts answer; stop them all at the end."""
    house = House(var, parts, **extra)
    try:
        house.wait_until_ready()
        yield house
    finally:
        house.stop()


class Chat:
    """A young person's page, as far as the protocol goes."""

    def __init__(
        self,
        house: House,
        *,
        language: str = "fi",
        token: str | None = None,
        crisis: str | None = None,
        last_seq: int = 0,
    ) -> None:
        self._open = ExitStack()
        address = house.url.replace("http", "ws") + "/ws"
        self._socket: ClientConnection = self._open.enter_context(
            connect(address, open_timeout=10, proxy=None)
        )
        self._n_sent = 0
        self.send(
            type="hello",
            language=language,
            token=token,
            crisis=crisis,
            last_seq=last_seq,
        )
        self.welcome = self.receive()

    def send(self, **frame: object) -> None:
        """Send one frame."""
        self._socket.send(json.dumps(frame))

    def send_raw(self, text: str) -> None:
        """Send what is no frame of ours."""
        self._socket.send(text)

    def receive(self, timeout_s: float = 15) -> dict[str, Any]:
        """Return the next frame."""
        frame: dict[str, Any] = json.loads(self._socket.recv(timeout=timeout_s))
        return frame

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a message; return the frames up to its reply or its error."""
        self.tell(text)
        return self.until("reply", "error")

    def tell(self, text: str) -> str:
        """Send a message and wait for nothing; return its id."""
        self._n_sent += 1
        self.send(type="message", id=f"m{self._n_sent}", text=text)
        return f"m{self._n_sent}"

    def choose(self, payload: str, title: str = "") -> list[dict[str, Any]]:
        """Tap a button; return the frames up to the reply."""
        self._n_sent += 1
        self.send(type="choice", id=f"m{self._n_sent}", payload=payload, title=title)
        return self.until("reply", "error")

    def until(self, *kinds: str, timeout_s: float = 15) -> list[dict[str, Any]]:
        """Return the frames up to and with the first of these kinds."""
        frames = []
        while True:
            frames.append(self.receive(timeout_s))
            if frames[-1]["type"] in kinds:
                return frames

    def close(self) -> None:
        """Leave without a word."""
        self._open.close()
