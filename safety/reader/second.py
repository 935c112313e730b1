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
N_NAMED_BY = 10
"""So many dangerous messages, those most like it, name a message's dangers."""
SHARPNESS = 4
"""The likest count most: votes are likeness to this power."""
_NO_ROWS = np.zeros(0, dtype=np.uint16)
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
        categories: Of the dangerous messages that are most like it, likeliest first.
        alike: Numbers of the likest of them (reader/messages).
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
        starts, rows: Rows by bucket, as the columns of a sparse matrix.
        idf: Weight of each bucket, shape (buckets,).
        lengths: Of the messages as vectors of weighted buckets, shape (messages,).
        danger, urgency: Coefficients by row; ``offsets`` and ``scales`` of the two.
        labels: Bits of the categories by row, in the order of ``categories``.
    """

    mean: Floats
    spread: Floats
    meanings: Floats
    idf: Floats
    lengths: Floats
    starts: NDArray[np.int32]
    rows: NDArray[np.uint16]
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
        alike, names = nearest(kernel, w.labels, w.categories)
        return Opinion(float(danger), float(urgency), names, alike[:N_ALIKE])

    def _by_meaning(self, standard: Vector) -> Floats:
        w = self.weights
        apart = w.squares + standard @ standard - 2 * (w.meanings @ standard)
        return np.asarray(np.exp(-NEARNESS * np.maximum(apart, 0)), dtype=np.float32)

    def _by_words(self, found: Buckets) -> Floats:
        w = self.weights
        squares = w.idf[found] ** 2
        length = float(np.sqrt(squares.sum())) or 1.0
        spans = [w.rows[w.starts[b] : w.starts[b + 1]] for b in found]
        rows = np.concatenate([*spans, _NO_ROWS])
        shares = np.repeat(squares, [len(span) for span in spans])
        summed = np.bincount(rows, weights=shares, minlength=len(w.meanings))
        return np.asarray(summed / (length * w.lengths), dtype=np.float32)


def nearest(
    kernel: Floats, labels: NDArray[np.int32], categories: Sequence[str]
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the dangerous messages most like one, and the dangers they name.

    Named is what has at least a third of the votes of the likeliest.
    """
    votes = np.where(labels > 0, kernel, 0) ** SHARPNESS
    alike = np.argsort(-votes)[:N_NAMED_BY]
    sums = {
        name: float(votes[alike][(labels[alike] >> bit) & 1 == 1].sum())
        for bit, name in enumerate(categories)
    }
    by_weight = sorted(sums, key=lambda name: -sums[name])
    most = sums[by_weight[0]]
    return tuple(map(int, alike)), tuple(n for n in by_weight if sums[n] > most / 3)


def likeness(by_meaning: Floats, by_words: Floats) -> Floats:
    """Join the two likenesses into the kernel of the support vector machine."""
    words = WORDS_WEIGHT * by_words + SAME_WORDS_WEIGHT * by_words**2
    return np.asarray(by_meaning + words, dtype=np.float32)


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
            lengths=arrays["lengths"],
            starts=np.concatenate([[0], np.cumsum(arrays["sizes"])]).astype(np.int32),
            rows=arrays["rows"],
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
