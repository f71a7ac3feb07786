"""Made-up words, names, sentences and skewed choices for the generated tables."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

_T = TypeVar("_T")
_ONSETS = ("b", "br", "c", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "v")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS = ("", "", "n", "r", "s", "l", "t", "nd")


class Zipf(Generic[_T]):
    """Draws items, the k-th with weight ``k ** -exponent``.

    Args:
        items: What is drawn, the most frequent first.
        exponent: 0 is uniform; 1 and more is skewed.
    """

    def __init__(self, items: Sequence[_T], exponent: float) -> None:
        self._items = items
        self._reached = list(accumulate((k + 1) ** -exponent for k in range(len(items))))

    def draw(self, rng: Random) -> _T:
        """One item."""
        return self._items[bisect(self._reached, rng.random() * self._reached[-1])]


def word(rng: Random, syllables: int) -> str:
    """A pronounceable word."""
    parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)]
    return "".join(parts) + rng.choice(_CODAS)


def vocabulary(rng: Random, size: int) -> list[str]:
    """Distinct words."""
    found: dict[str, None] = {}
    while len(found) < size:
        found[word(rng, rng.randint(1, 3))] = None
    return list(found)


def names(rng: Random, count: int, *, words: int) -> list[str]:
    """Distinct capitalised names of ``words`` words."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[" ".join(word(rng, 2).capitalize() for _ in range(words))] = None
    return list(found)


def codes(rng: Random, count: int, *, prefix: str, digits: int) -> list[str]:
    """Distinct codes such as ``AB-00417``."""
    return [f"{prefix}{number:0{digits}d}" for number in rng.sample(range(10**digits), count)]


class Writer:
    """Writes sentences over a vocabulary of its own, frequent words far more often than rare ones."""

    def __init__(self, rng: Random, *, size: int = 400) -> None:
        self._words = Zipf(vocabulary(rng, size), 1.0)

    def sentence(self, rng: Random, length: int) -> str:
        """``length`` words and a full stop."""
        said = [self._words.draw(rng) for _ in range(max(1, length))]
        return f"{said[0].capitalize()} {' '.join(said[1:])}".strip() + "."

    def paragraph(self, rng: Random, sentences: int) -> str:
        """Sentences of 6 to 14 words."""
        return " ".join(self.sentence(rng, rng.randint(6, 14)) for _ in range(sentences))
