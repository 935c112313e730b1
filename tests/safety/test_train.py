"""Training the second reader: on sixty of its messages, in seconds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safety.labelled import Labelled, labelled_in
from safety.reader import train
from safety.reader.second import Opinion, load
from safety.reader.train import MESSAGES, fingerprint, fit, unseen_opinions

GROUPS = (("none", "h"), ("none", "o"), ("concern", "o"), ("elevated", "p"))
DANGER = ("elevated", "acute")


@pytest.fixture(scope="module")
def messages() -> tuple[Labelled, ...]:
    every = labelled_in(MESSAGES)
    groups = (
        [m for m in every if (m.level, m.kind) == group]
        for group in (*GROUPS, ("acute", "p"))
    )
    return tuple(m for group in groups for m in islice(group, 12))


@pytest.fixture(scope="module")
def unseen(messages: tuple[Labelled, ...]) -> tuple[Opinion, ...]:
    return unseen_opinions(messages)


def mean_danger(
    messages: Sequence[Labelled], opinions: Sequence[Opinion], *levels: str
) -> float:
    pairs = zip(messages, opinions, strict=True)
    return float(np.mean([o.danger for m, o in pairs if m.level in levels]))


def test_danger_is_told_from_the_rest_without_having_been_seen(
    messages: tuple[Labelled, ...], unseen: tuple[Opinion, ...]
) -> None:
    danger = mean_danger(messages, unseen, *DANGER)
    assert danger > mean_danger(messages, unseen, "concern")
    assert danger > mean_danger(messages, unseen, "none")


def relabelled(
    messages: tuple[Labelled, ...], **changes: Any
) -> tuple[int, tuple[Labelled, ...]]:
    """Return the place of an acute message, and all messages with that one changed."""
    place = next(n for n, m in enumerate(messages) if m.level == "acute")
    other = replace(messages[place], **changes)
    return place, (*messages[:place], other, *messages[place + 1 :])


def test_a_message_does_not_name_its_own_dangers(
    messages: tuple[Labelled, ...], unseen: tuple[Opinion, ...]
) -> None:
    place, changed = relabelled(messages, categories=("runaway", "psychosis"))
    again = unseen_opinions(changed)
    assert again[place] == unseen[place]
    assert again != unseen


def test_a_message_does_not_teach_what_is_said_of_itself(
    messages: tuple[Labelled, ...],
) -> None:
    place, changed = relabelled(messages, level="none", kind="o", categories=())
    before, after = fit(messages), fit(changed)
    for said, again in (
        (before.danger.unseen, after.danger.unseen),
        (before.urgency.unseen, after.urgency.unseen),
    ):
        assert again[place] == said[place]
        assert (again != said).any()


def test_training_writes_a_reader_that_loads(
    messages: tuple[Labelled, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [json.dumps(asdict(m), ensure_ascii=False) for m in messages]
    (tmp_path / "few.jsonl").write_text("\n".join(rows), "utf-8")
    weights = tmp_path / "weights.npz"
    monkeypatch.setattr(train, "MESSAGES", tmp_path)
    monkeypatch.setattr(train, "WEIGHTS", weights)
    assert train.main() == 0
    assert capsys.readouterr().out.startswith(f"{len(messages)} messages; weights.npz")
    reader = load(weights)
    assert reader.weights.about["messages"] == fingerprint(messages)
    read = [reader.read(m.text) for m in messages]
    assert mean_danger(messages, read, *DANGER) > mean_danger(messages, read, "none")
