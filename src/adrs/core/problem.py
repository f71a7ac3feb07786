"""What a researcher states: the objective, the contract a program keeps, and the problem itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from adrs.core.program import Program
from adrs.core.shapes import AnswerShape
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload


class Direction(StrEnum):
    """Which way is better."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"


class Aggregate(StrEnum):
    """How per-workload values become one."""

    MEAN = "mean"
    SUM = "sum"
    WORST = "worst"
    CVAR = "cvar"  # the mean of the worst share of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is optimised: its name, unit, direction and how workloads are aggregated.

    Args:
        name: What is measured.
        unit: Its unit.
        direction: Which way is better.
        aggregate: How values of workloads become one.
        tail: Share of the workloads, the worst, that ``CVAR`` is the mean of.
    """

    name: str
    unit: str
    direction: Direction
    aggregate: Aggregate = Aggregate.MEAN
    tail: float = 0.25

    def better(self, a: float, b: float) -> bool:
        """Whether ``a`` is strictly better than ``b``."""
        return a < b if self.direction is Direction.MINIMIZE else a > b

    def combine(self, values: Sequence[float]) -> float:
        """One value for a set of workloads (at least one)."""
        if self.aggregate is Aggregate.WORST:
            return max(values) if self.direction is Direction.MINIMIZE else min(values)
        if self.aggregate is Aggregate.CVAR:
            return self._tail_mean(values)
        total = 0.0
        for value in values:  # a plain loop: Python 3.12's sum() compensates, 3.11's does not
            total += value
        return total if self.aggregate is Aggregate.SUM else total / len(values)

    def _tail_mean(self, values: Sequence[float]) -> float:
        """Conditional value at risk of equally likely values (Rockafellar & Uryasev 2002, section 3).

        A share that falls between two workloads takes in the better one by the fraction that is left.
        """
        worst_first = sorted(values, reverse=self.direction is Direction.MINIMIZE)
        left = mass = max(self.tail * len(values), 1e-9)
        total = 0.0
        for value in worst_first:
            weight = min(1.0, left)
            total += weight * value
            left -= weight
            if left <= 0.0:
                break
        return total / mass


class BoundKind(StrEnum):
    """What a bound is, strongest first."""

    OPTIMAL = "optimal"  # proven, and reached by a known answer
    BOUND = "bound"  # proven: no answer can pass it
    BEST_KNOWN = "best_known"  # the best value seen; not proven

    @property
    def proven(self) -> bool:
        """Whether no valid answer can pass it."""
        return self is not BoundKind.BEST_KNOWN


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit beside a value.

    Args:
        value: In the objective's unit.
        kind: What it is.
        best_known: The best value any answer has reached, where a bound is not tight.
    """

    value: float
    kind: BoundKind
    best_known: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A judge's figure for one valid answer."""

    value: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCost:
    """A cost function that programs may call, because the problem publishes it.

    Args:
        call: Expression over the entry's parameters with ``{answer}`` for the answer, e.g.
            ``"workload.get_opt_seq_cost({answer})"``; lower is better.
        source: Definitions the call needs, to be put into a program that lacks them, so that a
            champion stays one self-contained file. Empty when the parameters bring the function.
        partial: Whether it also scores incomplete answers (a prefix of an order, some items placed).
    """

    call: str
    source: str = ""
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a program must define, in types a proposer can reason with.

    Args:
        function: Name of the entry function.
        parameters: Parameter name to type, in order; types are annotations such as ``"int"``,
            ``"list[Model]"``, over builtin types and ``records``.
        returns: Type of the return value.
        records: Attributes and their types of the record types in use.
        shape: What kind of thing an answer is (an order, a grouping…); ``None`` if none applies.
        unpack: Expression for the answer inside the return value ``{result}``.
        pack: Expression for a return value from ``{answer}`` and its ``{cost}``.
        cost: The published cost function, if there is one.
        published: Other entries that the harness takes, so that published programs run unchanged: names of
            functions or classes, or of base classes whose subclasses count.
    """

    function: str
    parameters: Mapping[str, str]
    returns: str
    records: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shape: AnswerShape | None = None
    unpack: str = "{result}"
    pack: str = "{answer}"
    cost: PublicCost | None = None
    published: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """The entry as a ``def`` line without the colon."""
        inner = ", ".join(f"{name}: {kind}" for name, kind in self.parameters.items())
        return f"def {self.function}({inner}) -> {self.returns}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one program may use on one workload."""

    cpu_s: float = 10.0
    wall_s: float = 20.0
    memory_bytes: int = 1024**3
    processes: int = 1
    file_bytes: int = 16 * 1024**2
    output_bytes: int = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as the public board of this problem computes it, for comparison only."""

    name: str
    value: float
    bound: float | None = None


@runtime_checkable
class Problem(Protocol):
    """A problem, complete. Implementations use :mod:`adrs.core` only."""

    name: str
    title: str
    statement: str
    objective: Objective
    contract: Contract
    harness: str
    """Dotted name of the module that runs beside the candidate (see :mod:`adrs.core.harness`)."""
    limits: Limits
    """Limits when a program is scored."""
    search_limits: Limits
    """Tighter limits while searching, so that a champion has room to spare."""
    seeds: Mapping[str, Program]
    """Starting points from naive (first) to strong; none stronger than ``human_sota``."""
    baselines: Mapping[str, Program]
    """Published algorithms, ``"human_sota"`` among them."""
    citations: Mapping[str, str]
    """Baseline name to the paper or source it is taken from."""

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split, the cheapest to judge first.

        Raises:
            DataError: The split needs data files that were not given.
        """
        ...

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split, known without data files."""
        ...

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The score of a decoded, untrusted answer.

        Raises:
            InvalidAnswer: The answer breaks a rule; says which, for the next proposal.
        """
        ...

    def bound(self, workload: Workload) -> Bound | None:
        """The limit beside this workload's value."""
        ...

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """The public board's own figure for these verdicts; ``None`` if the split has none."""
        ...
