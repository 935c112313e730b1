"""``python -m bot run``: start everything, restart what falls, stop on Ctrl-C."""

from __future__ import annotations

import os
import resource
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot import county, signin
from bot import settings as config
from bot.errors import RinnallaError
from bot.settings import Settings
from bot.training import (
    RASA_PYTHON,
    ROOT,
    model_path,
    put_in_use,
    rasa_environment,
    start_index,
)

START_TIMEOUT_S = 180


class StartError(RinnallaError):
    """The companion cannot start; the message names what is in the way."""


def main(argv: Sequence[str] = ()) -> int:
    """Train if needed, start the four processes, wait until Ctrl-C."""
    # A crash of any part must not write the memory, with words of chats, to the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        settings = config.load()
        config.check_review(settings)
        signin.check(settings)
        county.load(settings.content)  # a mistake there is told before anything starts
        check_ports(settings)
        is_trained = model_path(settings).exists()
        if not is_trained:
            start_index(settings)  # beside the training; else when all has started
        model = put_in_use(settings)
        return supervise(settings, model, finds_index=is_trained)
    except RinnallaError as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1


def check_ports(settings: Settings) -> None:
    """Refuse to start on a taken port.

    Raises:
        StartError: The message names the port and the setting that changes it.
    """
    for name, port in (
        ("WEB_PORT", settings.web_port),
        ("DASHBOARD_PORT", settings.dashboard_port),
        ("RASA_PORT", settings.rasa_port),
        ("ACTIONS_PORT", settings.actions_port),
        ("METRICS_PORT", settings.metrics_port),
    ):
        if not _is_free(port):
            raise StartError(
                f"port {port} is taken by another program. Stop that program, or "
                f"choose another port: {name}={port + 100} make run"
            )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def commands(settings: Settings, model: Path) -> dict[str, list[str]]:
    """Return program -> command line, in the order of starting."""
    dialogue = ROOT / "bot" / "dialogue"
    rasa = [str(RASA_PYTHON), "-m", "rasa", "run", "--model", str(model)]
    rasa += ["--interface", "127.0.0.1", "--port", str(settings.rasa_port)]
    rasa += ["--endpoints", str(dialogue / "endpoints.yml")]
    rasa += ["--credentials", str(dialogue / "credentials.yml")]
    actions = [str(RASA_PYTHON), "-m", "rasa_sdk", "--actions", "actions"]
    actions += ["--port", str(settings.actions_port)]
    dashboard = [sys.executable, "-m", "streamlit", "run"]
    dashboard += [str(ROOT / "dashboard" / "app.py")]
    dashboard += signin.options(settings)
    # The chat comes first, at the start and later: the dashboard gets what is left.
    return {
        "web": [sys.executable, "-m", "bot.web"],
        "rasa": rasa,
        "actions": ["nice", "-n", "5", *actions],
        "dashboard": ["nice", "-n", "15", *dashboard],
    }


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of all programs, with a fresh channel token."""
    return {
        **rasa_environment(settings),
        # A turn's sums are small: threads that wait for each other took twice the
        # processor, and were no faster.
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "LOG_LEVEL": "WARNING",
        "RASA_CHANNEL_TOKEN": os.environ.get("RASA_CHANNEL_TOKEN")
        or secrets.token_urlsafe(32),
        "RASA_PORT": str(settings.rasa_port),
        "ACTIONS_PORT": str(settings.actions_port),
        "METRICS_PORT": str(settings.metrics_port),
        "WEB_PORT": str(settings.web_port),
        "DASHBOARD_PORT": str(settings.dashboard_port),
    }


def supervisor_config(settings: Settings, programs: Mapping[str, list[str]]) -> str:
    """Return the configuration for supervisord: four programs, all restarted."""
    log = _escape(str(settings.var / "log"))
    user = "user=root\n" if os.geteuid() == 0 else ""
    parts = [
        "[supervisord]\nnodaemon=true\nsilent=true\n"
        f"logfile={log}/supervisor.log\nlogfile_maxbytes=1MB\nlogfile_backups=1\n"
        f"pidfile={_escape(str(settings.var))}/supervisor.pid\n"
        f"loglevel=warn\n{user}"
    ]
    for name, command in programs.items():
        parts.append(
            f"[program:{name}]\ncommand={_escape(shlex.join(command))}\n"
            f"directory={_escape(str(ROOT))}\nautorestart=true\nstartretries=20\n"
            f"startsecs=2\nstopasgroup=true\nkillasgroup=true\nstopwaitsecs=8\n"
            f"redirect_stderr=true\nstdout_logfile={log}/{name}.log\n"
            "stdout_logfile_maxbytes=1MB\nstdout_logfile_backups=1\n"
        )
    return "\n".join(parts)


def _escape(text: str) -> str:
    return text.replace("%", "%%")


def supervise(settings: Settings, model: Path, *, finds_index: bool) -> int:
    """Run the programs under supervisord until Ctrl-C; return the exit code.

    Args:
        finds_index: The index of the search is looked for, and built where it is not.
    """
    (settings.var / "log").mkdir(parents=True, exist_ok=True)
    config = settings.var / "supervisord.conf"
    config.write_text(supervisor_config(settings, commands(settings, model)))
    signin.write_secrets(settings)
    process = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(config)],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _wait_until_ready(settings, process)
        if finds_index:
            start_index(settings)
        return process.wait()
    except KeyboardInterrupt:
        sys.stderr.write("\nrinnalla: stopping\n")
        return 0
    finally:
        process.terminate()
        process.wait()


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _wait_until_ready(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    web = f"http://127.0.0.1:{settings.web_port}"
    dashboard = f"http://{signin.own_address(settings)}:{settings.dashboard_port}"
    sys.stderr.write("rinnalla: starting ")
    deadline = time.monotonic() + START_TIMEOUT_S
    waiting = [f"{web}/readyz", f"{dashboard}/_stcore/health"]
    while waiting and time.monotonic() < deadline and process.poll() is None:
        waiting = [address for address in waiting if not _answers(address)]
        sys.stderr.write("." if waiting else "\n")
        sys.stderr.flush()
        time.sleep(1 if waiting else 0)
    if waiting:
        raise StartError(
            f"not everything started; look at the end of the files in "
            f"{settings.var / 'log'}"
        )
    sys.stderr.write(
        f"rinnalla: the chat is at {web}\n"
        f"rinnalla: the dashboard is at {settings.dashboard_url}\n"
        "rinnalla: Ctrl-C stops both\n"
    )


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
