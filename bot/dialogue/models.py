"""Take another model into use while chats go on."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from rasa.core.processor import MessageProcessor

_NAME = re.compile(r"[0-9a-f]{16}\.tar\.gz")


def find(name: str) -> Path | None:
    """Return a model of ours by the name of its file; None for anything else.

    A model is code: nothing outside the folder of the models is ever opened.
    """
    folder = Path(os.environ.get("RINNALLA_VAR", "var")) / "models"
    path = folder / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def in_use(agent: Any) -> str | None:
    """Return the name of the model's file, or None before one is loaded."""
    processor = agent.processor
    return Path(processor.model_path).resolve().name if processor else None


async def take(agent: Any, path: Path) -> None:
    """Load a model beside the one that answers, then change them in one step.

    Chats live in the tracker store, outside the model (``tracker_store``); a turn that
    has begun ends with the model it began with.
    """
    loop = asyncio.get_running_loop()
    processor = await loop.run_in_executor(None, _load, agent, path)
    agent.processor = processor
    agent.domain = agent.tracker_store.domain = processor.domain


def _load(agent: Any, path: Path) -> MessageProcessor:
    return MessageProcessor(
        model_path=path,
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=agent.nlg,
        http_interpreter=agent.http_interpreter,
    )
