"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late import bound as bounds
from adrs.problems.cant_be_late import workloads
from adrs.problems.cant_be_late.judge import judge
from adrs.problems.cant_be_late.regret import regrets

_FOLDER = Path(__file__).parent

PUBLISHED_ZERO_USD = 146.88
"""48 hours on demand: the board's zero."""
PUBLISHED_FULL_USD = 46.7088
"""48 hours of spot: what the board gives 100 for. No policy can reach it."""
PUBLISHED_BOUND_USD = 92.33735021604939
"""Mean cost of the clairvoyant over the published scenarios, on time."""

CONTRACT = Contract(
    published=("Strategy",),
    function="Policy",
    parameters={"observation": "Observation"},
    returns="str",
    records={
        "Observation": {
            "tick": "int",
            "elapsed_s": "float",
            "gap_s": "float",
            "duration_s": "float",
            "deadline_s": "float",
            "overhead_s": "float",
            "has_spot": "bool",
            "last": "str",
            "running": "str",
            "done_s": "float",
            "left_s": "float",
            "overhead_left_s": "float",
            "credited_s": "float",
        }
    },
)

CITATIONS = {
    "human_sota": "Wu et al., Can't Be Late: Optimizing Spot Instance Savings under Deadlines, NSDI 2024: "
    "Uniform Progress, with the hysteresis of two overheads",
    "time_sliced": "Wu et al., NSDI 2024: the deadline in equal slices, each with a greedy of its own",
    "greedy": "Wu et al., NSDI 2024: spot while there is time, on demand at the last moment",
    "progress_line": "Reference beyond the paper: Uniform Progress without hysteresis, and a gap in reserve",
    "on_demand": "The zero of the public board",
}


def published_score(mean_usd: float) -> float:
    """The public board's score, 0 to 100, before it is rounded to an integer."""
    share = (PUBLISHED_ZERO_USD - mean_usd) / (PUBLISHED_ZERO_USD - PUBLISHED_FULL_USD)
    return 100.0 * min(1.0, max(0.0, share))


class CantBeLate:
    """Spot or on-demand under a deadline; meets :class:`adrs.core.problem.Problem`.

    Args:
        data: Folder with the measured traces; the leaderboard needs it, and it adds measured workloads to
            validation and test.
    """

    name = "cant_be_late"
    title = "Can't be late: spot or on-demand under a deadline"
    harness = "adrs.problems.cant_be_late.harness"
    objective = Objective(name="cost", unit="USD a run", direction=Direction.MINIMIZE)
    contract = CONTRACT
    limits = Limits(cpu_s=20.0, wall_s=40.0)
    search_limits = Limits(cpu_s=2.0, wall_s=10.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._made: dict[Split, Sequence[Workload]] = {}
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        human = _program("baselines/human_sota.py")
        on_demand, greedy = _program("seeds/naive.py"), _program("seeds/greedy.py")
        sliced = _program("seeds/time_sliced.py")
        self.seeds: Mapping[str, Program] = {
            "naive": on_demand,
            "greedy": greedy,
            "time_sliced": sliced,
            "uniform_progress": human,
        }
        self.baselines: Mapping[str, Program] = {
            "on_demand": on_demand,
            "greedy": greedy,
            "time_sliced": sliced,
            "human_sota": human,
            "progress_line": _program("baselines/progress_line.py"),
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split, the cheapest to judge first.

        Raises:
            DataError: The leaderboard's file was not given, or a data file is missing or malformed.
        """
        if split not in self._made:
            self._made[split] = workloads.workloads(split, self._data)
        return self._made[split]

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return workloads.sizes(self._data)

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The mean cost of the runs; see :func:`adrs.problems.cant_be_late.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """What the runs cost somebody who knows the future."""
        return bounds.bound(workload)

    def regrets(self, workload: Workload, answer: Any) -> Sequence[tuple[float, str]]:
        """Decisions that cost most in hindsight; see :mod:`adrs.problems.cant_be_late.regret`."""
        return regrets(workload, answer)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public board's score before rounding, 0 to 100. One failure, or a scenario missing, gives 0."""
        if split is not Split.LEADERBOARD:
            return None
        values = [v.value for v in verdicts if v.ok and v.value is not None]
        score = 0.0
        if len(values) == len(verdicts) == self.sizes()[split]:
            score = published_score(self.objective.combine(values))
        return Published("board score (0-100)", score, published_score(PUBLISHED_BOUND_USD))


def create(data: Path | None = None) -> Problem:
    """The problem; ``data`` is the folder with ``spot/single_region.json``, or that folder's ``spot``."""
    return CantBeLate(data)


def _program(path: str) -> Program:
    """A program file, without the line that keeps type checkers away from its plain style."""
    text = (_FOLDER / path).read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix("# mypy: ignore-errors\n"))
