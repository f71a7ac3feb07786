"""What a run is measured against that its journal does not hold: objective and bounds, from its problem.

Loading a problem and bounding its workloads may take seconds, so it is done once for each problem, on a
thread of its own, and pages show what is there meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adrs.core.errors import AdrsError, DataError
from adrs.core.problem import Objective, Problem
from adrs.core.workload import Split
from adrs.run.bounds import bound_json, bounds_by_split

LoadProblem = Callable[[str, Path | None], Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What is known of a problem.

    Args:
        state: ``ready``, ``pending``, or ``missing``.
        why: Why it is missing, in a sentence.
        title: The problem's title.
        objective: Its objective.
        splits: Bound of each split that has one, as plain data.
        workloads: Bound of each train workload that has one.
        families: Which generator made each train workload.
    """

    state: str
    why: str = ""
    title: str = ""
    objective: Objective | None = None
    splits: Mapping[str, Any] = field(default_factory=dict)
    workloads: Mapping[str, Any] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """The objective as plain data, and what is known beside it."""
        objective = self.objective
        return {
            "state": self.state,
            "why": self.why,
            "title": self.title,
            "name": objective.name if objective else "value",
            "unit": objective.unit if objective else "",
            "direction": objective.direction.value if objective else None,
            "aggregate": objective.aggregate.value if objective else None,
            "bounds": dict(self.splits),
        }


PENDING = Limit(state="pending")


class Limits:
    """Limits by problem, each worked out once."""

    def __init__(self, load: LoadProblem) -> None:
        self._load = load
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="dashboard-bounds")
        self._found: dict[tuple[str, str | None], Future[Limit]] = {}

    def of(self, problem: str, data: str | None, *, patience_s: float = 0.0) -> Limit:
        """What is known of a problem by now; waits for ``patience_s`` seconds at most."""
        key = (problem, data)
        if key not in self._found:
            self._found[key] = self._thread.submit(self._work_out, problem, data)
        try:
            return self._found[key].result(timeout=patience_s)
        except TimeoutError:
            return PENDING

    def close(self) -> None:
        """Give up what has not been begun; what has goes on in its thread and is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _work_out(self, name: str, data: str | None) -> Limit:
        try:
            problem = self._load(name, None if data is None else Path(data))
            return limit_of(problem)
        except (AdrsError, OSError) as error:
            return Limit(state="missing", why=str(error))


def limit_of(problem: Problem) -> Limit:
    """The bounds of a problem."""
    try:
        train = problem.workloads(Split.TRAIN)
    except DataError:
        train = ()
    bounds = {w.id: bound_json(problem.bound(w)) for w in train}
    return Limit(
        state="ready",
        title=problem.title,
        objective=problem.objective,
        splits={split.value: bound_json(bound) for split, bound in bounds_by_split(problem).items()},
        workloads={name: bound for name, bound in bounds.items() if bound is not None},
        families={w.id: w.family for w in train},
    )
