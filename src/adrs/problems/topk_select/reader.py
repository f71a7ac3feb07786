"""What a program gets for a row: reads that are counted and give copies.

The count is kept in the program's own process, so it is a claim and nothing more: see the README. No
operation hands out the row itself, so a program cannot change it by accident.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adrs.problems.topk_select.rows import Floats

Ints = np.ndarray[Any, np.dtype[np.int64]]


class Row:
    """Logits in large memory.

    Every operation that looks at elements adds their number to ``reads``. What a program keeps of a copy is
    its own and costs no further reads.

    Args:
        values: ``(size,)`` float32.
    """

    __slots__ = ("_values", "reads", "size")

    def __init__(self, values: Floats) -> None:
        self._values = values
        self.size = len(values)
        self.reads = 0

    def __len__(self) -> int:
        return self.size

    def read(self, start: int = 0, stop: int | None = None, step: int = 1) -> Floats:
        """A copy of ``row[start:stop:step]``; counts its elements."""
        part = self._values[start:stop:step]
        self.reads += len(part)
        return part.copy()

    def at_least(self, threshold: float) -> tuple[Ints, Floats]:
        """Indices, ascending, and values of the elements not below ``threshold``; one pass."""
        indices = np.flatnonzero(self._pass() >= np.float32(threshold))
        return indices, self._values[indices]

    def count_at_least(self, threshold: float) -> int:
        """How many elements are not below ``threshold``; one pass."""
        return int(np.count_nonzero(self._pass() >= np.float32(threshold)))

    def max(self) -> float:
        """The greatest element; one pass."""
        return float(self._pass().max())

    def mass(self, shift: float) -> float:
        """The sum of ``exp(element - shift)``, added up in float64; one pass."""
        return float(np.exp(self._pass() - np.float32(shift)).sum(dtype=np.float64))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """A copy of the whole row, so that numpy's functions take it; one pass."""
        if copy is False:
            raise ValueError("a row is read by copying; ask for copy=True or None")
        part = self.read()
        return part if dtype is None else part.astype(dtype)

    def _pass(self) -> Floats:
        self.reads += self.size
        return self._values
