"""Compare a message with labelled ones: a support vector machine, in numpy."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safety.reader.features import Buckets, Floats, Vector, buckets, meaning, model

WEIGHTS = Path(__file__).with_name("weights.npz")
SWITCH = "RINNALLA_SECOND_READER"
N_ALIKE = 3
# The kernel: likeness of meaning, of words, and of words squared (so that a message
# with the very same turns of phrase weighs more than many with a few words shared).
NEARNESS = 0.003
WORDS_WEIGHT = 0.5
SAME_WORDS_WEIGHT = 2.0


@dataclass(frozen=True)
class Opinion:
    """What the second reader makes of one message.

    Attributes:
        danger: Above 0 the message is like those that tell of danger; at 1 surely so.
        urgency: The same for danger that is acute.
        categories: Of the labelled messages that speak for danger, likeliest first.
        alike: Numbers of the labelled messages that weigh most (reader/messages).
    """

    danger: float
    urgency: float
    categories: tuple[str, ...] = ()
    alike: tuple[int, ...] = ()


@dataclass(frozen=True)
class Weights:
    """What training leaves (reader/train.py), one row a labelled message.

    Attributes:
        meanings: Standardised meanings, shape (messages, 384).
        postings: Rows by bucket, as the columns of a sparse matrix: ``starts`` of each
            bucket, ``rows`` and ``values`` (tf-idf, each message of length one).
        idf: Weight of each bucket, shape (buckets,).
        danger, urgency: Coefficients by row; ``offsets`` and ``scales`` of the two.
        labels: Bits of the categories by row, in the order of ``categories``.
    """

    mean: Floats
    spread: Floats
    meanings: Floats
    idf: Floats
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]
    values: Floats
    danger: Floats
    urgency: Floats
    offsets: Floats
    scales: Floats
    labels: NDArray[np.int32]
    categories: tuple[str, ...]
    about: dict[str, Any]

    @functools.cached_property
    def squares(self) -> Floats:
        """The squared length of each meaning."""
        return np.asarray((self.meanings**2).sum(1), dtype=np.float32)


class SecondReader:
    """Reads messages by their likeness to labelled ones. Keeps nothing of them."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        model()  # the first message of a young person must not wait for it

    def read(self, text: str) -> Opinion:
        """Say how like a message is to those that tell of danger."""
        return self.judge(meaning(text), buckets(text))

    def judge(self, of_meaning: Vector, of_words: Buckets) -> Opinion:
        """Say the same of a message's features."""
        w = self.weights
        kernel = likeness(
            self._by_meaning((of_meaning - w.mean) / w.spread), self._by_words(of_words)
        )
        sums = np.array([kernel @ w.danger, kernel @ w.urgency])
        danger, urgency = (sums + w.offsets) / w.scales
        shares = kernel * np.maximum(w.danger, 0)
        names = named(shares, w.labels, w.categories)
        return Opinion(float(danger), float(urgency), names, _largest(shares, N_ALIKE))

    def _by_meaning(self, standard: Vector) -> Floats:
        w = self.weights
        apart = w.squares + standard @ standard - 2 * (w.meanings @ standard)
        return np.asarray(np.exp(-NEARNESS * np.maximum(apart, 0)), dtype=np.float32)

    def _by_words(self, found: Buckets) -> Floats:
        w = self.weights
        weights = w.idf[found]
        length = float(np.linalg.norm(weights)) or 1.0
        spans = [slice(w.starts[b], w.starts[b + 1]) for b in found]
        sizes = [span.stop - span.start for span in spans]
        if not sum(sizes):
            return np.zeros(len(w.meanings), dtype=np.float32)
        rows = np.concatenate([w.rows[span] for span in spans])
        values = np.concatenate([w.values[span] for span in spans])
        shares = values * np.repeat(weights / length, sizes)
        summed = np.bincount(rows, weights=shares, minlength=len(w.meanings))
        return np.asarray(summed, dtype=np.float32)


def named(
    shares: Floats, labels: NDArray[np.int32], categories: Sequence[str]
) -> tuple[str, ...]:
    """Return the categories with at least a third of the weightiest one's."""
    sums = {
        name: float(shares[(labels >> bit) & 1 == 1].sum())
        for bit, name in enumerate(categories)
    }
    most = max(sums.values())
    by_weight = sorted(sums, key=lambda name: -sums[name])
    return tuple(name for name in by_weight if sums[name] > most / 3)


def likeness(by_meaning: Floats, by_words: Floats) -> Floats:
    """Join the two likenesses into the kernel of the support vector machine."""
    words = WORDS_WEIGHT * by_words + SAME_WORDS_WEIGHT * by_words**2
    return np.asarray(by_meaning + words, dtype=np.float32)


def _largest(shares: Floats, n: int) -> tuple[int, ...]:
    return tuple(int(row) for row in np.argsort(-shares)[:n])


def load(path: Path = WEIGHTS) -> SecondReader:
    """Load a trained reader.

    Raises:
        OSError: No such file, or none that numpy can read.
        KeyError: A file of another shape.
    """
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    about = json.loads(str(arrays["about"]))
    return SecondReader(
        Weights(
            mean=arrays["mean"],
            spread=arrays["spread"],
            meanings=arrays["meanings"].astype(np.float32) * arrays["quantum"],
            idf=arrays["idf"].astype(np.float32),
            starts=np.concatenate([[0], np.cumsum(arrays["sizes"])]).astype(np.int32),
            rows=arrays["rows"].astype(np.int32),
            values=arrays["values"].astype(np.float32) / 255.0,
            danger=arrays["danger"],
            urgency=arrays["urgency"],
            offsets=arrays["offsets"],
            scales=arrays["scales"],
            labels=arrays["labels"].astype(np.int32),
            categories=tuple(about["categories"]),
            about=about,
        )
    )


@functools.lru_cache(maxsize=1)
def second_reader() -> SecondReader | None:
    """Return the reader that ships, or None where it is off or cannot be loaded.

    A missing or broken reader changes nothing else: the rules read alone.
    """
    if os.environ.get(SWITCH, "1") == "0":
        return None
    try:
        return load()
    except (ImportError, OSError, KeyError, ValueError, RuntimeError):
        return None
