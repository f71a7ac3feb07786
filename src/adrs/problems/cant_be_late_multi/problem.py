"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi import board, measured, workloads
from adrs.problems.cant_be_late_multi.bound import bound_of
from adrs.problems.cant_be_late_multi.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

CONTRACT = Contract(
    function="Policy",
    parameters={"observation": "Observation"},
    returns="tuple[str, int]",
    records={
        "Observation": {
            "tick": "int",
            "gap_s": "float",
            "elapsed_s": "float",
            "duration_s": "float",
            "deadline_s": "float",
            "overhead_s": "float",
            "done_s": "float",
            "left_s": "float",
            "credited_s": "float",
            "remaining_overhead_s": "float",
            "last": "str",
            "running": "str",
            "has_spot": "bool",
            "region": "int",
            "regions": "int",
            "prices": "tuple[float, float]",
            "on_demand_price": "float",
            "look_s": "float",
            "look": "bool",
        }
    },
    published=("MultiRegionStrategy",),
)

CITATIONS = {
    "human_sota": "Uniform Progress: Wu et al., Can't Be Late: Optimizing Spot Instance Savings under "
    "Deadlines, NSDI 2024; on the union of the regions: Cheng et al., Barbarians at the Gate, 2025",
    "greedy_rotate": "the seed program of the public board of the ADRS study (Cheng et al. 2025)",
    "cheapest_region": "ours: Uniform Progress on the union, always on the cheapest spot machine",
    "on_demand": "no spot machine at all: the zero of the public board",
    "uniform_progress_region0": "Wu et al., NSDI 2024, in the first region alone",
}


class CantBeLateMulti:
    """Finish a job before its deadline on the cheapest machines of several regions.

    Args:
        data: Folder with the measured traces; the leaderboard needs it, and it adds measured workloads to
            validation and test.
    """

    name = "cant_be_late_multi"
    title = "Spot machines in several regions, with a deadline"
    objective = Objective(name="cost", unit="USD", direction=Direction.MINIMIZE)
    contract = CONTRACT
    harness = "adrs.problems.cant_be_late_multi.harness"
    limits = Limits(cpu_s=10.0, wall_s=20.0)
    search_limits = Limits(cpu_s=0.5, wall_s=4.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._made: dict[Split, Sequence[Workload]] = {}
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        names = ("on_demand", "greedy_rotate", "uniform_progress_region0", "human_sota", "cheapest_region")
        self.baselines: Mapping[str, Program] = {name: _program("baselines", name) for name in names}
        self.seeds: Mapping[str, Program] = {
            "naive": self.baselines["on_demand"],
            "spot_at_home": _program("seeds", "spot_at_home"),
            "wait_at_home": self.baselines["uniform_progress_region0"],
            "greedy_rotate": self.baselines["greedy_rotate"],
            "lookout": _program("seeds", "lookout"),
            "uniform_progress": self.baselines["human_sota"],
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split, the cheapest to judge first.

        Raises:
            DataError: The measured traces were not given, are missing or malformed.
        """
        if split not in self._made:
            self._made[split] = self._make(split)
        return self._made[split]

    def _make(self, split: Split) -> Sequence[Workload]:
        if split is Split.LEADERBOARD:
            return board.leaderboard(self._data)
        return (*workloads.synthetic(split), *measured.held_out(split, self._data))

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split; data add measured ones to validation and test."""
        more = {} if self._data is None else measured.SIZES
        made = {split: size + more.get(split, 0) for split, size in workloads.SIZES.items()}
        return {**made, Split.LEADERBOARD: board.SIZE}

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.cant_be_late_multi.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """What a clairvoyant policy would pay, under the rules that give the value."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public board's score, 0 to 100; any failed run gives 0."""
        return board.published(verdicts) if split is Split.LEADERBOARD else None


def create(data: Path | None = None) -> Problem:
    """The problem; ``data`` is the folder with ``spot/multi_region.json``, or that folder's ``spot``."""
    return CantBeLateMulti(data)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
