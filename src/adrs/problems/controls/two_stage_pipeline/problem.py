"""Control: in which order jobs pass two stages, so that the last one is done soonest."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from adrs.core.problem import Contract, Problem, PublicCost
from adrs.core.shapes import Order
from adrs.core.workload import Split
from adrs.problems.controls.control import Control, Parts
from adrs.problems.controls.two_stage_pipeline.bound import optimum
from adrs.problems.controls.two_stage_pipeline.judge import judge

COST = '''\
def makespan(order, load_ms, compute_ms):
    """When the last job of an order, complete or not, has been computed."""
    loaded = done = 0
    for job in order:
        loaded += load_ms[job]
        done = max(done, loaded) + compute_ms[job]
    return done
'''

CONTRACT = Contract(
    function="sequence",
    parameters={"load_ms": "list[int]", "compute_ms": "list[int]"},
    returns="list[int]",
    shape=Order(items="range(len(load_ms))"),
    cost=PublicCost(call="makespan({answer}, load_ms, compute_ms)", source=COST, partial=True),
)


def generate(rng: Random, size: int) -> dict[str, Any]:
    """Jobs of which some load longer than they compute and some the other way round.

    They come in the order in which the last to compute longest come last, so that order matters.
    """
    jobs = [(rng.randint(1, 60), rng.randint(1, 60)) for _ in range(size)]
    jobs.sort(key=lambda job: job[1] - job[0] + rng.randint(-15, 15))
    return {"load_ms": [load for load, _ in jobs], "compute_ms": [compute for _, compute in jobs]}


PARTS = Parts(
    folder=Path(__file__).parent,
    title="Control: jobs through two stages",
    objective=("makespan", "ms"),
    contract=CONTRACT,
    seeds=("naive", "long_computations_first"),
    citations={
        "human_sota": "Johnson, Optimal two- and three-stage production schedules with setup times included, "
        "Naval Research Logistics Quarterly 1(1), 1954; optimal",
    },
    generate=generate,
    sizes={
        Split.TRAIN: (6, 8, 10, 12, 16, 20),
        Split.VALIDATION: (7, 8, 10, 12, 16, 20),
        Split.TEST: (10, 20, 30, 40, 60),
    },
    judge=judge,
    optimum=optimum,
)


def create(data: Path | None = None) -> Problem:
    """The control; it needs no data files."""
    return Control(PARTS)
