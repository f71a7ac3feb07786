"""The problem: place models on GPUs so that the worst KV-cache pressure is least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import (
    Bound,
    Contract,
    Direction,
    Limits,
    Objective,
    Problem,
    PublicCost,
    Published,
    Score,
)
from adrs.core.program import Program
from adrs.core.shapes import Grouping
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.prism import bound as bounds
from adrs.problems.prism.judge import judge
from adrs.problems.prism.rules import SENTINEL
from adrs.problems.prism.workloads import LEADERBOARD_SIZE, SIZES, workloads

_FOLDER = Path(__file__).parent

COST = '''\
def max_kvpr(placement):
    """The worst KV-cache pressure of a placement, complete or not; infinite where memory is exceeded."""
    worst = 0.0
    for models in placement.values():
        size = 0
        load = 0.0
        for m in models:
            size += m.model_size
            load += m.req_rate / m.slo
        if size < 80:
            pressure = load / (80 - size)
            if pressure > worst:
                worst = pressure
        elif size > 80:
            return float("inf")
        else:
            worst = max(worst, 1000000.0)
    return worst
'''

CONTRACT = Contract(
    function="compute_model_placement",
    parameters={"gpu_num": "int", "models": "list[Model]"},
    returns="dict[int, list[Model]]",
    records={
        "Model": {
            "model_name": "str",
            "model_size": "float",
            "req_rate": "float",
            "slo": "float",
            "cur_gpu_id": "int",
        }
    },
    shape=Grouping(groups="range(gpu_num)", items="models"),
    cost=PublicCost(call="max_kvpr({answer})", source=COST, partial=True),
)


class Prism:
    """Placing models on GPUs; meets :class:`adrs.core.problem.Problem`."""

    name = "prism"
    title = "Placing models on GPUs"
    harness = "adrs.problems.prism.harness"
    objective = Objective(name="max KVPR", unit="(req/s)/s per GB", direction=Direction.MINIMIZE)
    contract = CONTRACT
    limits = Limits(cpu_s=10.0, wall_s=20.0)
    search_limits = Limits(cpu_s=0.5, wall_s=4.0)
    citations: Mapping[str, str] = {
        "human_sota": "Yu et al., Prism: cost-efficient multi-LLM serving via GPU memory ballooning, "
        "arXiv 2505.04021, Algorithm 1 without the migration threshold",
        "round_robin": "baseline of the published benchmark; here it skips a GPU without room",
        "random": "control: uniform over the GPUs with room, one model after the other",
        "lookahead_greedy": "reference beyond the paper: Algorithm 1's order, chosen by resulting maximum",
    }

    def __init__(self) -> None:
        human = _program("baselines/human_sota.py")
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        self.seeds: Mapping[str, Program] = {
            "naive": _program("seeds/naive.py"),
            "balance_memory": _program("seeds/balance_memory.py"),
            "balance_load": _program("seeds/balance_load.py"),
            "prism_greedy": human,
        }
        self.baselines: Mapping[str, Program] = {
            "round_robin": _program("baselines/round_robin.py"),
            "random": _program("baselines/random_feasible.py"),
            "human_sota": human,
            "lookahead_greedy": _program("baselines/lookahead_greedy.py"),
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split; all are generated, none needs data files."""
        return workloads(split)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.prism.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """The proven optimum; ``None`` for large unknown workloads."""
        return bounds.bound(workload)

    def size(self, workload: Workload) -> tuple[float, str]:
        """How many models are placed; reports tell time and memory over it."""
        return float(len(workload.inputs["models"])), "models"

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The older public board: ``1 / mean(max KVPR) + success rate`` over its 50 cases.

        A failed case counts with the value of a full GPU; the reference leaves out cases that raise, which
        rewards raising on the hard ones.
        """
        if split is not Split.LEADERBOARD or len(verdicts) != LEADERBOARD_SIZE:
            return None
        values = [SENTINEL if v.value is None else v.value for v in verdicts]
        rate = sum(v.ok for v in verdicts) / len(verdicts)
        return Published("1 / mean KVPR + success rate", _board(values, rate), _board(_optima(), 1.0))


def create(data: Path | None = None) -> Problem:
    """The problem; it needs no data files."""
    return Prism()


def _optima() -> list[float]:
    return [bounds.cached()[workload.digest] for workload in workloads(Split.LEADERBOARD)]


def _board(values: Sequence[float], rate: float) -> float:
    total = 0.0
    for value in values:
        total += value
    return len(values) / total + rate


def _program(path: str) -> Program:
    """A program file, without the line that keeps type checkers away from its published style."""
    text = (_FOLDER / path).read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix("# mypy: ignore-errors\n"))
