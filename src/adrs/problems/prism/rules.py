"""KV-cache pressure, in the exact floating-point order of the published benchmark.

KVPR of a GPU is the load of its models over the memory they leave free for KV caches
(Yu et al., "Prism: cost-efficient multi-LLM serving via GPU memory ballooning", arXiv 2505.04021).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from adrs.core.errors import DataError

GPU_MEM_SIZE = 80
"""Memory of a GPU in GB."""

SENTINEL = 1000000.0
"""The published value of a GPU without free memory."""

RELATIVE_TOLERANCE = 1e-12
"""Values this close count as equal where a rule compares them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One placement question.

    Args:
        gpu_num: Number of GPUs.
        models: ``(size_gb, req_rate, slo)`` of each model; requests/s and the latency target in s.
    """

    gpu_num: int
    models: tuple[tuple[float, float, float], ...]

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Case:
        """The case in a workload's inputs.

        Raises:
            DataError: The inputs make no sense (no GPU, a latency target of 0, a negative size…).
        """
        case = cls(inputs["gpu_num"], tuple((m[0], m[1], m[2]) for m in inputs["models"]))
        if case.gpu_num < 1:
            raise DataError(f"a case has {case.gpu_num} GPUs; it needs at least 1")
        for j, (size, rate, slo) in enumerate(case.models):
            if not (isfinite(size + rate + slo) and size >= 0 and rate >= 0 and slo > 0):
                raise DataError(f"model {j} has size {size}, rate {rate} and latency target {slo}")
        return case

    @property
    def loads(self) -> list[float]:
        """``req_rate / slo`` of each model, in requests/s per s."""
        return [rate / slo for _, rate, slo in self.models]

    @property
    def sizes(self) -> list[float]:
        """Size of each model in GB."""
        return [size for size, _, _ in self.models]


def size_of(case: Case, indices: Iterable[int]) -> float:
    """Total size of some models in GB, added from left to right."""
    total = 0.0
    for j in indices:
        total += case.models[j][0]
    return total


def load_of(case: Case, indices: Iterable[int]) -> float:
    """Total load of some models, added from left to right."""
    total = 0.0
    for j in indices:
        _, rate, slo = case.models[j]
        total += rate / slo
    return total


def kvpr(case: Case, indices: Sequence[int]) -> float:
    """KV-cache pressure of a GPU with these models; :data:`SENTINEL` where no memory is left."""
    free = GPU_MEM_SIZE - size_of(case, indices)
    return load_of(case, indices) / free if free > 0 else SENTINEL


def max_kvpr(case: Case, groups: Iterable[Sequence[int]]) -> float:
    """The worst pressure over the listed GPUs, before any check of validity; ``-inf`` without a GPU."""
    return max((kvpr(case, indices) for indices in groups), default=-inf)


def round_robin(case: Case) -> list[list[int]]:
    """Model ``i`` on GPU ``i mod gpu_num``, whether it fits or not: the published baseline."""
    return [list(range(gpu, len(case.models), case.gpu_num)) for gpu in range(case.gpu_num)]


def ideal_kvpr(case: Case) -> float:
    """Total load over total free memory, a lower bound on any placement (mediant inequality).

    0 where the models fill the cluster, as in the published score.
    """
    everything = range(len(case.models))
    free = GPU_MEM_SIZE * case.gpu_num - size_of(case, everything)
    return load_of(case, everything) / free if free > 0 else 0.0


def score_100(case: Case, value: float) -> float:
    """The published score of one case: 0 = round robin, 100 = :func:`ideal_kvpr`."""
    base, ideal = max_kvpr(case, round_robin(case)), ideal_kvpr(case)
    if base > ideal and not _close(base, ideal):
        share = (base - value) / (base - ideal)
        return float(100.0 * min(max(share, 0.0), 1.0) ** 0.5)
    return 100.0 if value <= ideal or _close(value, ideal) else 0.0


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= RELATIVE_TOLERANCE * max(abs(a), abs(b))
