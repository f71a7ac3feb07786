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
from adrs.problems.topk_select import workloads
from adrs.problems.topk_select.bound import bound_of
from adrs.problems.topk_select.judge import GREATEST, judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

CONTRACT = Contract(
    function="truncate",
    parameters={"row": "Row", "k": "int", "p": "float"},
    returns="ndarray",
    records={"Row": {"size": "int"}},
)

CITATIONS = {
    "sort": "sorting the row, what serving engines did first; the naive seed",
    "partition": "numpy.partition (introselect, Musser 1997; vectorised quicksort where numpy has it); the "
    "reference that CPU time is relative to",
    "rtopk": "RTop-K: Xie, Luo, Peng and Ding, ICLR 2025, arXiv 2409.00822, bisection of the threshold; "
    "carried over to masses for top-p",
    "human_sota": "Qrita: Park, Kim, Cheung and Stoica, High-performance Top-k and Top-p using Pivot-based "
    "Truncation and Selection, 2026, arXiv 2602.01518: Gaussian truncation and quaternary pivots",
    "sampled": "reference beyond the paper: the threshold from a sample, after Floyd and Rivest, Expected "
    "time bounds for selection, CACM 18(3), 1975",
}

STEPS_PER_DOUBLING = 4
"""CPU time counts in steps of a factor of ``2 ** (1 / 4)``, which noise rarely crosses twice."""


class TopkSelect:
    """Keep exactly the top-k or top-p of rows of logits, in as little CPU time as possible."""

    name = "topk_select"
    title = "Exact top-k and top-p truncation"
    objective = Objective(name="CPU time", unit="of numpy.partition's", direction=Direction.MINIMIZE)
    contract = CONTRACT
    harness = "adrs.problems.topk_select.harness"
    limits = Limits(cpu_s=10.0, wall_s=60.0)
    search_limits = Limits(cpu_s=1.0, wall_s=12.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self) -> None:
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        naive = _program("seeds", "naive")
        self.baselines: Mapping[str, Program] = {
            "sort": naive,
            **{name: _program("baselines", name) for name in CITATIONS if name != "sort"},
        }
        self.seeds: Mapping[str, Program] = {
            "naive": naive,
            "rtopk": self.baselines["rtopk"],
            "partition": self.baselines["partition"],
            "human_sota": self.baselines["human_sota"],
        }
        self.pace = Pace(
            reference=self.baselines["partition"],
            idle=Program.from_text(IDLE),
            charge=charged,
            rounds=5,
            search_rounds=1,
        )

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split; there is no leaderboard."""
        return workloads.synthetic(split)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return workloads.SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """Whether the sets are exact, before time; see :func:`adrs.problems.topk_select.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """The least relative CPU time measured so far; not proven."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """None: no public board has this problem."""
        return None


IDLE = '''# EVOLVE-BLOCK-START
def truncate(row, k, p):
    """Decline."""
# EVOLVE-BLOCK-END
'''


def charged(value: float, ratio: float) -> float:
    """The relative CPU time of an answer, in steps; never below what the judge gave."""
    if ratio <= 0:
        return GREATEST
    steps = round(-STEPS_PER_DOUBLING * math.log2(ratio))
    return max(value, min(GREATEST, math.pow(2.0, steps / STEPS_PER_DOUBLING)))


def create(data: Path | None = None) -> Problem:
    """The problem; it needs no data."""
    return TopkSelect()


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
