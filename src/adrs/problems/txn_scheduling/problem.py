"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import (
    Aggregate,
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
from adrs.core.shapes import Order
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling import workloads
from adrs.problems.txn_scheduling.bound import bound_of
from adrs.problems.txn_scheduling.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

PUBLISHED_BASELINE = 537.0
"""Total of the file orders on the public workloads: the board's zero."""
PUBLISHED_FULL_MARKS = 46.0 + 0.1 * (PUBLISHED_BASELINE - 46.0)
"""Total that the board gives 100 for (46 is the sum of the longest transactions). No order can reach it."""
PUBLISHED_LOWER_BOUND = 127.0 + 33.0 + 25.0
"""Total of the proven lower bounds on the public workloads; the best known orders take 209."""

OBJECTIVE = Objective(name="makespan", unit="slots", direction=Direction.MINIMIZE, aggregate=Aggregate.SUM)

CONTRACT = Contract(
    published=("get_random_costs",),
    function="get_best_schedule",
    parameters={"workload": "Workload", "num_seqs": "int"},
    returns="tuple[int, list[int]]",
    records={"Workload": {"num_txns": "int", "txns": "list[list[tuple[str, str, int, int]]]"}},
    shape=Order(items="range(workload.num_txns)"),
    unpack="{result}[1]",
    pack="({cost}, {answer})",
    cost=PublicCost(call="workload.get_opt_seq_cost({answer})", partial=True),
)

CITATIONS = {
    "human_sota": "Cheng et al., Towards Optimal Transaction Scheduling, PVLDB 17(11), 2024 (SMF, k = 10)",
    "file_order": "The zero of the public board: transactions in the order of the file",
}


def published_score(total: float) -> float:
    """The public board's score, 0 to 100, of the total makespan over its three workloads."""
    share = (PUBLISHED_BASELINE - total) / (PUBLISHED_BASELINE - PUBLISHED_FULL_MARKS)
    return 100.0 * min(1.0, max(0.0, share))


class TxnScheduling:
    """Order a batch of transactions so that the last one finishes as early as possible.

    Args:
        data: Folder with the public board's workloads; only the leaderboard split needs it.
    """

    name = "txn_scheduling"
    title = "Transaction scheduling"
    objective = OBJECTIVE
    contract = CONTRACT
    harness = "adrs.problems.txn_scheduling.harness"
    limits = Limits(cpu_s=60.0, wall_s=90.0, memory_bytes=1024**3)
    search_limits = Limits(cpu_s=0.8, wall_s=8.0, memory_bytes=1024**3)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._made: dict[Split, Sequence[Workload]] = {}
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        self.baselines: Mapping[str, Program] = {
            "file_order": _program("baselines", "file_order"),
            "random": _program("baselines", "random_order"),
            "human_sota": _program("baselines", "human_sota"),
        }
        seeds = ("naive", "fewest_writes_first", "random_sampling")
        self.seeds: Mapping[str, Program] = {
            **{name: _program("seeds", name) for name in seeds},
            "smf": self.baselines["human_sota"],
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split, the cheapest to judge first.

        Raises:
            DataError: The leaderboard's file was not given, is missing or malformed.
        """
        if split not in self._made:
            leaderboard = split is Split.LEADERBOARD
            self._made[split] = workloads.published(self._data) if leaderboard else workloads.synthetic(split)
        return self._made[split]

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return workloads.SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The makespan of an order; see :func:`adrs.problems.txn_scheduling.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """Proven lower bound and best known makespan."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public board's score, 0 to 100. One failure, or a workload missing, gives 0."""
        if split is not Split.LEADERBOARD:
            return None
        values = [verdict.value for verdict in verdicts if verdict.ok and verdict.value is not None]
        whole = len(values) == len(verdicts) == len(workloads.LEADERBOARD_NAMES)
        value = published_score(sum(values)) if whole else 0.0
        return Published("board score (0-100)", value, published_score(PUBLISHED_LOWER_BOUND))


def create(data: Path | None = None) -> Problem:
    """The problem; ``data`` is the folder that holds ``txn/workloads.json``, or that folder's ``txn``."""
    return TxnScheduling(data)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
