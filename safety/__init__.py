"""The crisis detector: reads every message first, offline and by rules."""

from __future__ import annotations

from .assessment import Assessment
from .level import Level
from .questions import question_kind
from .session import assess
from .state import SessionState

__all__ = ["Assessment", "Level", "SessionState", "assess", "question_kind"]
