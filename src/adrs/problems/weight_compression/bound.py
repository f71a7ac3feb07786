"""Limits beside a score, and beside a matrix's error.

The score is at most 1 by construction, and 1 is out of reach: it asks for two bits everywhere and no loss.
What is best known comes from a search over shares of columns for each kind of matrix (``bounds.json``). For
the error of one matrix there is a limit from information theory.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Workload
from adrs.problems.weight_compression.matrices import Matrix


def bound_of(workload: Workload) -> Bound:
    """One point, and beside it the best score that is known for the model that ships."""
    return Bound(1.0, BoundKind.BOUND, _best_known().get(workload.digest))


@cache
def _best_known() -> dict[str, float]:
    found: dict[str, float] = json.loads(Path(__file__).with_name("bounds.json").read_text(encoding="utf-8"))
    return found


def rate_distortion(matrix: Matrix, bits: float) -> float:
    """Least relative output error at a bitrate, if weights were normal and independent.

    Each row of weights is a normal source whose error is weighed by the input's second moments; reverse
    water-filling over their eigenvalues (Cover and Thomas, section 10.3.3) gives the least mean error. Real
    weights are not normal, so this is a guide and no proof.

    Args:
        matrix: Whose inputs and size of weights count.
        bits: Per weight, all columns together.

    Returns:
        Norm of the change of the output over that of the output, as
        :func:`adrs.problems.weight_compression.judge.output_error` measures it.
    """
    power = np.maximum(np.linalg.eigvalsh(matrix.gram), 0.0)
    power = power[power > 1e-12 * power.max()]
    spread = float(np.mean(np.square(matrix.weights.astype(np.float64))))
    variances = np.sort(power * spread)[::-1]
    budget = 2.0 * bits * matrix.weights.shape[1]
    # The level under which components get no bits: the most components that all lie above their own level.
    logs = np.cumsum(np.log2(variances))
    counts = np.arange(1, len(variances) + 1)
    levels = 2.0 ** ((logs - budget) / counts)
    used = int(counts[levels <= variances][-1])
    lost = used * levels[used - 1] + variances[used:].sum()
    weights = matrix.weights.astype(np.float64)
    rows_output = float(((weights @ matrix.gram) * weights).sum()) / len(weights)
    return float(np.sqrt(lost / rows_output))
