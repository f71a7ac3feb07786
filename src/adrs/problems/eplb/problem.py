"""The problem, put together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.pace import Pace
from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.eplb import published, workloads
from adrs.problems.eplb.bound import bound_of
from adrs.problems.eplb.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

CONTRACT = Contract(
    function="rebalance_experts",
    parameters={
        "weight": "ndarray",
        "num_replicas": "int",
        "num_groups": "int",
        "num_nodes": "int",
        "num_gpus": "int",
    },
    returns="tuple[ndarray, ndarray, ndarray]",
)

CITATIONS = {
    "human_sota": "DeepSeek's expert parallelism load balancer (deepseek-ai/EPLB, 2025; DeepSeek-V3 "
    "technical report, arXiv 2412.19437, section 3.4), hierarchical policy, all layers and nodes at once",
    "deepseek_loops": "The same placements row by row, as the open implementation goes; reference for speed",
    "global_greedy": "DeepSeek's global policy: the same steps with one group and one node",
    "snake": "Greedy apportionment of replicas, dealt to GPUs back and forth in order of load",
    "hamilton": "Hamilton's method of largest remainders (Balinski and Young, Fair Representation, 1982) for "
    "replicas, dealt back and forth",
    "mean_history": "Control: the global policy on the mean of all windows seen",
}

FULL_SPEED = 16.0
"""Times as fast as the reference from which time costs nothing."""
STEP = 0.0025
"""What each factor of the square root of two below that costs, in balance."""
MOST_STEPS = 16


class Eplb:
    """Replicate and place the experts of a mixture-of-experts model for the load of the next window.

    Args:
        data: Folder with measured loads; only the leaderboard split needs it.
    """

    name = "eplb"
    title = "Expert load balancing"
    objective = Objective(name="balance of GPUs", unit="of even", direction=Direction.MAXIMIZE)
    contract = CONTRACT
    harness = "adrs.problems.eplb.harness"
    limits = Limits(cpu_s=20.0, wall_s=60.0, memory_bytes=2 * 1024**3)
    search_limits = Limits(cpu_s=2.0, wall_s=12.0, memory_bytes=2 * 1024**3)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._leaderboard: Sequence[Workload] | None = None
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        self.baselines: Mapping[str, Program] = {name: _program("baselines", name) for name in CITATIONS}
        self.seeds: Mapping[str, Program] = {
            "naive": _program("seeds", "naive"),
            "dealt": _program("seeds", "dealt"),
            "blended": _program("seeds", "blended"),
            "deepseek_loops": self.baselines["deepseek_loops"],
            "human_sota": self.baselines["human_sota"],
        }
        self.pace = Pace(
            reference=self.baselines["deepseek_loops"], idle=self.seeds["naive"], charge=charged, rounds=3
        )

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split.

        Raises:
            DataError: The leaderboard's file was not given, is missing or malformed.
        """
        if split is not Split.LEADERBOARD:
            return workloads.synthetic(split)
        if self._leaderboard is None:
            self._leaderboard = published.leaderboard(self._data)
        return self._leaderboard

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split; a load history may have any number of windows."""
        if self._data is None:
            return workloads.SIZES
        return {**workloads.SIZES, Split.LEADERBOARD: len(self.workloads(Split.LEADERBOARD))}

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The balance, before time; see :func:`adrs.problems.eplb.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """What no placement can pass, and what the greedy reaches with perfect foresight."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public board's score without its time term; a window that failed counts 0, as there."""
        if split is not Split.LEADERBOARD or not verdicts:
            return None
        total = 0.0
        for verdict in verdicts:
            total += verdict.metrics["balancedness_gpu"] if verdict.ok else 0.0
        return Published(
            "90 x mean balance, the board's score without its time term", 90 * total / len(verdicts)
        )


def charged(balance: float, ratio: float) -> float:
    """A balance, less what the CPU ratio costs: coarse steps, which the noise of a ratio rarely crosses.

    The reference itself pays eight steps, 0.02; at most 0.04 is ever taken off.
    """
    steps = math.ceil(2 * math.log2(FULL_SPEED / ratio) - 0.5)
    return balance - STEP * min(max(steps, 0), MOST_STEPS)


def create(data: Path | None = None) -> Problem:
    """The problem; ``data`` holds ``eplb/`` with measured loads, or is that folder."""
    return Eplb(data)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
