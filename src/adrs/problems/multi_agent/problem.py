"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.multi_agent import bound as bounds
from adrs.problems.multi_agent.judge import judge
from adrs.problems.multi_agent.workloads import SIZES, workloads

_FOLDER = Path(__file__).parent
_START = "# EVOLVE-BLOCK-START"

CONTRACT = Contract(function="design", parameters={}, returns="dict")

CITATIONS = {
    "human_sota": "Hong et al., MetaGPT: Meta Programming for a Multi-Agent Collaborative Framework, "
    "ICLR 2024, arXiv:2308.00352",
    "agentcoder": "Huang et al., AgentCoder: Multi-Agent-based Code Generation with Iterative Testing and "
    "Optimisation, arXiv:2312.13010",
    "chatdev": "Qian et al., ChatDev: Communicative Agents for Software Development, ACL 2024, "
    "arXiv:2307.07924",
    "starting_team": "The starting team of the public benchmark on MAST (Cemri et al., arXiv:2503.13657)",
    "no_verification": "Control: a writer alone, whose work is handed over unverified",
    "asks_first": "Reference beyond the papers: the verifier hears the user and asks what is open",
}


class MultiAgent:
    """Design of a software team of agents; meets :class:`adrs.core.problem.Problem`."""

    name = "multi_agent"
    title = "Design of a software team of agents (simulated)"
    harness = "adrs.problems.multi_agent.harness"
    objective = Objective(name="delivered points", unit="points of 100", direction=Direction.MAXIMIZE)
    contract = CONTRACT
    limits = Limits(cpu_s=5.0, wall_s=10.0)
    search_limits = Limits(cpu_s=1.0, wall_s=4.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self) -> None:
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        human, naive = _program("baselines/human_sota.py"), _program("seeds/naive.py")
        seeds = ("solo", "feedback", "clarifying")
        self.seeds: Mapping[str, Program] = {
            "naive": naive,
            **{name: _program(f"seeds/{name}.py") for name in seeds},
            "metagpt": human,
        }
        others = ("agentcoder", "chatdev", "no_verification", "asks_first")
        self.baselines: Mapping[str, Program] = {
            "starting_team": naive,
            **{name: _program(f"baselines/{name}.py") for name in others},
            "human_sota": human,
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split; all are generated, none needs data files."""
        return workloads(split)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.multi_agent.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound:
        """A team without any failure, and beside it the best that is known."""
        return bounds.bound(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """There is no public board for a simulated environment."""
        return None


def create(data: Path | None = None) -> Problem:
    """The problem; it needs no data files."""
    return MultiAgent()


def _program(path: str) -> Program:
    """A design with the builder before it, without the lines that are for type checkers and for us."""
    about, block = _text(path).split(_START)
    builder = _text("builder.py").split('"""\n', 1)[1]
    return Program.from_text(f"{about.rstrip()}\n{builder}\n\n{_START}{block}")


def _text(path: str) -> str:
    return (_FOLDER / path).read_text(encoding="utf-8").removeprefix("# mypy: ignore-errors\n")
