"""Compresses the model as a program asked for, and measures what it has become."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.weight_compression.cases import CAP, Case, case_of, mean_nats
from adrs.problems.weight_compression.matrices import Matrix, replaced
from adrs.problems.weight_compression.quantisers import (
    CODEBOOKS,
    GROUP,
    Ints,
    quantised,
)

ALLOWED = (2, 3, 4)
CUT_OFF = {"A": 1.75, "B": 1.8}
"""Perplexity of four characters over that at full precision, at which a text counts nothing."""
SHARE = {"A": 0.5, "B": 0.3}
BITRATE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a program decided for one matrix.

    Args:
        bits: ``(in,)`` bits of each column.
        order: ``(in,)`` its order of columns.
    """

    bits: Ints
    order: Ints


def judge(workload: Workload, answer: Any) -> Score:
    """The points of a model compressed as asked for.

    Args:
        workload: One of :mod:`adrs.problems.weight_compression.workloads`.
        answer: For each matrix a dict of ``bits`` and ``order``, integer arrays with one entry a column.

    Raises:
        InvalidAnswer: A rule is broken, or the bitrate is over the cap; names the matrix and the rule.
    """
    case = case_of(workload)
    if type(answer) is not list or len(answer) != len(case.matrices):
        raise InvalidAnswer(f"an answer is a list with the bits of each of the {len(case.matrices)} matrices")
    found = [checked(matrix, part) for matrix, part in zip(case.matrices, answer, strict=True)]
    rate = bitrate(case, found)
    if rate > CAP + 1e-9:
        raise InvalidAnswer(f"the bitrate is {rate:.4f} bits per weight; {CAP} is the cap")
    return score(case, found)


def score(
    case: Case, found: Sequence[Allocation], *, codebook: str = "sign_sums", feedback: bool = True
) -> Score:
    """The score of a valid allocation, with the evaluator's quantiser or another one."""
    new, lost = [], []
    for matrix, allocation in zip(case.matrices, found, strict=True):
        result = quantised(
            matrix.weights,
            allocation.bits,
            allocation.order,
            matrix.gram if feedback else None,
            codebook=CODEBOOKS[codebook],
        )
        new.append((matrix.name, result))
        lost.append(output_error(matrix, result - matrix.weights))
    compressed = replaced(case.model, new)
    rise = {
        name: math.exp(4 * (mean_nats(compressed, text) - case.full_nats[name]) / text.bytes_per_token)
        for name, text in case.texts.items()
    }
    rate = bitrate(case, found)
    metrics = {
        "bitrate": rate,
        "stored_bitrate": stored_bitrate(case, found),
        "rise_a": rise["A"],
        "rise_b": rise["B"],
        "output_error": float(np.mean(lost)),
    }
    return Score(points(rise["A"], rise["B"], rate), metrics, _feedback(case, found, lost, metrics))


def points(rise_a: float, rise_b: float, rate: float) -> float:
    """The published score on relative perplexities: half for text A, less for B and for few bits."""
    total = BITRATE_SHARE * max(0.0, 1.0 - (rate - 2.0) / (CAP - 2.0))
    for name, rise in (("A", rise_a), ("B", rise_b)):
        total += SHARE[name] * min(1.0, max(0.0, 1.0 - (rise - 1.0) / (CUT_OFF[name] - 1.0)))
    return total


def checked(matrix: Matrix, part: Any) -> Allocation:
    """The allocation in an untrusted part of an answer.

    Raises:
        InvalidAnswer: A type, shape or value is wrong.
    """
    if type(part) is not dict or set(part) != {"bits", "order"}:
        raise InvalidAnswer(f"{matrix.name}: an allocation is a dict of bits and order")
    columns = matrix.weights.shape[1]
    bits, order = (_integers(part[name], columns, f"{matrix.name}: {name}") for name in ("bits", "order"))
    wrong = np.nonzero(~np.isin(bits, ALLOWED))[0]
    if len(wrong):
        raise InvalidAnswer(
            f"{matrix.name}: column {wrong[0]} gets {bits[wrong[0]]} bits; {', '.join(map(str, ALLOWED))}"
            " are allowed"
        )
    if not np.array_equal(np.sort(order), np.arange(columns)):
        raise InvalidAnswer(f"{matrix.name}: the order is no permutation of the {columns} columns")
    return Allocation(bits, order)


def bitrate(case: Case, found: Sequence[Allocation]) -> float:
    """Bits per weight of all matrices together, codes alone, as the published score counts."""
    pairs = zip(case.matrices, found, strict=True)
    return sum(len(matrix.weights) * int(a.bits.sum()) for matrix, a in pairs) / case.weights


def stored_bitrate(case: Case, found: Sequence[Allocation]) -> float:
    """The same with 16-bit coefficients (bits + 1 for every 32 weights) and two flag bits a column."""
    total = 0.0
    for matrix, allocation in zip(case.matrices, found, strict=True):
        bits = allocation.bits
        total += len(matrix.weights) * float((bits + (bits + 1) * 16 / GROUP).sum()) + 2 * len(bits)
    return total / case.weights


def output_error(matrix: Matrix, change: Any) -> float:
    """Norm of the change of a matrix's output on calibration tokens, over that of the output."""

    def squared(array: Any) -> float:
        return float(((array @ matrix.gram) * array).sum())

    return math.sqrt(
        max(squared(change.astype(np.float64)), 0.0) / squared(matrix.weights.astype(np.float64))
    )


def _integers(value: Any, columns: int, where: str) -> Ints:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iu":
        kind = f"array of {value.dtype}" if isinstance(value, np.ndarray) else type(value).__name__
        raise InvalidAnswer(f"{where} must be an array of integers, not {kind}")
    if value.shape != (columns,):
        raise InvalidAnswer(f"{where} has the shape {value.shape}; ({columns},) is expected")
    if value.size and (int(value.min()) < 0 or int(value.max()) >= 2**31):
        raise InvalidAnswer(f"{where} holds a number out of range")
    return value.astype(np.int64)


def _feedback(
    case: Case, found: Sequence[Allocation], lost: Sequence[float], metrics: dict[str, float]
) -> str:
    """What a proposer should know: the balance, and the matrices that lose most and least."""
    order = np.argsort(lost)
    ends = [
        f"{case.matrices[i].name} at {found[i].bits.mean():.2f} bits loses {100 * lost[i]:.1f} %"
        for i in (*order[::-1][:2], order[0])
    ]
    return (
        f"bitrate {metrics['bitrate']:.3f}, perplexity of text A times {metrics['rise_a']:.3f}, of text"
        f" B times {metrics['rise_b']:.3f}; of outputs on calibration text {'; '.join(ends)}"
    )
