"""Proven lower bounds on the makespan of a batch, whatever the order.

Two relaxations. *One machine*: the transactions that write one key hold it one after the other, each from its
first access to its last write, and Jackson's preemptive schedule with heads and tails bounds that (Carlier,
The one-machine sequencing problem, EJOR 11(1), 1982). *Path*: among transactions that conflict
pairwise, each starts a known distance after the one placed before it, so a shortest Hamiltonian path bounds
the makespan, and an assignment bounds the path.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from adrs.problems.txn_scheduling.assignment import assignment_cost
from adrs.problems.txn_scheduling.rules import Transaction

Job = tuple[int, int, int]
"""Head, processing time and tail of a job on one machine."""

Span = tuple[int, int, int, int]
"""First access, first write, last access and last write of one key in a transaction (0 when no write)."""


def lower_bound(transactions: Sequence[Transaction]) -> int:
    """A makespan that no order can pass."""
    busy = [txn for txn in transactions if not txn.idle]
    longest = max((txn.length for txn in busy), default=0)
    spans = [_spans(txn) for txn in busy]
    keys = sorted({key for txn in busy for key, _ in txn.writes})
    machines = (preemptive_makespan(_jobs(key, busy, spans)) for key in keys)
    return max(longest, path_bound(busy), *machines, 0) if busy else 0


def preemptive_makespan(jobs: Sequence[Job]) -> int:
    """Least ``max(end + tail)`` of the jobs on one machine with preemption: largest tail first."""
    waiting = sorted(jobs, reverse=True)
    ready: list[tuple[int, int]] = []
    now = result = 0
    while waiting or ready:
        if not ready:
            now = max(now, waiting[-1][0])
        while waiting and waiting[-1][0] <= now:
            _, work, tail = waiting.pop()
            heapq.heappush(ready, (-tail, work))
        tail, work = heapq.heappop(ready)
        spent = min(work, waiting[-1][0] - now) if waiting else work
        now += spent
        if spent < work:
            heapq.heappush(ready, (tail, work - spent))
        else:
            result = max(result, now - tail)
    return result


def path_bound(transactions: Sequence[Transaction]) -> int:
    """Bound from a large set of transactions that conflict pairwise.

    If A is placed before B, ``start_B >= start_A + d(A, B)`` with ``d`` the largest ``p_A - p_B + 1`` over
    conflicting operations. Along any order of the set the distances add up, so the makespan is at least the
    shortest path through the set plus the length of its last transaction.
    """
    spans = [_spans(txn) for txn in transactions]
    best = 0
    for clique in _cliques(spans):
        if len(clique) > 1:
            lengths = [transactions[i].length for i in clique]
            best = max(best, _path_by_assignment([spans[i] for i in clique], lengths))
    return best


def distance(first: dict[str, Span], second: dict[str, Span]) -> int | None:
    """Least ``start_second - start_first`` when placed in this order; ``None`` without a conflict."""
    result: int | None = None
    for key in first.keys() & second.keys():
        _, _, last_access, last_write = first[key]
        first_access, first_write, _, _ = second[key]
        for later, earlier in ((last_access, first_write), (last_write, first_access)):
            if later and earlier and (result is None or later - earlier + 1 > result):
                result = later - earlier + 1
    return result


def _spans(txn: Transaction) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for key in {key for key, _ in txn.reads + txn.writes}:
        writes = [slot for other, slot in txn.writes if other == key]
        slots = [slot for other, slot in txn.reads if other == key] + writes
        spans[key] = (min(slots), min(writes, default=0), max(slots), max(writes, default=0))
    return spans


def _jobs(key: str, transactions: Sequence[Transaction], spans: Sequence[dict[str, Span]]) -> list[Job]:
    jobs: list[Job] = []
    readers: list[tuple[int, int]] = []
    for txn, span in zip(transactions, spans, strict=True):
        if key not in span:
            continue
        first, _, last_access, last_write = span[key]
        if last_write:
            jobs.append((first - 1, last_write - first + 1, txn.length - last_write))
        else:
            readers.append((first - 1, txn.length - last_access))
    if readers and all(work == 1 for _, work, _ in jobs):
        # Reads share slots with each other but with no write: at least one slot is theirs.
        jobs.append((min(head for head, _ in readers), 1, min(tail for _, tail in readers)))
    return jobs


def _cliques(spans: Sequence[dict[str, Span]]) -> list[list[int]]:
    """Large sets of pairwise conflicting transactions, grown greedily from the writers of each key."""
    n = len(spans)
    neighbours: list[set[int]] = [set() for _ in range(n)]
    for a in range(n):
        for b in range(a):
            if distance(spans[a], spans[b]) is not None:
                neighbours[a].add(b)
                neighbours[b].add(a)
    by_degree = sorted(range(n), key=lambda i: -len(neighbours[i]))
    keys = sorted({key for span in spans for key, (_, first_write, _, _) in span.items() if first_write})
    starts = [[i for i in by_degree if spans[i].get(key, (0, 0, 0, 0))[1]] for key in keys]
    grown = {tuple(sorted(_grow(start, by_degree, neighbours))) for start in [[], *starts]}
    return [list(clique) for clique in sorted(grown)]


def _grow(start: Sequence[int], candidates: Sequence[int], neighbours: Sequence[set[int]]) -> list[int]:
    clique = list(start)
    for i in candidates:
        if i not in clique and all(j in neighbours[i] for j in clique):
            clique.append(i)
    return clique


def _path_by_assignment(spans: Sequence[dict[str, Span]], lengths: Sequence[int]) -> int:
    """Least total of successors' distances plus the last length; cycles allowed, hence a bound."""
    n = len(spans)
    forbidden = 10**6
    cost = [[forbidden] * (n + 1) for _ in range(n + 1)]
    for a in range(n):
        cost[a][n] = lengths[a]
        cost[n][a] = 0
        for b in range(n):
            if a != b:
                gap = distance(spans[a], spans[b])
                assert gap is not None, "the set must conflict pairwise"
                cost[a][b] = gap
    return assignment_cost(cost)
