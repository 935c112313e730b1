"""``python -m bot.retrain train|restore``: another model, tried before it answers.

The dashboard starts this as a process of its own, which outlives a restart of the
dashboard. It trains beside the model in use, holds the conversation tests, and only
then hands the model to the running Rasa. Whatever fails, the model in use stays.
``var/models/job.json`` tells how far it is, in closed words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from bot import jobs, judging, models, training
from bot import settings as config
from bot.errors import RinnallaError
from bot.jobs import KINDS, Job, status
from bot.settings import Settings

LOAD_TIMEOUT_S = 180
TRY_TIMEOUT_S = 1800


class JobFailed(RinnallaError):
    """A job ended without a new model in use.

    Attributes:
        reason: One of ``bot.jobs.REASONS``.
    """

    def __init__(self, reason: str, verdict: judging.Verdict | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.verdict = verdict


# --- for the dashboard -----------------------------------------------------------


def start(settings: Settings, kind: str) -> None:
    """Begin a job in a process of its own.

    Raises:
        Busy: One is under way.
    """
    folder, last = models.folder(settings), status(settings)
    if models.is_busy(folder) or (last and last.is_running):
        raise models.Busy("a training is under way")
    jobs.tell(folder, jobs.begun(folder, kind))
    log = settings.var / "log" / "retrain.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        subprocess.Popen(
            ["nice", "-n", "15", sys.executable, "-m", "bot.retrain", kind],
            cwd=training.ROOT,
            env={**os.environ, **training.rasa_environment(settings)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


# --- the job ---------------------------------------------------------------------


def main(argv: Sequence[str]) -> int:
    """Train or restore; return the exit code."""
    if len(argv) != 1 or argv[0] not in KINDS:
        sys.stderr.write(__doc__ or "")
        return 2
    settings = config.load()
    folder = models.folder(settings)
    try:
        with models.alone(folder):
            job = run(settings, argv[0])
    except models.Busy as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1
    return 0 if job.stage == "done" else 1


def run(settings: Settings, kind: str) -> Job:
    """Do one job from beginning to end, telling how far it is."""
    folder = models.folder(settings)
    job = jobs.begun(folder, kind)

    def tell(stage: str) -> None:
        jobs.tell(folder, replace(job, stage=stage))

    steps = {"train": _train, "restore": _restore}
    try:
        ended = steps[kind](settings, job, tell)
    except JobFailed as error:
        failed = replace(job, stage="failed", reason=error.reason)
        ended = jobs.with_scores(failed, error.verdict)
    ended = replace(ended, ended_at=jobs.stamp(jobs.now()))
    jobs.tell(folder, ended)
    return ended


def _train(settings: Settings, job: Job, tell: Callable[[str], None]) -> Job:
    tell("training")
    folder, content = models.folder(settings), training.fingerprint(settings)
    old = models.in_use(folder)
    if old is not None and models.hash_of(old) == content:
        raise JobFailed("same")
    candidate = models.file_of(folder / models.CANDIDATES, content)
    try:
        verdict = _passed(settings, candidate, old, tell)
        tell("taking")
        candidate.replace(models.file_of(folder, content))
        is_told = _take(settings, folder, content, content)
    except JobFailed:
        _keep_old(folder, old, content)
        raise
    finally:
        candidate.unlink(missing_ok=True)
    done = replace(job, stage="done", model=content, is_told=is_told)
    return jobs.with_scores(done, verdict)


def _passed(
    settings: Settings, candidate: Path, old: Path | None, tell: Callable[[str], None]
) -> judging.Verdict:
    """Train a model and hold its tests.

    Raises:
        JobFailed: It may not answer.
    """
    try:
        training.train(settings, candidate)
    except training.TrainingFailed as error:
        raise JobFailed("training") from error
    tell("trying")
    verdict = judging.judge(_tried(settings, candidate, old))
    if verdict.reason:
        raise JobFailed(verdict.reason, verdict)
    return verdict


def _restore(settings: Settings, job: Job, tell: Callable[[str], None]) -> Job:
    tell("trying")
    folder, content = models.folder(settings), training.fingerprint(settings)
    path = models.previous(folder)
    if path is None:
        raise JobFailed("no_model")
    with (settings.var / "log" / "training.log").open("a") as output:
        if not training.has_every_intent(settings, path, output):
            raise JobFailed("intents")
    tell("taking")
    model = models.hash_of(path)
    is_told = _take(settings, folder, model, content)
    return replace(job, stage="done", model=model, is_told=is_told)


def _keep_old(folder: Path, old: Path | None, content: str) -> None:
    """Let the old model answer this content at the next start, too."""
    if old is not None:
        models.put_in_use(folder, models.hash_of(old), content, now=jobs.now())


def _tried(settings: Settings, new: Path, old: Path | None) -> dict[str, Any]:
    """Hold the tests in Rasa's environment.

    Raises:
        JobFailed: They broke off.
    """
    command = [str(training.RASA_PYTHON), "-m", "bot.dialogue.try_model", str(new)]
    command += [str(old)] if old else []
    try:
        done = subprocess.run(
            command,
            cwd=training.ROOT,
            env=training.rasa_environment(settings),
            capture_output=True,
            text=True,
            timeout=TRY_TIMEOUT_S,
            check=True,
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (subprocess.SubprocessError, ValueError, IndexError) as error:
        raise JobFailed("talks") from error


def _take(settings: Settings, folder: Path, model: str, content: str) -> bool:
    """Hand a model to the running Rasa, then write down that it is in use.

    Returns:
        Whether a Rasa is running; without one the model is taken at the next start.

    Raises:
        JobFailed: Rasa could not load it and goes on with the one before.
    """
    told = tell_rasa(settings, models.file_of(folder, model).name)
    if told is False:
        raise JobFailed("rasa")
    models.put_in_use(folder, model, content, now=jobs.now())
    return told is True


def tell_rasa(settings: Settings, name: str) -> bool | None:
    """Let the running Rasa take a model; None where none answers."""
    token = os.environ.get("RASA_CHANNEL_TOKEN")
    if not token:
        return None
    try:
        answer = httpx.post(
            f"http://127.0.0.1:{settings.rasa_port}/webhooks/web/model",
            json={"model": name},
            headers={"x-channel-token": token},
            timeout=httpx.Timeout(LOAD_TIMEOUT_S, connect=2),
            trust_env=False,
        )
    except httpx.ConnectError:
        return None
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
