"""The least work of the slowest stage, by dynamic programming over tasks and stages.

Olstad and Manne, Efficient partitioning of sequences, IEEE Transactions on Computers 44(11), 1995, describe
this and faster ways. ``O(stages x tasks^2)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any


def optimum(inputs: Mapping[str, Any]) -> float:
    """The least work in ms that the slowest stage can have."""
    reached = [0, *accumulate(inputs["work_ms"])]
    best = list(reached)  # slowest stage of the first k tasks, with one stage
    for _ in range(inputs["stages"] - 1):
        best = [
            min(max(best[cut], reached[end] - reached[cut]) for cut in range(end + 1))
            for end in range(len(reached))
        ]
    return float(best[-1])
