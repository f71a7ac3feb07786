"""How a program's time and memory grow with the size of a workload, from what was measured anyway."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from adrs.core.problem import Problem
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split, Workload

_EXPONENTS = np.arange(0.1, 4.01, 0.1)
_RESAMPLES = 100
_FEWEST = 5
_NARROW = 3.0  # largest over smallest size below which no exponent is stated
_VAGUE = 1.0  # width of the exponent's interval above which none is stated

Vector = np.ndarray[Any, np.dtype[np.float64]]


@runtime_checkable
class Measured(Protocol):
    """A problem that can state how large a workload is."""

    def size(self, workload: Workload) -> tuple[float, str]:
        """The size and what is counted: ``(24, "models")``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One workload: its size, and what the program used on it."""

    workload: str
    size: float
    cpu_s: float
    memory_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """``constant + factor · size ** exponent``, fitted by relative least squares.

    Args:
        exponent: The one that fits best.
        low, high: 95 % percentile bootstrap interval of the exponent, over workloads.
        constant, factor: Never negative.
        doubtful: Why the exponent must not be relied on; empty if it may, within the sizes measured.
    """

    exponent: float
    low: float
    high: float
    constant: float
    factor: float
    doubtful: str = ""

    def at(self, size: float) -> float:
        """The fitted value."""
        return float(self.constant + self.factor * size**self.exponent)

    def reaches(self, limit: float) -> float | None:
        """The size at which the fit reaches ``limit``; ``None`` if it never does."""
        if self.factor <= 0 or self.exponent <= 0 or limit <= self.constant:
            return None
        return float(((limit - self.constant) / self.factor) ** (1 / self.exponent))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """A program over the sizes of its workloads.

    Args:
        unit: What sizes count.
        stated: Whether the problem states sizes; else bytes of input are counted.
        loads: One a workload, smallest first.
        time, memory: How CPU seconds and bytes grow; ``None`` with too few workloads or nothing measured.
        cpu_limit_s: Most CPU seconds a program may use on one workload.
    """

    unit: str
    stated: bool
    loads: tuple[Load, ...]
    time: Growth | None
    memory: Growth | None
    cpu_limit_s: float


def scaling(problem: Problem, evaluations: Iterable[tuple[Split, Evaluation]]) -> Scaling | None:
    """How the evaluated program scales; ``None`` where nothing valid was measured."""
    loads: list[Load] = []
    unit = "bytes of input"
    for split, evaluation in evaluations:
        workloads = {workload.id: workload for workload in problem.workloads(split)}
        for verdict in evaluation.verdicts:
            if verdict.ok and verdict.workload in workloads:
                size, unit = _size(problem, workloads[verdict.workload])
                used = verdict.usage
                loads.append(
                    Load(
                        workload=verdict.workload,
                        size=size,
                        cpu_s=used.cpu_s,
                        memory_bytes=used.peak_memory_bytes,
                    )
                )
    if not loads:
        return None
    loads.sort(key=lambda load: load.size)
    sizes = [load.size for load in loads]
    return Scaling(
        unit=unit,
        stated=isinstance(problem, Measured),
        loads=tuple(loads),
        time=growth(sizes, [load.cpu_s for load in loads]),
        memory=growth(sizes, [float(load.memory_bytes) for load in loads]),
        cpu_limit_s=problem.limits.cpu_s,
    )


def _size(problem: Problem, workload: Workload) -> tuple[float, str]:
    if isinstance(problem, Measured):
        return problem.size(workload)
    return float(len(workload.encoded)), "bytes of input"


def growth(sizes: Sequence[float], used: Sequence[float]) -> Growth | None:
    """The fit of ``used`` against ``sizes``, both ``(n,)``; ``None`` with fewer than five positive points.

    The exponent is searched on a grid from 0.1 to 4 in steps of 0.1: four thousand least-squares problems
    with two unknowns, bootstrap included.
    """
    points = [(s, u) for s, u in zip(sizes, used, strict=True) if s > 0 and u > 0]
    if len(points) < _FEWEST:
        return None
    x, y = (np.asarray(column, dtype=np.float64) for column in zip(*points, strict=True))
    exponent, constant, factor = _fit(x / x.max(), y)
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(x), size=(_RESAMPLES, len(x)))
    found = [_fit(x[pick] / x.max(), y[pick])[0] for pick in picks]
    low, high = (float(q) for q in np.quantile(found, [0.025, 0.975]))
    return Growth(
        exponent=exponent,
        low=low,
        high=high,
        constant=constant,
        factor=factor / float(x.max()) ** exponent,
        doubtful=_doubt(x, constant, factor, high - low),
    )


def _doubt(x: Vector, constant: float, largest: float, width: float) -> str:
    if x.max() < _NARROW * x.min():
        return f"the largest workload is only {x.max() / x.min():.1f} times the smallest"
    if largest < constant:
        return "what does not depend on the size (starting up, loading libraries) outweighs what does"
    if width > _VAGUE:
        return "the measurements scatter too much to tell one exponent from another"
    return ""


def _fit(x: Vector, y: Vector) -> tuple[float, float, float]:
    """Exponent, constant and factor for sizes ``x`` in (0, 1], residuals relative to ``y``."""
    best = (float("inf"), 0.0, 0.0, 0.0)
    for exponent in _EXPONENTS:
        basis = x**exponent / y
        constant, factor = _two_unknowns(1.0 / y, basis)
        residual = float(np.sum((constant / y + factor * basis - 1.0) ** 2))
        if residual < best[0] * (1 - 1e-12):
            best = (residual, float(exponent), constant, factor)
    return best[1:]


def _two_unknowns(one: Vector, basis: Vector) -> tuple[float, float]:
    """``constant, factor >= 0`` that bring ``constant · one + factor · basis`` closest to 1."""
    a, b, c = float(one @ one), float(one @ basis), float(basis @ basis)
    p, q = float(one.sum()), float(basis.sum())
    determinant = a * c - b * b
    if determinant > 1e-12 * a * c:
        constant, factor = (p * c - q * b) / determinant, (q * a - p * b) / determinant
        if constant >= 0 and factor >= 0:
            return constant, factor
    only_one, only_basis = p / a, q / c
    worse = a * only_one**2 - 2 * p * only_one > c * only_basis**2 - 2 * q * only_basis
    return (0.0, only_basis) if worse else (only_one, 0.0)
