"""The judge's own account of the rules, written for reading and independent of the oracle.

It keeps two dictionaries, follows the published rule word by word, and notes who waited for which key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Transaction:
    """A parsed transaction.

    Args:
        reads: ``(key, slot)`` of every read; slots count from 1 within the transaction.
        writes: ``(key, slot)`` of every write.
        length: Number of slots, idle ones included.
    """

    reads: tuple[tuple[str, int], ...]
    writes: tuple[tuple[str, int], ...]
    length: int

    @property
    def idle(self) -> bool:
        """Whether it touches nothing at all; then it takes no time."""
        return not self.reads and not self.writes


@dataclass(slots=True)
class Timeline:
    """What happened when the transactions ran in some order.

    Args:
        starts: Start slot by transaction index, in the order they were placed.
        ends: End slot by transaction index (0 for an idle transaction).
        held_by: The key that decided a transaction's start, where one did.
        waits: Slots that transactions were held back beyond slot 1, summed by deciding key.
    """

    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    held_by: dict[int, str] = field(default_factory=dict)
    waits: Counter[str] = field(default_factory=Counter)

    @property
    def makespan(self) -> int:
        """The slot in which the last transaction ends."""
        return max(self.ends.values(), default=0)


@lru_cache(maxsize=256)
def parse(bodies: tuple[str, ...]) -> tuple[Transaction, ...]:
    """The transactions written in ``bodies``.

    Raises:
        ValueError: A token is malformed; names the transaction and the slot.
    """
    return tuple(_parse_one(number, body) for number, body in enumerate(bodies))


def _parse_one(number: int, body: str) -> Transaction:
    found: dict[str, list[tuple[str, int]]] = {"r": [], "w": []}
    slots = body.split(" ")
    for slot, token in enumerate(slots, 1):
        if token == "*":
            continue
        kind, dash, key = token.partition("-")
        if kind not in found or not dash or "-" in key:
            raise ValueError(f"transaction {number}, slot {slot}: {token!r} is not '*', 'r-KEY' or 'w-KEY'")
        found[kind].append((key, slot))
    return Transaction(tuple(found["r"]), tuple(found["w"]), len(slots))


def run(transactions: Sequence[Transaction], order: Sequence[int]) -> Timeline:
    """The timeline of a permutation of the transactions."""
    last_access: dict[str, int] = {}
    last_write: dict[str, int] = {}
    timeline = Timeline()
    for index in order:
        txn = transactions[index]
        start, key = _earliest_start(txn, last_access, last_write)
        _record(txn, start, last_access, last_write)
        timeline.starts[index] = start
        timeline.ends[index] = 0 if txn.idle else start + txn.length - 1
        if key is not None:
            timeline.held_by[index] = key
            timeline.waits[key] += start - 1
    return timeline


def _earliest_start(
    txn: Transaction, last_access: dict[str, int], last_write: dict[str, int]
) -> tuple[int, str | None]:
    """First slot in which ``txn`` may start, and the key that forbids an earlier one."""
    start, holder = 1, None
    for operations, latest in ((txn.reads, last_write), (txn.writes, last_access)):
        for key, slot in operations:
            # The operation runs in slot ``start + slot - 1``, strictly later than the latest conflict.
            earliest = latest[key] + 2 - slot if key in latest else 1
            if earliest > start:
                start, holder = earliest, key
    return start, holder


def _record(txn: Transaction, start: int, last_access: dict[str, int], last_write: dict[str, int]) -> None:
    for key, slot in txn.reads + txn.writes:
        last_access[key] = max(last_access.get(key, 0), start + slot - 1)
    for key, slot in txn.writes:
        last_write[key] = max(last_write.get(key, 0), start + slot - 1)
