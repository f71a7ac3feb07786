"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.spec_control import bound as bounds
from adrs.problems.spec_control.judge import judge
from adrs.problems.spec_control.observation import Observation, Request
from adrs.problems.spec_control.scene import Profile
from adrs.problems.spec_control.workloads import K_MAX, SIZES, workloads

_FOLDER = Path(__file__).parent

_FLOATS = {"now_ms", "age_ms", "last_step_ms"}
_RECORDS = {"requests": "list[Request]", "profile": "Profile"}


def _kind(name: str) -> str:
    return _RECORDS.get(name, "float" if name in _FLOATS else "int")


CONTRACT = Contract(
    function="Policy",
    parameters={"observation": "Observation"},
    returns="list[int]",
    records={
        "Observation": {name: _kind(name) for name in Observation._fields},
        "Request": {name: _kind(name) for name in Request._fields},
        "Profile": dict.fromkeys(Profile._fields, "float"),
    },
)

CITATIONS = {
    "human_sota": "Liu et al., Optimizing Speculative Decoding for Serving Large Language Models Using "
    "Goodput (SmartSpec; later versions: TurboSpec), arXiv:2406.14066",
    "heuristic": "Gante, Assisted Generation, Hugging Face, 2023: the heuristic schedule",
    "fixed_1": "Leviathan, Kalman and Matias, Fast Inference from Transformers via Speculative Decoding, "
    "ICML 2023, with a length of 1; likewise the others",
}


class SpecControl:
    """Speculation lengths under load; meets :class:`adrs.core.problem.Problem`."""

    name = "spec_control"
    title = "Speculation length under load"
    harness = "adrs.problems.spec_control.harness"
    objective = Objective(
        name="latency", unit="of the latency without speculation", direction=Direction.MINIMIZE
    )
    contract = CONTRACT
    limits = Limits(cpu_s=20.0, wall_s=40.0)
    search_limits = Limits(cpu_s=3.0, wall_s=12.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self) -> None:
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        human, none = _program("baselines/human_sota.py"), _program("seeds/naive.py")
        fixed = _program("baselines/fixed.py").text
        self.seeds: Mapping[str, Program] = {
            "naive": none,
            "by_batch": _program("seeds/by_batch.py"),
            "by_request": _program("seeds/by_request.py"),
            "goodput": human,
        }
        self.baselines: Mapping[str, Program] = {
            "none": none,
            **{f"fixed_{k}": Program.from_text(fixed.replace("[4]", f"[{k}]")) for k in range(1, K_MAX + 1)},
            "heuristic": _program("baselines/heuristic.py"),
            "human_sota": human,
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split; all are generated, none needs data files."""
        return workloads(split)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.spec_control.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound:
        """No lengths can do better; beside it what goodput control with known acceptances reaches."""
        return bounds.bound(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """There is no public board."""
        return None


def create(data: Path | None = None) -> Problem:
    """The problem; it needs no data files."""
    return SpecControl()


def _program(path: str) -> Program:
    """A program file, without the line that keeps type checkers away from it."""
    text = (_FOLDER / path).read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix("# mypy: ignore-errors\n"))
