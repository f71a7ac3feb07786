"""Runs the team that a program designed, in this process, on tasks that no program has seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import Any

from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.multi_agent.deliverable import passing
from adrs.problems.multi_agent.design import Design, design_of
from adrs.problems.multi_agent.modes import MODES, counted, modes_of, points
from adrs.problems.multi_agent.runtime import Run
from adrs.problems.multi_agent.tasks import Task
from adrs.problems.multi_agent.workloads import tasks_of

REPETITIONS = 3
"""Runs of a team on each task, with other luck."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a team came to.

    Args:
        modes: Failure modes present.
        counted: How many count.
        delivered: Share of all functions that pass their tests, private ones among them.
        cost: Spent of the budget.
        stopped: Why it ended.
    """

    modes: frozenset[str]
    counted: int
    delivered: float
    cost: float
    stopped: str

    @property
    def points(self) -> float:
        """The public benchmark's points."""
        return points(self.counted)

    @property
    def value(self) -> float:
        """Points, as far as the work was delivered."""
        return self.points * self.delivered


def judge(workload: Workload, answer: Any) -> Score:
    """Mean over tasks and luck of the points times the share of functions that pass their hidden tests.

    The tests are executed after every run, by a verifier that belongs to no team.

    Raises:
        InvalidAnswer: The answer describes no team.
    """
    outcomes = outcomes_of(design_of(answer), workload)
    metrics = {
        "points": fmean(o.points for o in outcomes),
        "modes": fmean(o.counted for o in outcomes),
        "delivered": fmean(o.delivered for o in outcomes),
        "success": fmean(o.delivered == 1.0 for o in outcomes),
        "cost": fmean(o.cost for o in outcomes),
        "timeouts": fmean(o.stopped == "timeout" for o in outcomes),
    }
    return Score(fmean(o.value for o in outcomes), metrics, _feedback(outcomes, metrics))


def outcomes_of(design: Design, workload: Workload) -> list[Outcome]:
    """What a team comes to on every task of a workload, with every luck."""
    return [
        outcome(design, task, repetition) for task in tasks_of(workload) for repetition in range(REPETITIONS)
    ]


@lru_cache(maxsize=8192)
def outcome(design: Design, task: Task, repetition: int) -> Outcome:
    """What a team comes to on one task with one luck."""
    log = Run(design, task, repetition).run()
    modes = modes_of(design, task, log)
    delivered = len(passing(task, log.work)) / len(log.work)
    return Outcome(modes, counted(modes, log), delivered, log.cost, log.stopped)


def _feedback(outcomes: list[Outcome], metrics: dict[str, float]) -> str:
    """What a proposer should know: the balance, and how often each mode was present."""
    tally = Counter(mode for o in outcomes for mode in o.modes)
    modes = [f"{mode} {MODES[mode]}: {n / len(outcomes):.0%}" for mode, n in tally.most_common(8)]
    stops = Counter(o.stopped for o in outcomes)
    head = (
        f"{metrics['modes']:.2f} failure modes a run, {metrics['delivered']:.0%} of functions delivered, "
        f"cost {metrics['cost']:.1f} of 60, stopped by "
        + ", ".join(f"{why} {n / len(outcomes):.0%}" for why, n in stops.most_common())
    )
    return "; ".join([head, *modes])
