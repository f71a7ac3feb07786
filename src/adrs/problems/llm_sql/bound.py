"""Limits beside the hit rates.

Three are kept. Two hold for every plan: all but the longest row (``strict``), and a maximum spanning tree
over the rows whose edges count the characters two rows have in common as multisets (``characters``): whatever
the order of rows and cells, every row but the first hits some earlier row, and no longer than that. The
third, ``aligned``, is a spanning tree too, of the cells that agree column by column and one common prefix
inside a column that differs. It limits plans that never let cells of different columns agree; a plan that
does could pass it, so it is shown and not used.

``python scripts/llm_sql_report.py --bounds`` computes ``bounds.json`` again, for all generated tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Workload
from adrs.problems.llm_sql.counter import neighbour_prefixes
from adrs.problems.llm_sql.tables import Table, merged, printed

Ints = npt.NDArray[np.int64]
FILE = Path(__file__).with_name("bounds.json")


@cache
def table_of_bounds() -> Mapping[str, Mapping[str, Any]]:
    """Kept limits in percent by workload digest."""
    content: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


def bound_of(workload: Workload) -> Bound:
    """The least proven limit, and the best rate of a known plan; for other tables the strict limit alone."""
    kept = table_of_bounds().get(workload.digest)
    if kept is None:
        return Bound(_strict_of(workload), BoundKind.BOUND)
    return Bound(min(kept["strict"], kept["characters"]), BoundKind.BOUND, kept["best_known"])


def strict(texts: list[list[str]]) -> float:
    """Percent: the longest row never hits all, as some row has to come first on its path."""
    sizes = [sum(map(len, row)) for row in zip(*texts, strict=True)]
    return _percent(sum(sizes) - max(sizes, default=0), sum(sizes))


def characters(texts: list[list[str]]) -> float:
    """Percent of a maximum spanning tree over characters in common. ``O(rows^2)`` times the alphabet."""
    rows = ["".join(row) for row in zip(*texts, strict=True)]
    place = {character: k for k, character in enumerate(sorted(set().union(*rows)))} if rows else {}
    counts = np.zeros((len(rows), len(place)), dtype=np.int32)
    for i, row in enumerate(rows):
        np.add.at(counts[i], [place[character] for character in row], 1)
    tree = spanning_weight(len(rows), lambda i: np.minimum(counts, counts[i]).sum(axis=1, dtype=np.int64))
    return _percent(tree, sum(map(len, rows)))


def aligned(texts: list[list[str]]) -> float:
    """Percent of a maximum spanning tree over cells that agree in place; see the module's text."""
    parts = [_Aligned(column) for column in texts]
    total = sum(sum(map(len, column)) for column in texts)

    def weights(i: int) -> Ints:
        equal = sum((part.equal(i) for part in parts), np.zeros(len(texts[0]), dtype=np.int64))
        inside = np.max([part.prefix(i) for part in parts], axis=0)
        return np.asarray(equal + inside, dtype=np.int64)

    return _percent(spanning_weight(len(texts[0]) if texts else 0, weights), total)


def spanning_weight(n: int, weights: Callable[[int], Ints]) -> int:
    """Weight of a maximum spanning tree of a complete graph (Prim); ``weights(i)`` are those at node i."""
    if n < 2:
        return 0
    best = weights(0).copy()
    waiting = np.ones(n, dtype=bool)
    waiting[0] = False
    total = 0
    for _ in range(n - 1):
        node = int(np.argmax(np.where(waiting, best, -1)))
        total += int(best[node])
        waiting[node] = False
        np.maximum(best, weights(node), out=best)
    return total


def printings(workload: Workload) -> Iterator[list[list[str]]]:
    """The table's texts by column under every set of merges that may be declared."""
    table, groups = Table.of(workload.inputs), workload.inputs["merge"]
    for size in range(len(groups) + 1):
        for chosen in combinations(groups, size):
            yield printed(merged(table, chosen))


class _Aligned:
    """What one column gives to the aligned model."""

    def __init__(self, column: list[str]) -> None:
        values = sorted(set(column))
        rank = {value: k for k, value in enumerate(values)}
        self._codes = np.array([rank[value] for value in column], dtype=np.int64)
        self._lengths = np.array([len(value) for value in column], dtype=np.int64)
        self._neighbours = neighbour_prefixes(values)

    def equal(self, i: int) -> Ints:
        """By row, the length of the cell where it is the one of row ``i``."""
        return np.where(self._codes == self._codes[i], self._lengths, 0)

    def prefix(self, i: int) -> Ints:
        """By row, the common prefix with row ``i``'s cell where it is another."""
        k = int(self._codes[i])
        after = np.minimum.accumulate(self._neighbours[k:])
        before = np.minimum.accumulate(self._neighbours[:k][::-1])[::-1]
        zero = np.zeros(1, dtype=np.int64)
        return np.concatenate([before, zero, after])[self._codes]


@cache
def _strict_of(workload: Workload) -> float:
    return max(strict(texts) for texts in printings(workload))


def _percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 0.0


def compute(workload: Workload, best_known: float) -> dict[str, Any]:
    """An entry of the table."""
    every = list(printings(workload))
    return {
        "id": workload.id,
        "strict": max(map(strict, every)),
        "characters": max(map(characters, every)),
        "aligned": max(map(aligned, every)),
        "best_known": best_known,
    }
