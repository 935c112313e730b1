"""How far a teaching is: a small file in closed words, read by the dashboard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from bot import judging, models
from bot.files import write_whole
from bot.settings import Settings

JOB = "job.json"
KINDS = ("train", "restore")
RUNNING = ("starting", "training", "trying", "taking")
"""Stages before the end: then it is "done", "failed" or "stopped"."""
REASONS = (
    "training",
    "talks",
    "unseen",
    "examples",
    "same",
    "no_model",
    "intents",
    "rasa",
)
"""Why a job failed: words for them stand in the dashboard's texts."""
STARTS_IN_S = 120
"""After so long a job that never began has stopped."""
EXPECTED_S = 240
"""How long a first job is thought to take, until one has been timed."""


@dataclass(frozen=True)
class Job:
    """How far a job is, or how it ended.

    Attributes:
        kind: "train" or "restore".
        started_at: ISO 8601 in UTC; so is ``ended_at``.
        expected_s: Seconds the last one took.
        model: The hash of the model it is about.
        reason: Why it failed, one of ``REASONS``.
        named: What the reason is about: topics, or talks that failed.
        new, old: Kind of messages -> ``[asked, right]`` for both models.
        is_told: The running Rasa has taken the model; else it does at its next start.
    """

    kind: str
    stage: str
    started_at: str
    expected_s: float = EXPECTED_S
    ended_at: str | None = None
    model: str | None = None
    reason: str | None = None
    named: tuple[str, ...] = ()
    new: Mapping[str, Sequence[int]] = field(default_factory=dict)
    old: Mapping[str, Sequence[int]] = field(default_factory=dict)
    is_told: bool = False

    @property
    def is_running(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.stage in RUNNING

    def seconds(self, now: datetime) -> float:
        """Return how long it has taken by now, or took."""
        end = datetime.fromisoformat(self.ended_at) if self.ended_at else now
        return (end - datetime.fromisoformat(self.started_at)).total_seconds()


def status(settings: Settings) -> Job | None:
    """Return the last job; one whose process is gone has "stopped"."""
    folder = models.folder(settings)
    try:
        data = json.loads((folder / JOB).read_text("utf-8"))
        job = Job(**{**data, "named": tuple(data.get("named", ()))})
    except (OSError, ValueError, TypeError):
        return None
    is_fresh = job.stage == "starting" and job.seconds(now()) < STARTS_IN_S
    if job.is_running and not is_fresh and not models.is_busy(folder):
        return replace(job, stage="stopped")
    return job


def begun(folder: Path, kind: str) -> Job:
    """Return a job that begins now."""
    return Job(kind, "starting", stamp(now()), expected_s=_expected(folder, kind))


def _expected(folder: Path, kind: str) -> float:
    """Return how long the last job of this kind took."""
    try:
        data = json.loads((folder / f"took_{kind}.json").read_text("utf-8"))
        return float(data)
    except (OSError, ValueError, TypeError):
        return EXPECTED_S


def tell(folder: Path, job: Job) -> None:
    """Write down how far a job is, and how long it took once it is done."""
    write_whole(folder / JOB, json.dumps(asdict(job)).encode())
    if job.stage == "done":
        took = job.seconds(now())
        path = folder / f"took_{job.kind}.json"
        write_whole(path, json.dumps(round(took)).encode())


def with_scores(job: Job, verdict: judging.Verdict | None) -> Job:
    """Return a job with what its tests found."""
    if verdict is None:
        return job
    new, old = (
        {kind: (score.n, score.right) for kind, score in scores.items()}
        for scores in (verdict.new, verdict.old)
    )
    return replace(job, named=verdict.named, new=new, old=old)


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(timezone.utc)


def stamp(time: datetime) -> str:
    """Return a time as it is written down, to the second."""
    return time.isoformat(timespec="seconds")
