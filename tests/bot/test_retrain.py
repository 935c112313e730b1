"""A new model answers only after its tests; whatever fails, the old one stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import jobs, judging, models, retrain, training
from bot import settings as config
from bot.settings import Settings

OLD, NEW, OLDEST = "a" * 16, "b" * 16, "c" * 16
NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
GOOD = {
    "talks": 2,
    "failed": [],
    "new": {
        "unseen": {"sleep": {"n": 100, "right": 90}},
        "examples": {"sleep": {"n": 10, "right": 10}},
    },
    "old": {
        "unseen": {"sleep": {"n": 100, "right": 91}},
        "examples": {"sleep": {"n": 10, "right": 9}},
    },
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return an installation whose content asks for the model ``NEW``."""
    found = replace(config.load(), var=tmp_path)
    (tmp_path / "log").mkdir()
    monkeypatch.setattr(training, "fingerprint", lambda *_: NEW)
    monkeypatch.setattr(config, "load", lambda: found)
    return found


@pytest.fixture
def folder(settings: Settings) -> Path:
    """Return the folder of the models, with ``OLD`` in use."""
    found = models.folder(settings)
    made(found, OLD)
    models.put_in_use(found, OLD, OLD, now=NOW)
    return found


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> None:
    def train(settings: Settings, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text("new")

    monkeypatch.setattr(training, "train", train)
    monkeypatch.setattr(retrain, "_tried", lambda *_: GOOD)
    monkeypatch.setattr(retrain, "tell_rasa", lambda *_: True)


def made(folder: Path, model: str) -> Path:
    path = models.file_of(folder, model)
    path.write_text(model)
    return path


def files(folder: Path) -> set[str]:
    return {models.hash_of(path) for path in folder.glob("*.tar.gz")} - {"current"}


def current(folder: Path) -> str:
    return models.hash_of((folder / models.LINK).resolve())


# --- which model is in use -------------------------------------------------------


def test_the_one_before_is_kept_and_no_older_one(folder: Path) -> None:
    made(folder, NEW)
    models.put_in_use(folder, NEW, NEW, now=NOW)
    assert (files(folder), current(folder)) == ({OLD, NEW}, NEW)
    made(folder, OLDEST)
    models.put_in_use(folder, OLDEST, OLDEST, now=NOW)
    assert (files(folder), current(folder)) == ({NEW, OLDEST}, OLDEST)
    assert models.previous(folder) == models.file_of(folder, NEW)


def test_a_choice_holds_until_what_is_learned_changes(folder: Path) -> None:
    models.put_in_use(folder, OLD, NEW, now=NOW)
    assert models.chosen(folder, NEW) == models.file_of(folder, OLD)
    assert models.chosen(folder, OLDEST) is None


def test_the_start_takes_the_chosen_model(settings: Settings, folder: Path) -> None:
    models.put_in_use(folder, OLD, NEW, now=NOW)
    assert training.put_in_use(settings).resolve() == models.file_of(folder, OLD)


def test_the_start_trains_what_nobody_has_decided_on(
    settings: Settings, folder: Path, trained: None
) -> None:
    assert training.put_in_use(settings).resolve() == models.file_of(folder, NEW)
    assert models.previous(folder) == models.file_of(folder, OLD)


def test_a_damaged_record_is_as_none(folder: Path) -> None:
    (folder / models.RECORD).write_text("{")
    assert models.recorded(folder) is None
    assert models.in_use(folder) == models.file_of(folder, OLD)
    assert models.previous(folder) is None


def test_the_first_that_is_written_down_has_one_before_it(settings: Settings) -> None:
    found = models.folder(settings)
    for age, model in enumerate((NEW, OLD, OLDEST)):
        os.utime(made(found, model), (-age, -age))
    models.put_in_use(found, NEW, NEW, now=NOW)
    assert models.previous(found) == models.file_of(found, OLD)
    assert files(found) == {OLD, NEW}


def test_one_trains_at_a_time(folder: Path) -> None:
    assert not models.is_busy(folder)
    with models.alone(folder):
        assert (folder / models.LOCK).read_text() == f"{os.getpid()}\n"
        assert models.is_busy(folder)
        with pytest.raises(models.Busy), models.alone(folder):
            pass
    assert not models.is_busy(folder)


def test_the_turn_of_a_process_that_was_killed_is_free(folder: Path) -> None:
    code = (
        "import fcntl, sys\n"
        "file = open(sys.argv[1], 'a+'); fcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-S", "-c", code, str(folder / models.LOCK)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout and holder.stdout.readline() == b"held\n"
    assert models.is_busy(folder)
    holder.kill()
    holder.communicate()
    assert not models.is_busy(folder)


# --- the verdict -----------------------------------------------------------------


def result(**changes: Any) -> dict[str, Any]:
    return json.loads(json.dumps({**GOOD, **changes}))


def test_a_point_worse_is_let_through_and_more_is_not() -> None:
    assert judging.judge(GOOD).reason is None
    worse = result()
    worse["new"]["unseen"] = {
        "sleep": {"n": 50, "right": 35},
        "meals": {"n": 50, "right": 50},
    }
    worse["old"]["unseen"] = {
        "sleep": {"n": 50, "right": 42},
        "meals": {"n": 50, "right": 49},
    }
    verdict = judging.judge(worse)
    assert (verdict.reason, verdict.named) == ("unseen", ("sleep",))
    assert (verdict.new["unseen"].share, verdict.old["unseen"].share) == (0.85, 0.91)


def test_a_talk_without_its_answer_stops_a_model() -> None:
    verdict = judging.judge(result(failed=["danger suicide acute fi"]))
    assert (verdict.reason, verdict.named) == ("talks", ("danger suicide acute fi",))


def test_a_first_model_must_know_its_own_examples() -> None:
    first = result(old={})
    assert judging.judge(first).reason is None
    first["new"]["examples"] = {"sleep": {"n": 10, "right": 7}}
    verdict = judging.judge(first)
    assert (verdict.reason, verdict.named) == ("examples", ("sleep",))
    assert judging.judge(result(new={}, old={})).reason == "examples"


# --- the job ---------------------------------------------------------------------


def test_a_good_model_is_taken_and_the_old_one_kept(
    settings: Settings, folder: Path, trained: None
) -> None:
    job = retrain.run(settings, "train")
    assert (job.stage, job.model, job.is_told) == ("done", NEW, True)
    assert (job.new["unseen"], job.old["unseen"]) == ((100, 90), (100, 91))
    assert (files(folder), current(folder)) == ({OLD, NEW}, NEW)
    assert models.chosen(folder, NEW) == models.file_of(folder, NEW)
    told = jobs.status(settings)
    assert told is not None
    assert (told.stage, told.model) == ("done", NEW)
    assert not list((folder / models.CANDIDATES).iterdir())


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "training": lambda patch: patch.setattr(training, "train", _refuse),
    "talks": lambda patch: patch.setattr(
        retrain, "_tried", lambda *_: result(failed=["topic sleep"])
    ),
    "rasa": lambda patch: patch.setattr(retrain, "tell_rasa", lambda *_: False),
}


def _refuse(settings: Settings, path: Path) -> None:
    raise training.TrainingFailed("see the log")


@pytest.mark.parametrize("reason", FAULTS)
def test_whatever_fails_the_old_model_stays(
    settings: Settings,
    folder: Path,
    trained: None,
    monkeypatch: pytest.MonkeyPatch,
    reason: str,
) -> None:
    FAULTS[reason](monkeypatch)
    job = retrain.run(settings, "train")
    assert (job.stage, job.reason) == ("failed", reason)
    assert (files(folder), current(folder)) == ({OLD}, OLD)
    # Also after a new start, until somebody changes what is learned.
    assert models.chosen(folder, NEW) == models.file_of(folder, OLD)
    assert not list(folder.glob(f"{models.CANDIDATES}/*"))


def test_what_has_not_changed_is_not_taught_again(
    settings: Settings, folder: Path, trained: None
) -> None:
    made(folder, NEW)
    models.put_in_use(folder, NEW, NEW, now=NOW)
    assert retrain.run(settings, "train").reason == "same"
    assert models.file_of(folder, NEW).read_text() == NEW


def test_the_model_before_comes_back(
    settings: Settings,
    folder: Path,
    trained: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    retrain.run(settings, "train")
    monkeypatch.setattr(training, "has_every_intent", lambda *_: True)
    job = retrain.run(settings, "restore")
    assert (job.stage, job.model, current(folder)) == ("done", OLD, OLD)
    assert models.chosen(folder, NEW) == models.file_of(folder, OLD)
    assert models.previous(folder) == models.file_of(folder, NEW)


def test_a_model_that_lacks_a_topic_does_not_come_back(
    settings: Settings,
    folder: Path,
    trained: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert retrain.run(settings, "restore").reason == "no_model"
    retrain.run(settings, "train")
    monkeypatch.setattr(training, "has_every_intent", lambda *_: False)
    assert retrain.run(settings, "restore").reason == "intents"
    assert current(folder) == NEW


def test_tests_that_break_off_count_as_failed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "RASA_PYTHON", Path("/bin/false"))
    with pytest.raises(retrain.JobFailed, match="talks"):
        retrain._tried(settings, Path("new"), None)


def test_a_job_that_was_killed_has_stopped(settings: Settings, folder: Path) -> None:
    assert jobs.status(settings) is None
    job = jobs.Job("train", "training", NOW.isoformat())
    (folder / jobs.JOB).write_text(json.dumps(vars(job)))
    told = jobs.status(settings)
    assert told is not None and told.stage == "stopped"
    with models.alone(folder):
        told = jobs.status(settings)
        assert told is not None and told.is_running
    assert told.seconds(NOW + timedelta(seconds=90)) == 90


def test_a_second_job_is_not_begun(settings: Settings, folder: Path) -> None:
    with models.alone(folder), pytest.raises(models.Busy):
        retrain.start(settings, "train")
    with models.alone(folder):
        assert retrain.main(["train"]) == 1


def test_a_job_is_begun_as_a_process_of_its_own(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: dict[str, Any] = {}

    def popen(command: list[str], **options: Any) -> None:
        begun.update(options, command=command)

    monkeypatch.setattr(subprocess, "Popen", popen)
    retrain.start(settings, "restore")
    assert begun["command"][-3:] == ["-m", "bot.retrain", "restore"]
    assert begun["start_new_session"] is True
    assert begun["env"]["RINNALLA_VAR"] == str(settings.var)
    told = jobs.status(settings)
    assert told is not None and told.stage == "starting"


# --- the running Rasa ------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.Response(200), True),
        (httpx.Response(500), False),
        (httpx.ConnectError("refused"), None),
        (httpx.ReadTimeout("slow"), False),
    ],
)
def test_rasa_is_told_by_the_name_of_the_file(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    answer: httpx.Response | httpx.HTTPError,
    told: bool | None,
) -> None:
    sent: dict[str, Any] = {}

    def post(url: str, **options: Any) -> httpx.Response:
        sent.update(options, url=url)
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer

    monkeypatch.setenv("RASA_CHANNEL_TOKEN", "secret")
    monkeypatch.setattr(httpx, "post", post)
    assert retrain.tell_rasa(settings, f"{NEW}.tar.gz") is told
    assert sent["url"].startswith("http://127.0.0.1:")
    assert sent["headers"] == {"x-channel-token": "secret"}
    assert sent["json"] == {"model": f"{NEW}.tar.gz"}


def test_without_a_token_no_rasa_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RASA_CHANNEL_TOKEN", raising=False)
    assert retrain.tell_rasa(settings, f"{NEW}.tar.gz") is None
