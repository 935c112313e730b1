"""Rasa and its actions on free ports of this machine, stopped at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot import run
from bot.settings import Settings
from bot.training import ROOT, ensure_model

START_TIMEOUT_S = 180
STOP_TIMEOUT_S = 10


@dataclass(frozen=True)
class Address:
    """Where Rasa answers, and the token of its channel."""

    url: str
    token: str


@contextmanager
def running(settings: Settings, *, log: Path) -> Iterator[Address]:
    """Start both, wait until Rasa answers, stop both at the end.

    Raises:
        StartError: Rasa did not start; the message names its log.
    """
    settings = replace(settings, rasa_port=_free_port(), actions_port=_free_port())
    commands = run.commands(settings, ensure_model(settings))
    environment = run.environment(settings)
    log.mkdir(parents=True, exist_ok=True)
    address = Address(
        f"http://127.0.0.1:{settings.rasa_port}", environment["RASA_CHANNEL_TOKEN"]
    )
    with ExitStack() as stack:
        for part in ("actions", "rasa"):
            output = stack.enter_context((log / f"{part}.log").open("wb"))
            process = subprocess.Popen(
                ["nice", "-n", "10", *commands[part]],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            stack.callback(_stop, process)
        _wait_for(process, address, log / "rasa.log")
        yield address


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], address: Address, log: Path) -> None:
    sys.stderr.write("rinnalla: Rasa is starting\n")
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(
                f"{address.url}/webhooks/web/health", timeout=5
            ):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise run.StartError(f"Rasa did not start; look at the end of {log}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
