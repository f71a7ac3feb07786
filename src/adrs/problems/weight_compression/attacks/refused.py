"""Allocations that are none: bits that do not exist, ranks that leave columns out, bitrates past the cap."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.weight_compression.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "a column twice": "rank[0] = rank[1]",
    "a column left out": "rank = rank[1:]",
    "a column too many": "rank = np.append(rank, columns)",
    "a negative column": "rank[0] -= columns",
    "a rank that wraps": "rank = rank.astype(np.int64); rank[0] += 2**32",
    "floats": "rank = rank.astype(float)",
    "a ratio of less than nothing": "ratio = -0.5",
    "a ratio of more than all": "ratio = 1.5",
    "a ratio that is no number": "ratio = float('nan')",
    "a ratio in words": "ratio = 'half'",
    "everything at four bits": "ratio = 1.0",
    "one bit": "return np.ones(columns, int)",
    "no bits": "return np.zeros(columns, int)",
    "eight bits": "return np.full(columns, 8)",
    "bits that wrap to two": "return np.full(columns, 2 + 2**32)",
    "negative bits": "return np.full(columns, -2)",
    "half a bit": "return np.full(columns, 2.5)",
    "truth values": "return np.ones(columns, bool)",
    "weights of its own": "return weights",
    "a score of its own": "return 0.0, rank, 1.0",
    "nothing": "return None",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
