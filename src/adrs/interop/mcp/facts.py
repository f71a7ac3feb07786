"""What agents are told of problems and runs, as plain data; train results only while a run goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from adrs.core.events import Told
from adrs.core.problem import Problem
from adrs.core.workload import Split
from adrs.interop.mcp.work import Work
from adrs.run.chronicle import Chronicle
from adrs.run.facts import facts
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.report.lineage import Ancestor, ancestor_of, line_to
from adrs.run.state import RunState
from adrs.run.summary import value_on

HELD_OUT = (Split.VALIDATION, Split.TEST, Split.LEADERBOARD)


def problem_facts(problem: Problem, state: RunState | None = None) -> dict[str, Any]:
    """A problem without its bounds, without the texts of its baselines and without held-out workloads.

    Args:
        problem: The problem.
        state: A run on it, whose references have values.
    """
    baselines = {name: {"source": problem.citations.get(name, "")} for name in problem.baselines}
    return {
        **facts(problem),
        "signature": problem.contract.signature,
        "records": {name: dict(kinds) for name, kinds in problem.contract.records.items()},
        "limits": asdict(problem.limits),
        "search_limits": asdict(problem.search_limits),
        "baselines": baselines,
        "train_values": {} if state is None else reference_values(state),
        "train_workloads": [{"id": w.id, "family": w.family} for w in problem.workloads(Split.TRAIN)],
    }


def reference_values(state: RunState) -> dict[str, float | None]:
    """Train values of the naive seed and of the human program."""
    names = {"naive": NAIVE, "human_sota": HUMAN}
    return {short: value_on(state, name, Split.TRAIN) for short, name in names.items()}


def standing(work: Work) -> dict[str, Any]:
    """Where a run stands; with held-out results once it is over, and never before."""
    state, best = work.session.state, work.session.state.best
    config = state.config or work.session.config
    limit = config.evaluations
    told: dict[str, Any] = {
        "run": work.run_id,
        "problem": work.problem.name,
        "over": work.task.done(),
        "searching": work.searching,
        "stopped": state.stopped,
        "evaluations": state.evaluations,
        "evaluations_left": None if limit is None else max(0, limit - state.evaluations),
        "budget": {
            "evaluations": limit,
            "seconds": config.seconds,
            "cpu_seconds": config.cpu_seconds,
        },
        "seconds": state.elapsed_s,
        "unit": work.problem.objective.unit,
        "direction": work.problem.objective.direction.value,
        "train_values": reference_values(state),
        "best": None
        if best is None
        else {"candidate": best.candidate, "train": best.value, "score": best.score, "origin": best.origin},
        "open_briefs": sorted(work.inbox.open_briefs()),
    }
    return told


def outcome(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What came of a run that is over: the champion on all splits, beside human and bound."""
    names = ("stopped", "evaluations", "best", "human_by_split", "bounds", "test_margin", "report", "audit")
    return {name: summary[name] for name in names}


def learned(chronicle: Chronicle) -> dict[str, Any]:
    """What a run has learned: lessons, hints of its operator, and the newest trials."""
    return {
        "lessons": [lesson.text for lesson in (*chronicle.lessons, *chronicle.measured)],
        "hints": list(chronicle.hints),
        "newest": [asdict(tried) for tried in chronicle.newest],
    }


class Tree:
    """Who came from whom: a fold over the journal that reads only what is new.

    Args:
        work: Whose journal.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._read = 0
        self._tried = 0
        self._known: dict[str, Ancestor] = {}

    def line(self, candidate: str) -> list[Ancestor]:
        """From a seed to ``candidate``, oldest first; empty where there is no such candidate."""
        return line_to(dict(self.known()), candidate)[::-1]

    def known(self) -> Mapping[str, Ancestor]:
        """Every candidate that was tried, in the journal's order."""
        work = self._work
        for number, event in work.store.read(work.run_id, after=self._read):
            self._read = number
            if isinstance(event, Told):
                self._tried += event.usage.evaluations
                self._known[event.candidate] = ancestor_of(event, self._tried)
        return self._known
