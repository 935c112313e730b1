"""Which of the trained models is in use, which one was before, and whose turn it is.

``var/models/`` holds a file per model, named by the hash of what it was made of. For
each content the decision which model answers is written down in ``in_use.json``: the
one just taught, or an older one that somebody restored or that passed its tests when
the new one did not. Rasa opens ``current.tar.gz``, a link to it, so that a Rasa that
fell comes back with the same model.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from bot.errors import RinnallaError
from bot.files import write_whole
from bot.settings import Settings

RECORD, LINK, LOCK = "in_use.json", "current.tar.gz", "training.lock"
CANDIDATES = "candidate"
SUFFIX = ".tar.gz"
_FILE = re.compile(r"[0-9a-f]{16}\.tar\.gz")


class Busy(RinnallaError):
    """Another training has not ended yet."""


@dataclass(frozen=True)
class InUse:
    """Which model answers, and for which content that was decided.

    Attributes:
        model: The hash that names its file.
        content: The hash of the content for which it was chosen; the same as ``model``
            unless an older one was kept or restored.
        previous: The model before it; None where there was none.
        at: When that was decided, ISO 8601 in UTC.
    """

    model: str
    content: str
    previous: str | None
    at: str


def folder(settings: Settings) -> Path:
    """Return the folder of the models, made if need be."""
    found = settings.var / "models"
    found.mkdir(parents=True, exist_ok=True)
    return found


def file_of(models: Path, model: str) -> Path:
    """Return where a model lies, by its hash."""
    return models / f"{model}{SUFFIX}"


def hash_of(path: Path) -> str:
    """Return the hash that names a model's file."""
    return path.name.removesuffix(SUFFIX)


def recorded(models: Path) -> InUse | None:
    """Return what was decided last; None before the first decision."""
    try:
        return InUse(**json.loads((models / RECORD).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def in_use(models: Path) -> Path | None:
    """Return the model that answers; the newest where nobody wrote it down yet."""
    known = recorded(models)
    if known is not None:
        path = file_of(models, known.model)
        return path if path.exists() else None
    return next(iter(sorted(_files(models), key=_age)), None)


def _files(models: Path) -> list[Path]:
    return [p for p in models.glob(f"*{SUFFIX}") if _FILE.fullmatch(p.name)]


def chosen(models: Path, content: str) -> Path | None:
    """Return the model that was chosen for a content, if its file is there."""
    known = recorded(models)
    if known is None or known.content != content:
        return None
    path = file_of(models, known.model)
    return path if path.exists() else None


def previous(models: Path) -> Path | None:
    """Return the model that can be restored, or None."""
    known = recorded(models)
    if known is None or known.previous is None:
        return None
    path = file_of(models, known.previous)
    return path if path.exists() else None


def put_in_use(models: Path, model: str, content: str, *, now: datetime) -> Path:
    """Write down that a model answers from now on; keep the one before it.

    Returns:
        The link that Rasa opens.
    """
    known = recorded(models)
    before = known.previous if known else _newest_but(models, model)
    if known and known.model != model:
        before = known.model
    stamp = now.astimezone(timezone.utc).isoformat(timespec="seconds")
    decided = InUse(model, content, before, stamp)
    if known is None or (known.model, known.content) != (model, content):
        write_whole(models / RECORD, json.dumps(asdict(decided)).encode())
    _point(models / LINK, file_of(models, model))
    sweep(models, keep=model)
    return models / LINK


def sweep(models: Path, *, keep: str) -> None:
    """Delete the models but one, the one in use and the one before that."""
    known = recorded(models)
    others = (known.model, known.previous) if known else (_newest_but(models, keep),)
    kept = {keep, *others}
    for path in _files(models):
        if hash_of(path) not in kept:
            path.unlink(missing_ok=True)


def _newest_but(models: Path, model: str) -> str | None:
    """Return the newest other model: the one before, where nobody wrote it down."""
    names = map(hash_of, sorted(_files(models), key=_age))
    return next((name for name in names if name != model), None)


def _age(path: Path) -> float:
    return -path.stat().st_mtime


def _point(link: Path, path: Path) -> None:
    draft = link.with_name(f"{link.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(path.name)
    draft.replace(link)


@contextmanager
def alone(models: Path, *, waits: bool = False) -> Iterator[None]:
    """Hold the turn to train; the system gives it back when the process ends.

    The lock file holds the id of the process, for people to read.

    Raises:
        Busy: Somebody else has it, and nobody wants to wait.
    """
    with (models / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Busy("a training is under way") from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def is_busy(models: Path) -> bool:
    """Tell whether a training is under way now, in whatever process."""
    try:
        with (models / LOCK).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
