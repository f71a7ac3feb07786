"""MAP-Elites: the best trial in each cell of a grid over features."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.program import Program

_MOST_BITS = 4096


class Bins:
    """Feature vectors to cells of a grid whose range is what was seen so far.

    Each feature is scaled by its running minimum and maximum and cut into equal bins, as OpenEvolve does
    (``minmax`` scaling); a feature that never varied falls into the middle bin. The range only grows, and
    what was placed before stays in the cell it had.

    Args:
        bins: Bins in each dimension.
        dimensions: Features.

    Raises:
        ValueError: There is no bin or no feature.
    """

    def __init__(self, bins: int, dimensions: int) -> None:
        if bins < 1 or dimensions < 1:
            raise ValueError(f"a grid of {bins} bins in {dimensions} dimensions; each needs 1 at least")
        self.bins = bins
        self._low = [float("inf")] * dimensions
        self._high = [float("-inf")] * dimensions

    def cell(self, features: Sequence[float]) -> tuple[int, ...]:
        """The cell of a feature vector, which counts towards the range."""
        return tuple(self._bin(axis, value) for axis, value in enumerate(features))

    def _bin(self, axis: int, value: float) -> int:
        low = self._low[axis] = min(self._low[axis], value)
        high = self._high[axis] = max(self._high[axis], value)
        share = (value - low) / (high - low) if high > low else 0.5
        return min(int(share * self.bins), self.bins - 1)


class Diversity:
    """How far a program is from a set of references: the mean of a cheap distance between texts.

    The distance is OpenEvolve's (``_fast_code_diversity``): a tenth of the difference in length, ten times
    the difference in lines, half the number of characters that occur in one text only. The references are
    the first programs met, as there: its reference set is filled while it is short and then left alone.

    Reading a text costs time linear in its length; comparing, a few machine words for each reference.

    Args:
        references: Programs to compare with.
    """

    def __init__(self, references: int = 20) -> None:
        self._size = references
        self._references: list[tuple[int, int, int]] = []
        self._bits: dict[str, int] = {}

    def of(self, program: Program) -> float:
        """Mean distance to the references; the program becomes one while there is room."""
        length, lines, letters = mine = self._outline(program)
        others = [other for other in self._references if other != mine]
        total = sum(
            0.1 * abs(length - other_length)
            + 10.0 * abs(lines - other_lines)
            + 0.5 * (letters ^ other_letters).bit_count()
            for other_length, other_lines, other_letters in others
        )
        if len(self._references) < self._size and len(others) == len(self._references):
            self._references.append(mine)
        return total / len(others) if others else 0.0

    def _outline(self, program: Program) -> tuple[int, int, int]:
        length = lines = letters = 0
        for text in program.files.values():
            length += len(text)
            lines += text.count("\n")
            for letter in set(text):
                letters |= self._bit(letter)
        return length, lines, letters

    def _bit(self, letter: str) -> int:
        bit = self._bits.get(letter)
        if bit is None:
            # Past a few thousand different characters some share a bit: memory stays bounded.
            bit = 1 << (len(self._bits) if len(self._bits) < _MOST_BITS else ord(letter) % _MOST_BITS)
            if len(self._bits) < _MOST_BITS:
                self._bits[letter] = bit
        return bit
