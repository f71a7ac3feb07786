"""Control: where a chain of tasks is cut into stages, so that the slowest stage is fastest."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from adrs.core.problem import Contract, Problem, PublicCost
from adrs.core.workload import Split
from adrs.problems.controls.chain_partition.bound import optimum
from adrs.problems.controls.chain_partition.judge import judge
from adrs.problems.controls.control import Control, Parts

COST = '''\
def slowest_stage(cuts, work_ms):
    """Work of the slowest stage between rising cuts."""
    edges = [0, *cuts, len(work_ms)]
    return max(sum(work_ms[first:second]) for first, second in zip(edges, edges[1:]))
'''

CONTRACT = Contract(
    function="partition",
    parameters={"work_ms": "list[int]", "stages": "int"},
    returns="list[int]",
    cost=PublicCost(call="slowest_stage({answer}, work_ms)", source=COST),
)


def generate(rng: Random, size: int) -> dict[str, Any]:
    """Tasks of 5 to 400 ms whose work grows and shrinks along the chain."""
    level, work_ms = 100.0, []
    for _ in range(size):
        level = min(400.0, max(20.0, level * rng.uniform(0.6, 1.7)))
        work_ms.append(max(5, round(level * rng.uniform(0.5, 1.0))))
    return {"work_ms": work_ms, "stages": rng.randint(3, max(3, size // 5))}


PARTS = Parts(
    folder=Path(__file__).parent,
    title="Control: a chain of tasks cut into stages",
    objective=("slowest stage", "ms"),
    contract=CONTRACT,
    seeds=("naive", "by_mean", "rising_limit"),
    citations={
        "human_sota": "Olstad and Manne, Efficient partitioning of sequences, IEEE Transactions on Computers "
        "44(11), 1995: dynamic programming; optimal",
    },
    generate=generate,
    sizes={
        Split.TRAIN: (30, 18, 20, 20, 24, 36),
        Split.VALIDATION: (15, 18, 20, 24, 30, 36),
        Split.TEST: (20, 40, 50, 60, 80),
    },
    judge=judge,
    optimum=optimum,
)


def create(data: Path | None = None) -> Problem:
    """The control; it needs no data files."""
    return Control(PARTS)
