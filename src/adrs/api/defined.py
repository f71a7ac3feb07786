"""A problem that was put together from functions, e.g. in a cell of a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

from adrs.core.errors import UsageError
from adrs.core.one_shot import inputs_for
from adrs.core.problem import Bound, BoundKind, Contract, Limits, Objective, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload

Judge = Callable[[Workload, Any], "Score | float"]
"""The score of an untrusted answer of plain data; raises :class:`adrs.InvalidAnswer` if it breaks a rule."""
Bounding = Callable[[Workload], "Bound | float | None"]
"""The limit beside a workload's value; a number is taken as proven, though not as reached."""


class DefinedProblem:
    """Meets :class:`adrs.core.problem.Problem`; made by :func:`adrs.define`, which checks everything.

    Args:
        name, title, statement, objective, contract, seeds, baselines, citations: As in the protocol.
        own: Workloads as they were given, by split: what ``judge`` and ``bound`` are handed.
        judge: Called in this process; candidates never see it.
        bound: Called once for a workload.
        limits, search_limits: What a program may use on one workload.
    """

    harness = "adrs.core.one_shot"

    def __init__(
        self,
        *,
        name: str,
        title: str,
        statement: str,
        objective: Objective,
        contract: Contract,
        own: Mapping[Split, Sequence[Workload]],
        judge: Judge,
        bound: Bounding | None,
        seeds: Mapping[str, Program],
        baselines: Mapping[str, Program],
        citations: Mapping[str, str],
        limits: Limits,
        search_limits: Limits,
    ) -> None:
        self.name = name
        self.title = title
        self.statement = statement
        self.objective = objective
        self.contract = contract
        self.seeds = seeds
        self.baselines = baselines
        self.citations = citations
        self.limits = limits
        self.search_limits = search_limits
        self._judge = judge
        self._bound = bound
        self._own = {workload.id: workload for some in own.values() for workload in some}
        self._crossing = {split: [self._cross(w) for w in some] for split, some in own.items()}
        self._bounds: dict[str, Bound | None] = {}

    def __repr__(self) -> str:
        sizes = ", ".join(f"{n} {split.value}" for split, n in self.sizes().items())
        return f"<problem {self.name}: {self.contract.signature}, {sizes}>"

    def _cross(self, workload: Workload) -> Workload:
        inputs = inputs_for(self.contract.function, workload.inputs)
        return Workload(workload.id, workload.split, inputs, family=workload.family)

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split, with the inputs that the harness is handed."""
        return self._crossing.get(split, [])

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return {split: len(some) for split, some in self._crossing.items()}

    def judge(self, workload: Workload, answer: Any) -> Score:
        """What the given judge says.

        Raises:
            InvalidAnswer: The answer breaks a rule.
            UsageError: The judge returned neither a number nor a score.
        """
        said = self._judge(self._own[workload.id], answer)
        if isinstance(said, Score):
            return said
        if isinstance(said, Real) and not isinstance(said, bool):
            return Score(float(said))
        raise UsageError(self._complaint("judge", workload, said, "a number or an adrs.Score"))

    def bound(self, workload: Workload) -> Bound | None:
        """What the given bound says; asked once.

        Raises:
            UsageError: It returned neither a number nor a bound.
        """
        if self._bound is None:
            return None
        if workload.id not in self._bounds:
            self._bounds[workload.id] = self._limit(workload, self._bound(self._own[workload.id]))
        return self._bounds[workload.id]

    def _limit(self, workload: Workload, said: object) -> Bound | None:
        if said is None or isinstance(said, Bound):
            return said
        if isinstance(said, Real) and not isinstance(said, bool):
            return Bound(float(said), BoundKind.BOUND)
        raise UsageError(self._complaint("bound", workload, said, "a number, an adrs.Bound or None"))

    def _complaint(self, role: str, workload: Workload, said: object, expected: str) -> str:
        kind = type(said).__name__
        return f"the {role} of {self.name} returned a {kind} for {workload.id}; it has to return {expected}"

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """No public board knows it."""
        return None
