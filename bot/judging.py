"""Judge a new model by what its tests found, beside the model it would replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_WORSE = 0.01
"""A new model may be right this much less often than the one before."""
LEAST_OF_EXAMPLES = 0.8
"""Of its own examples a model must know this share, whatever came before it."""
KINDS = ("unseen", "examples")
MOST_NAMED = 5

Scores = Mapping[str, Mapping[str, Mapping[str, int]]]


@dataclass(frozen=True)
class Score:
    """How many messages were asked, and how many were right."""

    n: int
    right: int

    @property
    def share(self) -> float:
        """The share that was right; 0 where none was asked."""
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True)
class Verdict:
    """Whether a model may answer, and why not.

    Attributes:
        reason: "talks", "unseen" or "examples"; None where it may.
        named: The talks that failed, or the topics that lost most.
        new: Kind of messages -> the new model's score.
        old: The same of the model before; empty where there was none.
    """

    reason: str | None
    named: tuple[str, ...]
    new: Mapping[str, Score]
    old: Mapping[str, Score]


def judge(result: Mapping[str, Any]) -> Verdict:
    """Judge what ``bot.dialogue.try_model`` wrote."""
    new, old = _totals(result["new"]), _totals(result.get("old") or {})
    if result["failed"]:
        return Verdict("talks", tuple(result["failed"][:MOST_NAMED]), new, old)
    for kind in KINDS:
        if _is_worse(new.get(kind), old.get(kind)) or _knows_too_little(kind, new):
            lost = _lost(
                result["new"].get(kind, {}), (result.get("old") or {}).get(kind)
            )
            return Verdict(kind, lost, new, old)
    return Verdict(None, (), new, old)


def _totals(scores: Scores) -> dict[str, Score]:
    return {
        kind: Score(sum(r["n"] for r in rows), sum(r["right"] for r in rows))
        for kind, rows in ((k, list(topics.values())) for k, topics in scores.items())
    }


def _is_worse(new: Score | None, old: Score | None) -> bool:
    # Rounded, since 0.91 - 0.90 is a hair more than 0.01 to a machine.
    return bool(new and old and round(old.share - new.share, 6) > MOST_WORSE)


def _knows_too_little(kind: str, new: Mapping[str, Score]) -> bool:
    if kind != "examples":
        return False
    return kind not in new or new[kind].share < LEAST_OF_EXAMPLES


def _lost(
    new: Mapping[str, Mapping[str, int]], old: Mapping[str, Mapping[str, int]] | None
) -> tuple[str, ...]:
    """Return the topics that lost most; without an old model those that know least."""
    before = old or {topic: {"right": row["n"]} for topic, row in new.items()}
    losses = {
        topic: before[topic]["right"] - row["right"]
        for topic, row in new.items()
        if topic in before
    }
    worst = sorted((t for t in losses if losses[t] > 0), key=lambda t: -losses[t])
    return tuple(worst[:MOST_NAMED])
