"""Files that others read while they are written."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all; it is on the disk when this returns.

    Who may read a file that was there already stays the same.

    Raises:
        OSError: It cannot be written; what was there is there as before.
    """
    # Two may write at once, in one process or in two: each has a draft of its own.
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
