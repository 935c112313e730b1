"""Refuse a trained model that lacks an intent of the content.

Usage: python -m bot.dialogue.check_model MODEL.tar.gz
"""

from __future__ import annotations

import sys
from pathlib import Path

from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot import flow
from bot import settings as config
from bot.content import load


def missing_intents(model: Path) -> list[str]:
    """Return the intents of the content that ``model`` does not know."""
    content = load(config.load().content)
    wanted = {flow.TOPIC_INTENT + topic for topic in content.topics}
    wanted |= set(content.intents)
    metadata = LocalModelStorage.metadata_from_archive(model)
    return sorted(wanted - set(metadata.domain.intents))


def main() -> int:
    """Check the model named on the command line; return the exit code."""
    missing = missing_intents(Path(sys.argv[1]))
    for intent in missing:
        sys.stderr.write(f"{sys.argv[1]}: the intent '{intent}' was not trained\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
