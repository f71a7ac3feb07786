"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair import workloads
from adrs.problems.telemetry_repair.bound import bound_of
from adrs.problems.telemetry_repair.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

# The records also hold strings; the types name what repairs are computed from.
CONTRACT = Contract(
    published=("run_repair", "repair_network_telemetry"),
    function="repair",
    parameters={"telemetry": "dict[str, dict[str, float]]", "topology": "dict[str, list[str]]"},
    returns="dict[str, dict[str, tuple]]",
)

CITATIONS = {
    "human_sota": "Krentsel et al., A Case for Validating Inputs in Software-Defined WANs (Hodor), "
    "HotNets 2024: link symmetry, then flow conservation at both routers for what stays in doubt",
    "pair_hardened": "The same without flow conservation",
    "pair_mean": "Control: the mean of both readings of a link",
    "pass_through": "The zero of the scale: every reading as it is, with full confidence",
    "least_squares": "Reference: robust least squares over both readings of links and routers' balances",
    "suspicion": "Reference beyond the papers: odds of who is to blame, over interfaces and routers",
}


class TelemetryRepair:
    """Repair dropped and scaled link counters from their redundancy.

    Args:
        data: Folder with the published snapshots; only the leaderboard split needs it.
    """

    name = "telemetry_repair"
    title = "Repair of corrupted link counters"
    objective = Objective(name="gain over pass-through", unit="points", direction=Direction.MAXIMIZE)
    contract = CONTRACT
    harness = "adrs.problems.telemetry_repair.harness"
    limits = Limits(cpu_s=10.0, wall_s=20.0)
    search_limits = Limits(cpu_s=1.0, wall_s=4.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._published: Sequence[Workload] | None = None
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        seeds = ("naive", "zero_to_peer", "pair_max", "pair_hardened")
        self.seeds: Mapping[str, Program] = {
            **{name: _program("seeds", name) for name in seeds},
            "human_sota": _program("baselines", "human_sota"),
        }
        self.baselines: Mapping[str, Program] = {
            "pass_through": self.seeds["naive"],
            "pair_mean": _program("baselines", "pair_mean"),
            "pair_hardened": self.seeds["pair_hardened"],
            "human_sota": self.seeds["human_sota"],
            "least_squares": _program("baselines", "least_squares"),
            "suspicion": _program("baselines", "suspicion"),
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split.

        Raises:
            DataError: The leaderboard's file was not given, is missing or malformed.
        """
        if split is not Split.LEADERBOARD:
            return workloads.synthetic(split)
        if self._published is None:
            self._published = workloads.published(self._data)
        return self._published

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return workloads.SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.telemetry_repair.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """What the truth would gain, and somebody who knows which counters were struck."""
        return bound_of(workload)

    def size(self, workload: Workload) -> tuple[float, str]:
        """How many interfaces are repaired, over all snapshots; reports tell time and memory over it."""
        return float(sum(len(s["telemetry"]) for s in workload.inputs["snapshots"])), "interfaces"

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public evaluator's combined metric over its 30 snapshots; a failed one counts 0, as there."""
        if split is not Split.LEADERBOARD or len(verdicts) != workloads.LEADERBOARD_SIZE:
            return None
        total = 0.0
        for verdict in verdicts:
            total += verdict.metrics["public_combined"] if verdict.ok else 0.0
        return Published("combined metric of the ADRS evaluator", total / len(verdicts), 1.0)


def create(data: Path | None = None) -> Problem:
    """The problem; ``data`` holds ``telemetry/evaluation_data.csv``, or is that folder."""
    return TelemetryRepair(data)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
