"""MAP-Elites: the best trial in each cell of a grid over features."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Sequence
from itertools import accumulate, product

from adrs.core.program import Program

_MOST_BINS = 30_000
_WIDTH = 16  # bits of a bin's number in the number of its cell


def cell_of(bins: Sequence[int]) -> int:
    """The number of the cell with these bins: cells are looked up far more often than read."""
    number = 0
    for bin_ in bins:
        number = (number << _WIDTH) + bin_
    return number


def around(steps: int, dimensions: int) -> list[int]:
    """What to add to a cell's number for it and all cells at most so many steps away in each dimension.

    Beyond the edge of a grid they lead to numbers that no cell has.
    """
    return [cell_of(offset) for offset in product(range(-steps, steps + 1), repeat=dimensions)]


class Bins:
    """Feature vectors to cells of a grid whose range is what was seen so far.

    Each feature is scaled by its running minimum and maximum and cut into equal bins, as OpenEvolve does
    (``minmax`` scaling); a feature that never varied falls into the middle bin. The range only grows, and
    what was placed before stays in the cell it had.

    Args:
        bins: Bins in each dimension.
        dimensions: Features.

    Raises:
        ValueError: There is no bin, more than 30,000 of them, or no feature.
    """

    def __init__(self, bins: int, dimensions: int) -> None:
        if not 1 <= bins <= _MOST_BINS or dimensions < 1:
            raise ValueError(f"{dimensions} dimensions of {bins} bins; bins are 1 to {_MOST_BINS}")
        self.bins = bins
        self._low = [float("inf")] * dimensions
        self._high = [float("-inf")] * dimensions

    def cell(self, features: Sequence[float]) -> int:
        """The number of a feature vector's cell; the vector counts towards the range."""
        return cell_of([self._bin(axis, value) for axis, value in enumerate(features)])

    def _bin(self, axis: int, value: float) -> int:
        low, high = self._low[axis], self._high[axis]
        if value < low:
            low = self._low[axis] = value
        if value > high:
            high = self._high[axis] = value
        share = (value - low) / (high - low) if high > low else 0.5
        return min(int(share * self.bins), self.bins - 1)


class Diversity:
    """How far a program is from a set of references: the mean of a cheap distance between texts.

    The distance is OpenEvolve's (``_fast_code_diversity``): a tenth of the difference in length, ten times
    the difference in lines, half the number of characters that occur in one text only. The references are
    the first programs met, as there: its reference set is filled while it is short and then left alone.

    Costs one look at the text and a few sums, however many references there are.

    Args:
        references: Programs to compare with.
    """

    def __init__(self, references: int = 20) -> None:
        self._size = references
        self._references: set[tuple[int, int, frozenset[str]]] = set()
        self._lengths = _Gaps()
        self._lines = _Gaps()
        self._users: dict[str, int] = {}  # how many references have a character
        self._uses = 0  # the sum of those

    def of(self, program: Program) -> float:
        """Mean distance to the references; the program becomes one while there is room."""
        texts = program.files.values()
        length, lines = sum(map(len, texts)), sum([text.count("\n") for text in texts])
        letters = frozenset().union(*texts)
        mine = (length, lines, letters)
        known = mine in self._references  # at no distance, and not counted
        total = 0.1 * self._lengths.to(length) + 10.0 * self._lines.to(lines) + 0.5 * self._odd(letters)
        compared = len(self._references) - known
        if not known and compared < self._size:
            self._references.add(mine)
            self._lengths.add(length)
            self._lines.add(lines)
            self._uses += len(letters)
            for letter in letters:
                self._users[letter] = self._users.get(letter, 0) + 1
        return total / compared if compared else 0.0

    def _odd(self, letters: frozenset[str]) -> int:
        """Characters that occur in one of two texts only, summed over the references.

        One of ours is odd for those that lack it, and then not for those that have it.
        """
        users, count = self._users, len(self._references)
        return self._uses + sum([count - 2 * users.get(letter, 0) for letter in letters])


class _Gaps:
    """Sums of distances from a number to a set of numbers, by their prefix sums."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._sums = [0]

    def add(self, number: int) -> None:
        insort(self._numbers, number)
        self._sums = [0, *accumulate(self._numbers)]

    def to(self, number: int) -> int:
        below, sums = bisect(self._numbers, number), self._sums
        return number * (2 * below - len(self._numbers)) - 2 * sums[below] + sums[-1]
