"""How near two meanings are: a cosine, once the common ways to differ are evened out.

Within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006): directions in
which texts of *one* matter differ anyway, such as how somebody speaks, count less.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.meanings import Vector

LEAST = 1e-9


def unit(rows: Vector) -> Vector:
    """Return rows of length one; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def normaliser(groups: Sequence[Vector], shrinkage: float) -> Vector:
    """Return the matrix that brings the spread within the groups to one, ``(d, d)``.

    Args:
        groups: Rows of each matter, ``(n, d)``.
        shrinkage: How far the covariance is drawn to an even one, from 0 to 1.
    """
    apart = np.concatenate([group - group.mean(axis=0) for group in groups])
    covariance = apart.T @ apart / len(apart)
    n = len(covariance)
    even = np.eye(n) * max(np.trace(covariance) / n, LEAST)
    values, vectors = np.linalg.eigh((1 - shrinkage) * covariance + shrinkage * even)
    return np.asarray(vectors / np.sqrt(np.maximum(values, LEAST)), dtype=np.float32)
