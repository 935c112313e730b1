"""Meanings of the content that come with the project, so that a first start is short.

Computing 20,000 meanings takes minutes. ``bot/meanings.npz`` holds those of the
training examples and the passages by the hash of their text; what changed since is
computed where it is needed. Vectors only: no text can be read back.

    python -m bot.meanings      after ``python -m bot train``: pack what it computed
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

SHIPPED = Path(__file__).resolve().with_name("meanings.npz")
DIMENSIONS = 384
STEPS = 127
"""A value is kept as one of so many steps on either side of the mean."""

Vector = NDArray[np.float32]


def key_of(text: str) -> str:
    """Return the hash by which a meaning is kept, 32 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def to_text(meaning: Vector) -> str:
    """Return a meaning as text, to send it along with a message."""
    return base64.b64encode(meaning.astype(np.float16).tobytes()).decode()


def from_text(text: object) -> Vector | None:
    """Read what :func:`to_text` wrote; None for anything else."""
    try:
        row = np.frombuffer(base64.b64decode(str(text), validate=True), np.float16)
    except (ValueError, binascii.Error):
        return None
    return row.astype(np.float32) if row.shape == (DIMENSIONS,) else None


def shipped(path: Path = SHIPPED) -> dict[str, Vector]:
    """Return key -> meaning, shape (384,); nothing where the file is not to be read."""
    try:
        with np.load(path) as kept:
            rows = kept["rows"].astype(np.float32) * kept["step"] + kept["mean"]
            keys = [row.tobytes().hex() for row in kept["keys"]]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}
    return dict(zip(keys, rows.astype(np.float32), strict=True))


def stored(path: Path) -> dict[str, Vector]:
    """Return key -> meaning of a cache; nothing where the file is not to be read."""
    try:
        with np.load(path) as kept:
            return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def pack(meanings: Mapping[str, Vector], path: Path = SHIPPED) -> None:
    """Write meanings in a byte a value: how far it is from the mean, in equal steps."""
    keys = sorted(meanings)
    rows = np.stack([meanings[key] for key in keys])
    mean = rows.mean(axis=0)
    step = np.abs(rows - mean).max() / STEPS
    np.savez_compressed(
        path,
        keys=np.array([list(bytes.fromhex(key)) for key in keys], dtype=np.uint8),
        rows=np.rint((rows - mean) / step).astype(np.int8),
        mean=mean,
        step=np.float32(step),
    )


def main() -> int:
    """Pack the meanings of the present content; return the exit code."""
    from bot import search, settings
    from bot.content import load
    from bot.examples import examples

    content, folder = load(settings.load().content), settings.load().var
    wanted = {key_of(text) for rows in examples(content).values() for text in rows}
    cached = stored(folder / "meanings" / "examples.npz")
    found = {key: cached[key] for key in wanted & cached.keys()}
    found |= dict(search.meanings(search.path_of(folder, content)))
    if not found:
        sys.stderr.write("rinnalla: nothing to pack; run first: python -m bot train\n")
        return 1
    pack(found)
    sys.stdout.write(f"{SHIPPED}: {len(found)} meanings\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
