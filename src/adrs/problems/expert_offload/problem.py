"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.expert_offload import bound as bounds
from adrs.problems.expert_offload.judge import judge
from adrs.problems.expert_offload.workloads import SIZES, workloads

_FOLDER = Path(__file__).parent
_EXPERT = "tuple[int, int]"

CONTRACT = Contract(
    function="Policy",
    parameters={"observation": "Observation"},
    returns=f"tuple[list[{_EXPERT}], list[{_EXPERT}]]",
    records={
        "Observation": {
            "now_ms": "float",
            "token": "int",
            "layer": "int",
            "needed": f"list[{_EXPERT}]",
            "missing": f"list[{_EXPERT}]",
            "coming": f"list[list[{_EXPERT}]]",
            "resident": f"list[{_EXPERT}]",
            "loading": _EXPERT,
            "layers": "int",
            "experts": "int",
            "slots": "int",
            "load_ms": "float",
            "dense_ms": "float",
            "expert_ms": "float",
            "accuracy": "float",
        }
    },
)

CITATIONS = {
    "human_sota": "Hwang et al., Pre-gated MoE: An Algorithm-System Co-Design for Fast and Scalable "
    "Mixture-of-Expert Inference, ISCA 2024, arXiv:2308.12066",
    "prefetch_all": "Hwang et al., ISCA 2024: the prefetching of all experts that it is compared with",
    "lfu": "Aho, Denning and Ullman, Principles of Optimal Page Replacement, JACM 18(1), 1971",
    "learned": "after Xue et al., MoE-Infinity, arXiv:2401.14361: prefetching by traced activations",
}


class ExpertOffload:
    """Expert caching and prefetching; meets :class:`adrs.core.problem.Problem`."""

    name = "expert_offload"
    title = "Expert cache and prefetch over one channel"
    harness = "adrs.problems.expert_offload.harness"
    objective = Objective(name="time", unit="of the time of fetching on demand", direction=Direction.MINIMIZE)
    contract = CONTRACT
    limits = Limits(cpu_s=20.0, wall_s=40.0)
    search_limits = Limits(cpu_s=3.0, wall_s=12.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self) -> None:
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        human, naive = _program("baselines/human_sota.py"), _program("seeds/naive.py")
        self.seeds: Mapping[str, Program] = {
            "naive": naive,
            "announced": _program("seeds/announced.py"),
            "pre_gated": human,
        }
        self.baselines: Mapping[str, Program] = {
            "on_demand": naive,
            "lfu": _program("baselines/lfu.py"),
            "prefetch_all": _program("baselines/prefetch_all.py"),
            "learned": _program("baselines/learned.py"),
            "human_sota": human,
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split; all are generated, none needs data files."""
        return workloads(split)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.expert_offload.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound:
        """No decisions can do better; beside it what Belady's rule with perfect prefetch reaches."""
        return bounds.bound(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """There is no public board."""
        return None


def create(data: Path | None = None) -> Problem:
    """The problem; it needs no data files."""
    return ExpertOffload()


def _program(path: str) -> Program:
    """A program file, without the line that keeps type checkers away from it."""
    text = (_FOLDER / path).read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix("# mypy: ignore-errors\n"))
