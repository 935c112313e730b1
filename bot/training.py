"""Train Rasa's model when, and only when, what it learns from has changed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from bot import models
from bot import settings as config
from bot.content import Content, load
from bot.errors import RinnallaError
from bot.examples import examples
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DIALOGUE = ROOT / "bot" / "dialogue"
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

REQUIREMENTS = ROOT / "requirements" / "rasa.txt"

# What the model depends on besides the examples.
SOURCES = (
    "config.yml",
    "domain.yml",
    "rules.yml",
    "importer.py",
    "meaning.py",
    "classifier.py",
    "reranker.py",
    "pieces.py",
    "emoji_words.py",
    "../nearness.py",
)


class TrainingFailed(RinnallaError):
    """Rasa could not train; the message names the log."""


def main(argv: Sequence[str] = ()) -> int:
    """``python -m bot train``: write var/models/, say where the model is."""
    try:
        settings = config.load()
        index = start_index(settings)
        path = ensure_model(settings)
        index.wait()
    except RinnallaError as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


def start_index(settings: Settings) -> subprocess.Popen[bytes]:
    """Begin to build the index of the search, beside everything else."""
    log = settings.var / "log" / "search.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        return subprocess.Popen(
            ["nice", "-n", "15", sys.executable, "-m", "bot.search"],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which every part of Rasa runs."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(DIALOGUE / "quiet"))),
        "PYTHONUNBUFFERED": "1",
        "TQDM_DISABLE": "1",
        "RINNALLA_CONTENT": str(settings.content),
        "RINNALLA_PUBLISHED": str(settings.published),
        "RINNALLA_REVIEWED_ONLY": "1" if settings.reviewed_only else "0",
        "RINNALLA_VAR": str(settings.var),
    }


def fingerprint(settings: Settings, content: Content | None = None) -> str:
    """Return the hash of everything that the model is made of, 16 hex digits.

    Only what is learned counts: a changed answer needs no new model.

    Args:
        content: The content of ``settings``, where it is loaded already.

    Raises:
        ContentError: The content cannot be read.
    """
    digest = hashlib.sha256()
    for path in (*(DIALOGUE / name for name in SOURCES), REQUIREMENTS):
        digest.update(path.name.encode() + path.read_bytes())
    learned = examples(content or load(settings.content))
    digest.update(json.dumps(learned, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def model_path(settings: Settings) -> Path:
    """Return where the model for the present content is, or would be.

    It is the one that was chosen for this content: an older one if somebody restored
    it, or if a new one did not pass its tests.
    """
    return _model_for(settings, fingerprint(settings))


def _model_for(settings: Settings, content: str) -> Path:
    folder = models.folder(settings)
    return models.chosen(folder, content) or models.file_of(folder, content)


def ensure_model(settings: Settings) -> Path:
    """Return the model for the present content, trained first if need be.

    Raises:
        TrainingFailed: Rasa refused the content; the log's path is in the message.
    """
    return _ensured(settings, fingerprint(settings))


def put_in_use(settings: Settings) -> Path:
    """Return what Rasa opens: a link to the model for the present content.

    Raises:
        TrainingFailed: There was no model, and Rasa refused the content.
    """
    content = fingerprint(settings)
    path, now = _ensured(settings, content), datetime.now(timezone.utc)
    return models.put_in_use(path.parent, models.hash_of(path), content, now=now)


def _ensured(settings: Settings, content: str) -> Path:
    path = _model_for(settings, content)
    if path.exists():
        return path
    with models.alone(path.parent, waits=True):
        if not path.exists():
            train(settings, path)
            models.sweep(path.parent, keep=models.hash_of(path))
    return path


def train(settings: Settings, path: Path) -> None:
    """Train a model for the present content into a file.

    Raises:
        TrainingFailed: Rasa refused the content; the log's path is in the message.
    """
    log = settings.var / "log" / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _progress("teaching the companion to understand"), log.open("w") as output:
        trained = _rasa_train(settings, path, output)
        ok = trained and has_every_intent(settings, path, output)
    if not ok:
        path.unlink(missing_ok=True)
        raise TrainingFailed(
            f"training failed; the reason is at the end of {log}. The content can be "
            "checked with: python -m bot lint"
        )


def _rasa_train(settings: Settings, path: Path, output: object) -> bool:
    # The tests validate the data: here it would take a third of the time.
    command = [str(RASA_PYTHON), "-m", "rasa", "train", "--skip-validation"]
    command += ["--config", str(DIALOGUE / "config.yml")]
    command += ["--domain", str(DIALOGUE / "domain.yml")]
    command += ["--data", str(DIALOGUE / "rules.yml")]
    command += ["--out", str(path.parent)]
    command += ["--fixed-model-name", path.name.removesuffix(".tar.gz")]
    return _quiet(settings, command, output) and path.exists()


def has_every_intent(settings: Settings, path: Path, output: object) -> bool:
    """An error in the importer trains an empty model and exits 0: look inside."""
    command = [str(RASA_PYTHON), "-m", "bot.dialogue.check_model", str(path)]
    return _quiet(settings, command, output)


def _quiet(settings: Settings, command: list[str], output: object) -> bool:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=rasa_environment(settings),
        stdout=output,  # type: ignore[call-overload]
        stderr=subprocess.STDOUT,
        check=False,
    )
    return bool(done.returncode == 0)


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """Show that something long is going on, a dot every two seconds."""
    done = threading.Event()

    def dots() -> None:
        sys.stderr.write(f"rinnalla: {what} (a minute or two) ")
        sys.stderr.flush()
        while not done.wait(2):
            sys.stderr.write(".")
            sys.stderr.flush()
        sys.stderr.write("\n")

    thread = threading.Thread(target=dots, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
