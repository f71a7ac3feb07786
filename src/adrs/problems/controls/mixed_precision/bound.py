"""The least loss, by dynamic programming over layers and memory (the multiple-choice knapsack).

Dudzinski and Walukiewicz, Exact methods for the knapsack problem, EJOR 28(1), 1987. ``O(layers x options x
budget)``; sizes are whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def optimum(inputs: Mapping[str, Any]) -> float:
    """The least total loss of an allocation within the budget."""
    budget = inputs["budget"]
    best = np.zeros(budget + 1)
    for size, losses in zip(inputs["sizes"], inputs["losses"], strict=True):
        grown = np.full(budget + 1, np.inf)
        for bits, loss in zip(inputs["bits"], losses, strict=True):
            need = size * bits
            if need <= budget:
                np.minimum(grown[need:], best[: budget + 1 - need] + loss, out=grown[need:])
        best = grown
    return float(best[budget])
