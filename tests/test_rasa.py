"""What needs Rasa's environment runs there, and its outcome counts here."""

from __future__ import annotations

import os
import subprocess

from bot import settings as config
from bot.training import DIALOGUE, RASA_PYTHON, ROOT, ensure_model, rasa_environment


def in_rasa(*command: str) -> subprocess.CompletedProcess[str]:
    settings = config.load()
    return subprocess.run(
        [str(RASA_PYTHON), "-m", *command],
        cwd=ROOT,
        env=rasa_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )


def test_parts_that_plug_into_rasa() -> None:
    done = in_rasa(
        "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "tests/dialogue"
    )
    assert done.returncode == 0, done.stdout[-6000:]


def test_rasa_data_validate_has_nothing_to_say() -> None:
    done = in_rasa(
        *("rasa", "data", "validate", "--fail-on-warnings"),
        *("--config", str(DIALOGUE / "config.yml")),
        *("--domain", str(DIALOGUE / "domain.yml")),
        *("--data", str(DIALOGUE / "rules.yml")),
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_the_model_knows_every_intent_and_is_not_trained_twice() -> None:
    settings = config.load()
    path = ensure_model(settings)
    made_at = os.stat(path).st_mtime_ns
    assert in_rasa("bot.dialogue.check_model", str(path)).returncode == 0
    assert os.stat(ensure_model(settings)).st_mtime_ns == made_at
