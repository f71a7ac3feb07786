"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import (
    Bound,
    BoundKind,
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
from adrs.problems.congestion_control import rules
from adrs.problems.congestion_control.judge import judge
from adrs.problems.congestion_control.observation import Hop, Observation
from adrs.problems.congestion_control.workloads import SIZES, workloads

_FOLDER = Path(__file__).parent

CONTRACT = Contract(
    function="Policy",
    parameters={"observation": "Observation"},
    returns="tuple[float, float]",
    records={
        "Observation": {name: "float" for name in Observation._fields if name != "hops"}
        | {"hops": "list[Hop]"},
        "Hop": dict.fromkeys(Hop._fields, "float"),
    },
)

CITATIONS = {
    "human_sota": "Addanki, Michel and Schmid, PowerTCP: pushing the performance limits of datacenter "
    "networks, NSDI 2022, Algorithm 1",
    "theta_powertcp": "Addanki, Michel and Schmid, NSDI 2022, Algorithm 2",
    "hpcc": "Li et al., HPCC: high precision congestion control, SIGCOMM 2019, Algorithm 1",
    "swift": "after Kumar et al., Swift: delay is simple and effective for congestion control in the "
    "datacenter, SIGCOMM 2020, Algorithm 1",
    "timely": "after Mittal et al., TIMELY: RTT-based congestion control for the datacenter, SIGCOMM 2015, "
    "Algorithm 1",
    "dctcp": "Alizadeh et al., Data center TCP (DCTCP), SIGCOMM 2010; RFC 8257",
}


class CongestionControl:
    """Windows and pacing rates at a datacentre bottleneck; meets :class:`adrs.core.problem.Problem`."""

    name = "congestion_control"
    title = "Datacentre congestion control"
    harness = "adrs.problems.congestion_control.harness"
    objective = Objective(
        name="exp(throughput - 20) - queue/100", unit="points", direction=Direction.MAXIMIZE
    )
    contract = CONTRACT
    limits = Limits(cpu_s=20.0, wall_s=40.0)
    search_limits = Limits(cpu_s=3.0, wall_s=10.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self) -> None:
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        human = _program("baselines/powertcp.py")
        self.seeds: Mapping[str, Program] = {
            **{name: _program(f"seeds/{name}.py") for name in ("naive", "aimd", "delay")},
            "powertcp": human,
        }
        self.baselines: Mapping[str, Program] = {
            **{
                name: _program(f"baselines/{name}.py")
                for name in ("dctcp", "timely", "swift", "hpcc", "theta_powertcp")
            },
            "human_sota": human,
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split; all are generated, none needs data files."""
        return workloads(split)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.congestion_control.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound:
        """Full link rate with an empty queue: proven, and not attainable where flows must find each other."""
        return Bound(rules.BOUND, BoundKind.BOUND)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The objective itself on the public scenario; the value is the published metric already."""
        values = [v.value for v in verdicts if v.ok and v.value is not None]
        if split is not Split.LEADERBOARD or len(values) != len(verdicts) or len(values) != SIZES[split]:
            return None
        return Published("exp(throughput - 20) - queue/100", sum(values) / len(values), rules.BOUND)


def create(data: Path | None = None) -> Problem:
    """The problem; it needs no data files."""
    return CongestionControl()


def _program(path: str) -> Program:
    """A program file, without the line that keeps type checkers away from it."""
    text = (_FOLDER / path).read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix("# mypy: ignore-errors\n"))
