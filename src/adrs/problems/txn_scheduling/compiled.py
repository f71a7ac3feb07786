"""The oracle's rule as compiled loops over flat arrays. Needs numba (the extra ``fast``).

Used by the offline search for best known orders, and available as a drop-in oracle. Nothing is compiled at
import; :func:`warm` compiles, so that a process that forks can pay for it once, before.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from adrs.problems.txn_scheduling import simulator

Ints = npt.NDArray[np.int64]


class Tables:
    """Moves of all transactions as flat arrays; see :class:`adrs.problems.txn_scheduling.simulator.Move`.

    Attributes:
        cells: ``(m,)`` state cell of every test, assignment and raise, transaction after transaction.
        gaps: ``(m,)`` number added to the state (tests) or to the start (the others).
        bounds: ``(n, 4)`` where each transaction's tests, assignments and raises begin and end.
        lengths: ``(n,)`` slots, 0 for idle transactions.
        state_size: Number of state cells.
    """

    def __init__(self, moves: Sequence[simulator.Move], state_size: int) -> None:
        pairs: list[tuple[int, int]] = []
        bounds = []
        for tests, assigns, raises, _ in moves:
            row = [len(pairs)]
            for part in (tests, assigns, raises):
                pairs.extend(part)
                row.append(len(pairs))
            bounds.append(row)
        flat = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        self.cells: Ints = np.ascontiguousarray(flat[:, 0])
        self.gaps: Ints = np.ascontiguousarray(flat[:, 1])
        self.bounds: Ints = np.array(bounds, dtype=np.int64).reshape(-1, 4)
        self.lengths: Ints = np.array([move.length for move in moves], dtype=np.int64)
        self.state_size = state_size

    @property
    def arrays(self) -> tuple[Ints, Ints, Ints, Ints]:
        """What :func:`run` takes."""
        return self.cells, self.gaps, self.bounds, self.lengths


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def run(
    order: Ints, cells: Ints, gaps: Ints, bounds: Ints, lengths: Ints, state: Ints, target: int
) -> tuple[int, int]:
    """Makespan of an order, and by how much its ends exceed ``target`` in total. ``state`` is scratch."""
    state[:] = 0
    span = 0
    late = 0
    for place in range(order.size):
        index = order[place]
        start = 1
        for i in range(bounds[index, 0], bounds[index, 1]):
            start = max(start, state[cells[i]] + gaps[i])
        for i in range(bounds[index, 1], bounds[index, 2]):
            state[cells[i]] = start + gaps[i]
        for i in range(bounds[index, 2], bounds[index, 3]):
            state[cells[i]] = max(state[cells[i]], start + gaps[i])
        if lengths[index] > 0:
            end = start + lengths[index] - 1
            span = max(span, end)
            late += max(end - target, 0)
    return span, late


class Workload(simulator.Workload):
    """The published workload with a compiled oracle: same answers, same errors."""

    def __init__(self, workload_json: str, debug: bool = False, verify: bool = False) -> None:
        super().__init__(workload_json, debug, verify)
        self._tables = Tables(*simulator.moves_of(self.txns))
        self._scratch: Ints = np.zeros(self._tables.state_size, dtype=np.int64)

    def get_opt_seq_cost(self, txn_seq: Sequence[int]) -> int:
        """Makespan in slots; see :meth:`simulator.Workload.get_opt_seq_cost`."""
        order = np.array(txn_seq, dtype=np.int64)
        if order.size == 0:
            raise IndexError("an empty order has no cost")
        if order.min() < -self.num_txns or order.max() >= self.num_txns:
            raise IndexError("the order names a transaction that does not exist")
        if order.min() < 0:
            order = order % self.num_txns
        span, _ = run(order, *self._tables.arrays, self._scratch, 0)
        return int(span)


def warm() -> None:
    """Compile the oracle."""
    Workload('{"txn0": "w-1"}').get_opt_seq_cost([0])
