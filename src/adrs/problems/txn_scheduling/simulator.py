"""The cost oracle that programs may call: the makespan of an order, exactly as published.

This module is what a candidate sees as ``txn_simulator``. It runs inside the sandbox; the judge never
imports it (see :mod:`adrs.problems.txn_scheduling.rules` for the judge's own implementation).

The rule: every key remembers the latest slot of any access and the latest slot of a write. A transaction
starts as early as each of its reads comes strictly after the latest write of that key, and each of its writes
strictly after the latest access. All its operations are tested before any of them is recorded, so it never
waits for itself.

Two things make it fast in plain Python. A transaction is boiled down to its binding operations per key (the
first read and the first write are tested, the last access and the last write are recorded). And the state
after every position of the last order is kept, so that an order sharing a prefix resumes where it departs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

Operation = tuple[str, str, int, int]
"""``(op_type, key, position, txn_length)``: ``"r"`` or ``"w"``, the key, the 1-based slot, and the length."""


class Move(NamedTuple):
    """What placing one transaction tests and changes, by cell of the state.

    Cell ``2 * k`` holds the latest access of key ``k``, cell ``2 * k + 1`` its latest write; 0 when none.
    """

    tests: tuple[tuple[int, int], ...]  # (cell, 2 - position): start >= state[cell] + 2 - position
    assigns: tuple[tuple[int, int], ...]  # (cell, position - 1): state[cell] = start + position - 1
    raises: tuple[tuple[int, int], ...]  # the same where an older value may be later (reads)
    length: int  # 0 for a transaction of idle slots only


def parse(text: str) -> list[tuple[list[Operation], int]]:
    """Operations (without idle slots) and length of each transaction in a JSON object of strings.

    Raises:
        AssertionError: A token is neither ``*`` nor ``r-KEY`` nor ``w-KEY``.
    """
    return [parse_transaction(body) for body in json.loads(text).values()]


def parse_transaction(body: str) -> tuple[list[Operation], int]:
    """Operations (without idle slots) of one transaction, and its length in slots."""
    tokens = body.split(" ")
    operations = []
    for position, token in enumerate(tokens, 1):
        if token == "*":
            continue
        parts = token.split("-")
        if len(parts) != 2 or parts[0] not in ("r", "w"):
            raise AssertionError(f"slot {position}: {token!r} is neither '*' nor 'r-KEY' nor 'w-KEY'")
        operations.append((parts[0], parts[1], position, len(tokens)))
    return operations, len(tokens)


def moves_of(txns: Sequence[Sequence[Operation]]) -> tuple[list[Move], int]:
    """One move per transaction, and the number of state cells.

    Keys that nobody writes never make anyone wait and get no cells.
    """
    written = dict.fromkeys(key for txn in txns for kind, key, _, _ in txn if kind == "w")
    cells = {key: 2 * number for number, key in enumerate(written)}
    return [_move(txn, cells) for txn in txns], 2 * len(cells)


def _move(txn: Sequence[Operation], cells: dict[str, int]) -> Move:
    tests: dict[int, int] = {}
    assigns: dict[int, int] = {}
    raises: dict[int, int] = {}
    for kind, key, position, _ in txn:
        if key not in cells:
            continue
        access = cells[key]
        write = access + 1
        if kind == "w":
            # Every later slot of this key comes after the tested ones, so a write's record only grows.
            tests.setdefault(access, 2 - position)
            raises.pop(access, None)
            assigns[access] = assigns[write] = position - 1
        else:
            tests.setdefault(write, 2 - position)
            (assigns if access in assigns else raises)[access] = position - 1
    length = txn[0][3] if txn else 0
    return Move(tuple(tests.items()), tuple(assigns.items()), tuple(raises.items()), length)


class Workload:
    """A batch of transactions and the cost of ordering them.

    Args:
        workload_json: JSON object from transaction name to operations, in index order.
        debug: Kept for published programs; changes nothing.
        verify: Kept for published programs; changes nothing.
    """

    def __init__(self, workload_json: str, debug: bool = False, verify: bool = False) -> None:
        self.workload: dict[str, str] = json.loads(workload_json)
        self.debug = debug
        self.verify = verify
        self.txns: list[list[Operation]] = [operations for operations, _ in parse(workload_json)]
        self.num_txns = len(self.txns)
        self._moves, cells = moves_of(self.txns)
        self._order: list[int] = []
        self._states: list[list[int]] = [[0] * cells]
        self._spans: list[int] = [0]

    def get_opt_seq_cost(self, txn_seq: Sequence[int]) -> int:
        """Makespan in slots of running transactions in this order (parts of an order too).

        Raises:
            IndexError: The order is empty, or names a transaction that does not exist.
        """
        order = list(txn_seq)
        if not order:
            raise IndexError("an empty order has no cost")
        shared = self._shared_prefix(order)
        del self._order[shared:], self._states[shared + 1 :], self._spans[shared + 1 :]
        self._extend(order[shared:])
        return self._spans[-1]

    def _shared_prefix(self, order: list[int]) -> int:
        """Length of the longest prefix in common with the last order."""
        last = self._order
        high = min(len(order), len(last))
        if order[:high] == last[:high]:
            return high
        low, high = 0, high - 1
        if order[:high] == last[:high]:  # the usual question: the same prefix with another next one
            return high
        while low < high:
            middle = (low + high + 1) // 2
            if order[low:middle] == last[low:middle]:
                low = middle
            else:
                high = middle - 1
        return low

    def _extend(self, indices: list[int]) -> None:
        """Run more transactions after the last order, keeping the state after each."""
        states, spans, moves = self._states, self._spans, self._moves
        state, span = states[-1], spans[-1]
        for index in indices:
            tests, assigns, raises, length = moves[index]
            state = state.copy()
            start = max([state[cell] + gap for cell, gap in tests], default=1)
            if start < 1:
                start = 1
            for cell, offset in assigns:
                state[cell] = start + offset
            for cell, offset in raises:
                if start + offset > state[cell]:
                    state[cell] = start + offset
            if length and start + length - 1 > span:
                span = start + length - 1
            self._order.append(index)
            states.append(state)
            spans.append(span)
