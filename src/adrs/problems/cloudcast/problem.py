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
    Published,
    Score,
)
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast import measured, published, workloads
from adrs.problems.cloudcast.bound import bound_of
from adrs.problems.cloudcast.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_CHECKERS = "# mypy: ignore-errors\n# ruff: noqa: N803\n"

BOUND_TOTAL = 621.4142584285713
"""Total of the proven lower bounds on the public broadcasts."""

OBJECTIVE = Objective(name="transfer cost", unit="USD", direction=Direction.MINIMIZE, aggregate=Aggregate.SUM)

CONTRACT = Contract(
    function="search_algorithm",
    parameters={"src": "str", "dsts": "list[str]", "G": "DiGraph", "num_partitions": "int"},
    returns="BroadCastTopology",
    records={
        "DiGraph": {"nodes": "list[str]"},
        "BroadCastTopology": {"src": "str", "dsts": "list[str]", "num_partitions": "int"},
    },
)

CITATIONS = {
    "direct": "the zero of the public board: every destination over its direct link",
    "dijkstra": "N-Dijkstra of the public board: the cheapest path for every destination by itself",
    "mdst": "Edmonds, Optimum branchings, J. Res. NBS 71B(4), 1967, over source and destinations",
    "human_sota": "minimum directed Steiner tree by price (Dreyfus and Wagner, Networks 1(3), 1971): the "
    "published human solution of the public board for Cloudcast (Wooders et al., NSDI 2024)",
}


class Cloudcast:
    """Copy data from one region to many others across three clouds, as cheaply as possible.

    Args:
        data: Folder with the study's measurements; the leaderboard needs it, and it adds measured broadcasts
            to validation and test.
    """

    name = "cloudcast"
    title = "Broadcast across clouds"
    objective = OBJECTIVE
    contract = CONTRACT
    harness = "adrs.problems.cloudcast.harness"
    limits = Limits(cpu_s=30.0, wall_s=60.0, memory_bytes=1024**3)
    search_limits = Limits(cpu_s=1.0, wall_s=8.0, memory_bytes=1024**3)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._made: dict[Split, Sequence[Workload]] = {}
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        self.baselines: Mapping[str, Program] = {name: _program("baselines", name) for name in CITATIONS}
        self.seeds: Mapping[str, Program] = {
            "naive": _program("seeds", "naive"),
            "dijkstra": self.baselines["dijkstra"],
            "shared_tree": _program("seeds", "shared_tree"),
            "steiner_tree": _program("seeds", "steiner_tree"),
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split, the cheapest to judge first.

        Raises:
            DataError: The leaderboard's files were not given, or one is missing or malformed.
        """
        if split not in self._made:
            self._made[split] = self._make(split)
        return self._made[split]

    def _make(self, split: Split) -> Sequence[Workload]:
        if split is Split.LEADERBOARD:
            return published.leaderboard(self._data)
        return (*workloads.synthetic(split), *measured.held_out(split, self._data))

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split; data add measured ones to validation and test."""
        more = {} if self._data is None else measured.SIZES
        return {split: size + more.get(split, 0) for split, size in workloads.SIZES.items()}

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The cost of a plan; see :func:`adrs.problems.cloudcast.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """Proven lower bound and best known cost."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public board's score; one failure, or a workload missing, gives 0.

        The board clamps the score to 0 to 100; what it would be without is part of the name.
        """
        if split is not Split.LEADERBOARD:
            return None
        values = [verdict.value for verdict in verdicts if verdict.ok and verdict.value is not None]
        if not len(values) == len(verdicts) == len(published.LEADERBOARD_NAMES):
            return Published("board score (0-100)", 0.0, published.board_score(BOUND_TOTAL))
        total = OBJECTIVE.combine(values)
        name = f"board score (0-100; {published.board_score(total, clamp=False):.3f} unclamped)"
        return Published(name, published.board_score(total), published.board_score(BOUND_TOTAL))


def create(data: Path | None = None) -> Problem:
    """The problem; ``data`` is the folder that holds ``cloudcast/``, or that ``cloudcast`` itself."""
    return Cloudcast(data)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_CHECKERS))
