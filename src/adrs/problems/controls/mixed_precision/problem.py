"""Control: how many bits for which layer, so that the loss is least within a memory budget."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from adrs.core.problem import Contract, Problem, PublicCost
from adrs.core.shapes import Grouping
from adrs.core.workload import Split
from adrs.problems.controls.control import Control, Parts
from adrs.problems.controls.mixed_precision.bound import optimum
from adrs.problems.controls.mixed_precision.judge import judge

BITS = (2, 4, 8)

COST = '''\
def total_loss(allocation, sizes, losses, budget):
    """The loss of an allocation, complete or not; infinite over the budget."""
    used = sum(sizes[layer] * bits for bits, layers in allocation.items() for layer in layers)
    if used > budget:
        return float("inf")
    return sum(losses[layer][bits] for bits, layers in allocation.items() for layer in layers)
'''

CONTRACT = Contract(
    function="allocate",
    parameters={"sizes": "list[int]", "losses": "list[dict[int, int]]", "budget": "int"},
    returns="dict[int, list[int]]",
    shape=Grouping(groups="losses[0]", items="range(len(sizes))"),
    cost=PublicCost(call="total_loss({answer}, sizes, losses, budget)", source=COST, partial=True),
)


def generate(rng: Random, size: int) -> dict[str, Any]:
    """Layers of 1 to 40 million weights; half the memory that 2 to 8 bits leave open may be used.

    Loss falls about fourfold with every bit, as the squared error of rounding does, from a sensitivity that
    differs a hundredfold between layers.
    """
    sizes = [rng.randint(1, 40) for _ in range(size)]
    losses = []
    for _ in range(size):
        scale = 10 ** rng.uniform(2, 4)
        losses.append([round(scale * 4.0 ** -(bits - 2) * rng.uniform(0.7, 1.3)) for bits in BITS])
    budget = sum(sizes) * BITS[0] + sum(sizes) * (BITS[-1] - BITS[0]) // 2
    return {"sizes": sizes, "bits": list(BITS), "losses": losses, "budget": budget}


PARTS = Parts(
    folder=Path(__file__).parent,
    title="Control: bits for layers under a memory budget",
    objective=("total loss", "units of loss"),
    contract=CONTRACT,
    seeds=("naive", "fill_in_order"),
    human_seed="greedy",
    citations={
        "human_sota": "Sinha and Zoltners, The multiple-choice knapsack problem, Operations Research "
        "27(3), 1979: greedy by loss saved for a bit of memory",
        "exact": "reference: dynamic programming over layers and memory, which is optimal",
    },
    generate=generate,
    sizes={
        Split.TRAIN: (9, 11, 8, 10, 9, 9),
        Split.VALIDATION: (8, 9, 9, 10, 10, 11),
        Split.TEST: (8, 10, 12, 16, 24),
    },
    judge=judge,
    optimum=optimum,
)


def create(data: Path | None = None) -> Problem:
    """The control; it needs no data files."""
    return Control(PARTS)
