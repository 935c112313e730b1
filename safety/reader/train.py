"""Train the second reader: ``python -m safety.reader.train`` (needs scikit-learn).

Reads messages/*.jsonl, writes weights.npz. Thresholds are set on messages that the
model had not seen (five folds), by what harmless look-alikes may cost.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.svm import SVC

from safety.assessment import CATEGORIES
from safety.labelled import Labelled, labelled_in
from safety.reader.features import N_BUCKETS, Buckets, Floats, buckets, meaning
from safety.reader.second import NEARNESS, WEIGHTS, Opinion, likeness, nearest

MESSAGES = Path(__file__).with_name("messages")
N_FOLDS = 5
BLOCK = 1_000
"""So many rows of the kernel are computed at a time."""
COMMON = 0.05
"""Pieces of words in more of the messages tell nothing and are left out."""
SLACK = 2.0
"""The machine's C: what a message on the wrong side costs."""
CHECKED_LOOKALIKES = 0.12
"""Share of harmless look-alikes that may be asked about."""
RAISED_LOOKALIKES = 0.02
"""Share of them that are as surely like danger as a raise asks for."""
URGENT_ELEVATED = 0.25
"""Share of elevated messages that may be read as acute."""


@dataclass(frozen=True)
class Features:
    """The features of the labelled messages."""

    mean: Floats
    spread: Floats
    meanings: Floats
    words: Any  # scipy.sparse.csr_matrix, shape (messages, buckets)
    idf: Floats


def features(messages: Sequence[Labelled]) -> Features:
    """Compute the features of all messages, some 10 ms each."""
    raw = np.stack([meaning(m.text) for m in messages])
    mean, spread = raw.mean(0), raw.std(0)
    counts = _counts([buckets(m.text) for m in messages])
    is_common = np.asarray(counts.sum(0)).ravel() > COMMON * len(messages)
    counts.data[is_common[counts.indices]] = 0
    counts.eliminate_zeros()
    transformer = TfidfTransformer()
    words = transformer.fit_transform(counts)
    idf = np.where(is_common, 0, transformer.idf_).astype(np.float32)
    return Features(mean, spread, (raw - mean) / spread, words, idf)


def _counts(found: Sequence[Buckets]) -> Any:
    from scipy.sparse import csr_matrix

    starts = np.concatenate([[0], np.cumsum([len(row) for row in found])])
    ones = np.ones(starts[-1], dtype=np.float32)
    shape = (len(found), N_BUCKETS)
    return csr_matrix((ones, np.concatenate(found), starts), shape=shape)


def kernel(of: Features) -> Floats:
    """Return the likeness of each message to each, shape (messages, messages).

    Of 30,000 messages that is 3.6 GB, and fitting needs three times as much.
    """
    n = len(of.meanings)
    gram = np.empty((n, n), dtype=np.float32)
    squares = (of.meanings**2).sum(1)
    for start in range(0, n, BLOCK):
        rows = slice(start, start + BLOCK)
        apart = squares[rows, None] + squares
        apart -= 2 * of.meanings[rows] @ of.meanings.T
        by_meaning = np.exp(-NEARNESS * np.maximum(apart, 0))
        gram[rows] = likeness(by_meaning, (of.words[rows] @ of.words.T).toarray())
    return gram


@dataclass(frozen=True)
class Head:
    """One question put to the machine: coefficients by message, and the offset."""

    coefficients: Floats
    offset: float
    unseen: Floats  # what it says of each message when it had not seen it


def head(gram: Floats, is_so: NDArray[np.bool_], folds: NDArray[np.int_]) -> Head:
    """Fit one question on all messages, and on four fifths for the rest."""
    unseen = np.zeros(len(gram), dtype=np.float32)
    for fold in range(N_FOLDS):
        known, rest = np.where(folds != fold)[0], np.where(folds == fold)[0]
        machine = _fit(gram[np.ix_(known, known)], is_so[known])
        unseen[rest] = machine.decision_function(gram[np.ix_(rest, known)])
    machine = _fit(gram, is_so)
    coefficients = np.zeros(len(gram), dtype=np.float32)
    coefficients[machine.support_] = machine.dual_coef_[0]
    return Head(coefficients, float(machine.intercept_[0]), unseen)


def _fit(gram: Floats, is_so: NDArray[np.bool_]) -> SVC:
    machine = SVC(C=SLACK, kernel="precomputed", class_weight="balanced")
    return machine.fit(gram, is_so)


def fold_of(text: str) -> int:
    """Return the fold of a message: the same in every run and on every machine."""
    return zlib.crc32(text.encode()) % N_FOLDS


@dataclass(frozen=True)
class Fitted:
    """Everything training finds out.

    Attributes:
        ask: Danger from which on a check is asked for.
        sure: Danger from which on hardly a harmless look-alike comes.
        urgent: Urgency from which on a message is read as acute.
    """

    features: Features
    gram: Floats
    danger: Head
    urgency: Head
    ask: float
    sure: float
    urgent: float


def fit(messages: Sequence[Labelled]) -> Fitted:
    """Fit both questions, and set the thresholds on what was unseen."""
    found = features(messages)
    gram = kernel(found)
    folds = np.array([fold_of(m.text) for m in messages])
    levels = np.array([m.level for m in messages])
    kinds = np.array([m.kind for m in messages])
    danger = head(gram, np.isin(levels, ("elevated", "acute")), folds)
    urgency = head(gram, levels == "acute", folds)
    lookalikes = danger.unseen[(levels == "none") & (kinds == "h")]
    ask = float(np.quantile(lookalikes, 1 - CHECKED_LOOKALIKES))
    sure = float(np.quantile(lookalikes, 1 - RAISED_LOOKALIKES))
    urgent = float(
        np.quantile(urgency.unseen[levels == "elevated"], 1 - URGENT_ELEVATED)
    )
    return Fitted(found, gram, danger, urgency, ask, sure, urgent)


def unseen_opinions(messages: Sequence[Labelled]) -> tuple[Opinion, ...]:
    """Return what the reader says of each message when trained without its fold.

    Only the weights of words (idf) and the mean and spread of the meanings, which use
    no label, come from all messages, and so do the thresholds.
    """
    fitted = fit(messages)
    danger = (fitted.danger.unseen - fitted.ask) / (fitted.sure - fitted.ask)
    urgency = fitted.urgency.unseen - fitted.urgent
    labels = np.array([_bits(m.categories) for m in messages], dtype=np.int32)
    folds = np.array([fold_of(m.text) for m in messages])
    names = (
        nearest(np.where(folds == fold, 0, row), labels, CATEGORIES)[1]
        for row, fold in zip(fitted.gram, folds, strict=True)
    )
    return tuple(
        Opinion(float(d), float(u), name)
        for d, u, name in zip(danger, urgency, names, strict=True)
    )


def train(messages: Sequence[Labelled]) -> dict[str, Any]:
    """Return the arrays of weights.npz."""
    fitted = fit(messages)
    found, danger, urgency = fitted.features, fitted.danger, fitted.urgency
    ask, sure, urgent = fitted.ask, fitted.sure, fitted.urgent
    words = found.words.tocsc()
    words.sort_indices()
    quantum = float(np.abs(found.meanings).max() / 127)
    about = {
        "categories": CATEGORIES,
        "messages": fingerprint(messages),
        "n_messages": len(messages),
    }
    return {
        "mean": found.mean,
        "spread": found.spread,
        "meanings": np.round(found.meanings / quantum).astype(np.int8),
        "quantum": np.float32(quantum),
        "idf": found.idf.astype(np.float16),
        "lengths": lengths(words, found.idf),
        "sizes": np.diff(words.indptr).astype(np.uint16),
        "rows": words.indices.astype(np.uint16),
        "danger": danger.coefficients,
        "urgency": urgency.coefficients,
        "offsets": np.array(
            [danger.offset - ask, urgency.offset - urgent], dtype=np.float32
        ),
        "scales": np.array([sure - ask, 1.0], dtype=np.float32),
        "labels": np.array([_bits(m.categories) for m in messages], dtype=np.uint16),
        "about": json.dumps(about),
    }


def lengths(words: Any, idf: Floats) -> Floats:
    """Return the lengths of messages as vectors of weighted buckets, 1 for none."""
    squares = (words != 0) @ idf.astype(np.float16).astype(np.float32) ** 2
    return np.asarray(np.sqrt(np.where(squares > 0, squares, 1.0)), dtype=np.float32)


def _bits(categories: Sequence[str]) -> int:
    return sum(1 << CATEGORIES.index(name) for name in categories)


def fingerprint(messages: Sequence[Labelled]) -> str:
    """Return a checksum of what the reader is trained on."""
    rows = [[m.text, m.level, m.categories] for m in messages]
    return f"{zlib.crc32(json.dumps(rows).encode()):08x}"


def main() -> int:
    """Train on messages/*.jsonl and write weights.npz."""
    messages = labelled_in(MESSAGES)
    np.savez_compressed(WEIGHTS, **train(messages))
    size = WEIGHTS.stat().st_size / 1e6
    sys.stdout.write(f"{len(messages)} messages; {WEIGHTS.name} {size:.1f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
