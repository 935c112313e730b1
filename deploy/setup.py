"""Make the two environments, from nothing but python3 and pip.

    python3 deploy/setup.py            both environments
    python3 deploy/setup.py --browser  and Chromium and Firefox for the tests

Writes .venv (web, dashboard, tests), .venv-rasa (Rasa, Python 3.10) and var/tools (uv).
Says nothing when all is in place. Standard library only, Python 3.9 or newer.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "var" / "tools"
UV = TOOLS / "bin" / "uv"
REQUIREMENTS = ROOT / "requirements"

# Environment -> its pinned file, and the versions of Python that its packages support.
ENVIRONMENTS = {
    ".venv": ("web.txt", ("3.11", "3.12", "3.13")),
    ".venv-rasa": ("rasa.txt", ("3.10",)),
}

# Package -> the names under which a system may have the browser.
BROWSERS = {
    "chromium": ("chromium", "chromium-browser"),
    "firefox-esr": ("firefox-esr", "firefox"),
}


class SetupError(Exception):
    """Something is missing; the message says what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal what takes long."""
    sys.stderr.write(f"rinnalla: {text}\n")
    sys.stderr.flush()


def run(*command: str, what: str) -> None:
    """Run a command quietly; show its output only when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise SetupError(f"{what} failed:\n{done.stdout.strip()}")


def ensure_uv() -> None:
    """Install the pinned uv into var/tools, where it disturbs nothing else."""
    pinned = REQUIREMENTS / "uv.txt"
    stamp = TOOLS / "stamp"
    if UV.exists() and stamp.exists() and stamp.read_text() == digest(pinned):
        return
    say("installing uv, the installer (once)")
    TOOLS.mkdir(parents=True, exist_ok=True)
    run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"),
        *("--disable-pip-version-check", "--target", str(TOOLS)),
        *("--require-hashes", "-r", str(pinned)),
        what="installing uv with pip",
    )
    stamp.write_text(digest(pinned))


def digest(path: Path) -> str:
    """Return the hash of a pinned file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def interpreters(version: str) -> list[str]:
    """Return what may be a Python ``version``: on the path, in pyenv, this one."""
    found = [sys.executable, shutil.which(f"python{version}")]
    pyenv = os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")
    found += [
        str(path)
        for path in sorted(Path(pyenv).glob(f"versions/{version}.*/bin/python"))
    ]
    return [name for name in found if name]


def runs_as(interpreter: str, version: str) -> bool:
    """Tell whether it runs (a pyenv shim may not) and is that version."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [interpreter, "-c", code], capture_output=True, text=True, timeout=30
        )
    except OSError:
        return False
    return done.stdout.strip() == version


def choose_python(versions: tuple[str, ...]) -> str:
    """Return an interpreter for one of ``versions``, or a version that uv fetches."""
    for version in versions:
        for interpreter in interpreters(version):
            if runs_as(interpreter, version):
                return interpreter
    return versions[0]


def ensure_environment(name: str, pinned_name: str, versions: tuple[str, ...]) -> None:
    """Fill one environment from its pinned file, if that changed."""
    folder, pinned = ROOT / name, REQUIREMENTS / pinned_name
    stamp = folder / "rinnalla-stamp"
    if stamp.exists() and stamp.read_text() == digest(pinned):
        return
    say(f"installing {name} (a few minutes the first time)")
    started = time.monotonic()
    python = folder / "bin" / "python"
    if not python.exists():
        chosen = choose_python(versions)
        run(
            *(str(UV), "venv", "--quiet", "--python", chosen, str(folder)),
            what=f"making {name} with Python {' or '.join(versions)}",
        )
    run(
        *(str(UV), "pip", "sync", "--quiet", "--require-hashes"),
        *("--python", str(python), str(pinned)),
        what=f"installing {pinned_name}",
    )
    stamp.write_text(digest(pinned))
    say(f"{name} is ready ({time.monotonic() - started:.0f} s)")


def ensure_browsers() -> None:
    """Install Chromium and Firefox from the system's packages; both show the page."""
    missing = [
        package
        for package, names in BROWSERS.items()
        if not any(shutil.which(name) for name in names)
    ]
    if not missing:
        return
    packages = " ".join(missing)
    apt = shutil.which("apt-get")
    sudo = [] if os.geteuid() == 0 else [shutil.which("sudo") or ""]
    if not apt or "" in sudo:
        raise SetupError(
            "the tests look at the page in real browsers: install what is missing "
            f"(Debian: apt-get install {packages}), then run this again"
        )
    say(f"installing {packages} for the tests (once)")
    run(*sudo, apt, "update", "-qq", what="apt-get update")
    run(
        *(*sudo, "env", "DEBIAN_FRONTEND=noninteractive"),
        *(apt, "install", "-y", "-qq", *missing),
        what=f"installing the system packages {packages}",
    )


def main() -> int:
    """Set up everything; return the exit code."""
    try:
        ensure_uv()
        for name, (pinned, versions) in ENVIRONMENTS.items():
            ensure_environment(name, pinned, versions)
        if "--browser" in sys.argv[1:]:
            ensure_browsers()
    except SetupError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
