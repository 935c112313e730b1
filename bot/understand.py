"""``python -m bot understand``: find the topic of messages, one JSON object a line.

In: ``{"text": …, "lang"?: …}``. Out, in order: ``{"topic", "confidence", "ranking":
[{"topic", "confidence"} × 5]}``; a topic is an id of data/topics, ``smalltalk`` or
``out_of_scope``. Nothing is written to the disk but the model, when it is missing.

Example: echo '{"text": "en saa unta"}' | python -m bot understand
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from bot import settings as config
from bot.errors import RinnallaError
from bot.training import RASA_PYTHON, ROOT, ensure_model, rasa_environment


def main(argv: Sequence[str] = ()) -> int:
    """Hand standard input to the Rasa environment; return its exit code."""
    if "-h" in argv or "--help" in argv:
        sys.stdout.write(__doc__ or "")
        return 0
    try:
        settings = config.load()
        model = ensure_model(settings)
    except RinnallaError as error:
        sys.stderr.write(f"rinnalla: {error}\n")
        return 1
    done = subprocess.run(
        [str(RASA_PYTHON), "-m", "bot.dialogue.understand", str(model), *argv],
        cwd=ROOT,
        env=rasa_environment(settings),
        check=False,
    )
    return done.returncode
