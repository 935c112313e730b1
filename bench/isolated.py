"""Install what a measurement needs under var/, apart from both environments."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / "var" / "tools" / "bin" / "uv"


def installed(name: str) -> Path:
    """Return a folder with the packages of bench/requirements-<name>.txt.

    Raises:
        FileNotFoundError: ``make setup`` has not been run.
        subprocess.CalledProcessError: The installation failed.
    """
    pinned = ROOT / "bench" / f"requirements-{name}.txt"
    folder = ROOT / "var" / "bench" / name
    stamp = folder / "stamp"
    digest = hashlib.sha256(pinned.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        subprocess.run(
            (
                *(str(UV), "pip", "install", "--quiet", "--python", sys.executable),
                *("--target", str(folder), "-r", str(pinned)),
            ),
            check=True,
        )
        stamp.write_text(digest)
    return folder
