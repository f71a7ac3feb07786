"""Compares indices with the exact sets. Time is not seen here: a right answer has the best value there is."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.topk_select.truth import Truth, truths

LEAST = 1 / 64
"""The least relative CPU time that is told apart; what a right answer is worth before its time is known."""
GREATEST = 64.0
"""The greatest; what a workload with a row that was declined is worth."""
MOST_READS = 2**53

Ints = np.ndarray[Any, np.dtype[np.int64]]


def judge(workload: Workload, answer: Any) -> Score:
    """:data:`LEAST` for exact sets, :data:`GREATEST` where a row was declined.

    Args:
        workload: One of :mod:`adrs.problems.topk_select.workloads`.
        answer: For each row a dict of ``indices``, a one-dimensional integer array in any order or ``None``,
            and ``reads``, the number of element reads that is claimed.

    Raises:
        InvalidAnswer: A set is wrong, or the claim is below what exactness needs; names the row and the
            index.
    """
    expected = truths(workload)
    if type(answer) is not list or len(answer) != len(expected):
        raise InvalidAnswer(f"an answer is a list with the result of each of the {len(expected)} rows")
    pairs = list(zip(expected, answer, strict=True))
    kept = [_checked(right, part, f"row {i}") for i, (right, part) in enumerate(pairs)]
    claimed = [part["reads"] for part in answer]
    declined = sum(count is None for count in kept)
    if declined:
        return Score(GREATEST, {"declined": float(declined)}, f"{declined} rows were declined")
    return _score(expected, [count for count in kept if count is not None], claimed)


def _score(expected: Sequence[Truth], kept: Sequence[int], claimed: Sequence[int]) -> Score:
    triples = list(zip(expected, kept, claimed, strict=True))
    metrics = {
        "reads_per_element": fmean(reads / right.size for right, _, reads in triples),
        "traffic": fmean((reads + n) / (right.size + n) for right, n, reads in triples),
        "kept": fmean(kept),
    }
    worst = max(range(len(triples)), key=lambda i: claimed[i] / expected[i].size)
    feedback = (
        f"all rows exact; {metrics['reads_per_element']:.2f} reads an element on average, at most"
        f" {claimed[worst] / expected[worst].size:.2f} (row {worst} of {expected[worst].size} elements, of"
        f" which {kept[worst]} are kept)"
    )
    return Score(LEAST, metrics, feedback)


def _checked(right: Truth, part: Any, where: str) -> int | None:
    """How many indices are kept; ``None`` for a row that was declined."""
    if type(part) is not dict or set(part) != {"indices", "reads"}:
        raise InvalidAnswer(f"{where}: a result is a dict of indices and reads")
    reads, indices = part["reads"], part["indices"]
    if type(reads) is not int or not 0 <= reads <= MOST_READS:
        raise InvalidAnswer(f"{where}: reads must be a count of element reads")
    if indices is None:
        return None
    found = _distinct(indices, right.size, where)
    _check_set(right, found, where)
    if reads < right.size:
        raise InvalidAnswer(
            f"{where}: {reads} element reads are claimed, and no exact answer follows from fewer than"
            f" {right.size}: whichever element was not read could change it"
        )
    return len(found)


def _distinct(indices: Any, size: int, where: str) -> Ints:
    """The indices, ascending."""
    if not isinstance(indices, np.ndarray) or indices.dtype.kind not in "iu" or indices.ndim != 1:
        raise InvalidAnswer(f"{where}: indices must be a one-dimensional array of integers")
    astray = indices[(indices < 0) | (indices >= size)]
    if len(astray):
        raise InvalidAnswer(f"{where}: index {astray[0]} is outside the row, 0 to {size - 1}")
    found = np.sort(indices.astype(np.int64))
    twice = np.flatnonzero(found[1:] == found[:-1])
    if len(twice):
        raise InvalidAnswer(f"{where}: index {found[twice[0]]} is there more than once")
    return found


def _check_set(right: Truth, found: Ints, where: str) -> None:
    most = len(right.order)
    if not right.fewest <= len(found) <= most:
        expected = f"{most}" if right.fewest == most else f"{right.fewest} to {most}"
        raise InvalidAnswer(f"{where}: {len(found)} indices are kept, right would be {expected}")
    exact = np.sort(right.order[: len(found)])
    if not np.array_equal(found, exact):
        extra, missing = np.setdiff1d(found, exact), np.setdiff1d(exact, found)
        raise InvalidAnswer(
            f"{where}: {len(extra)} of {len(found)} indices are wrong, among them {extra[0]}, which ranks"
            f" below {missing[0]} (equal values rank by index, lowest first)"
        )
