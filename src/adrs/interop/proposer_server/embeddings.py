"""A stand-in for an embedding model: hashed character n-grams, which know spelling and no meaning."""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np

NAME = "adrs-hashed-ngrams-stand-in"
DIMENSIONS = 256
_SIZES = (3, 4, 5)
_MOST_CHARS = 200_000


def embed(text: str, *, dimensions: int = DIMENSIONS) -> list[float]:
    """A unit vector of signed counts of the text's n-grams of three to five characters, hashed into place.

    After Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (ICML 2009), eq. 1. Equal
    texts have equal vectors on every machine. The cost grows with the text's length, of which 200,000
    characters count. A text of fewer than three characters counts as one n-gram.
    """
    text = text[:_MOST_CHARS]
    grams = Counter(text[at : at + size] for size in _SIZES for at in range(len(text) - size + 1))
    vector = np.zeros(dimensions)
    for gram, count in (grams or Counter([text])).items():
        data = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(data)
        vector[(number >> 1) % dimensions] += count if number & 1 else -count
    if not vector.any():
        vector[0] = 1.0  # everything cancelled out; a vector without a direction has no cosine
    return [float(x) for x in vector / np.linalg.norm(vector)]
