"""Draws which keys are read and measures what the output loses by it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.sparse_attention import rules
from adrs.problems.sparse_attention.calls import Call, calls_of
from adrs.problems.sparse_attention.rules import Floats

DRAWS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """What one call came to, averaged over draws.

    Args:
        density: Active keys over visible pairs.
        error: Relative error of the output tensor.
        head_errors: ``(H,)`` the same for each head alone.
        sampled: Share of the active keys that were drawn rather than certain.
    """

    density: float
    error: float
    head_errors: Floats
    sampled: float

    @property
    def value(self) -> float:
        """Half of density and error."""
        return (self.density + self.error) / 2


def judge(workload: Workload, answer: Any) -> Score:
    """Half of density and error, averaged over draws and calls.

    Args:
        workload: One of :mod:`adrs.problems.sparse_attention.workloads`.
        answer: For each call the inclusion probabilities ``(H, Nq, Nk)``, floats from 0 to 1.

    Raises:
        InvalidAnswer: A shape, type or range is wrong; names the call and the place.
    """
    calls = calls_of(workload)
    if type(answer) is not list or len(answer) != len(calls):
        raise InvalidAnswer(f"an answer is a list with the probabilities of each of the {len(calls)} calls")
    checked = [
        probabilities(call, part, f"call {i}")
        for i, (call, part) in enumerate(zip(calls, answer, strict=True))
    ]
    found = [
        measure(call, pi, seed=f"{workload.id}/{i}")
        for i, (call, pi) in enumerate(zip(calls, checked, strict=True))
    ]
    return score(found)


def score(found: Sequence[Measured]) -> Score:
    """The score of measured calls."""
    metrics = {
        "density": fmean(m.density for m in found),
        "error": fmean(m.error for m in found),
        "worst_head_error": max(float(m.head_errors.max()) for m in found),
        "sampled": fmean(m.sampled for m in found),
    }
    return Score((metrics["density"] + metrics["error"]) / 2, metrics, _feedback(found, metrics))


def probabilities(call: Call, part: Any, where: str) -> Floats:
    """The probabilities in an untrusted part of an answer: fixed keys at 1, invisible ones at 0.

    Raises:
        InvalidAnswer: It is no array of floats from 0 to 1 of the right shape.
    """
    if not isinstance(part, np.ndarray) or part.dtype.kind != "f":
        kind = f"array of {part.dtype}" if isinstance(part, np.ndarray) else type(part).__name__
        raise InvalidAnswer(f"{where}: probabilities are an array of floats, not {kind}")
    if part.shape != call.fixed.shape:
        raise InvalidAnswer(f"{where}: the shape is {part.shape}; {call.fixed.shape} is expected")
    wrong = np.argwhere(~((part >= 0.0) & (part <= 1.0)))  # NaN is wrong too
    if len(wrong):
        head, query, key = (int(n) for n in wrong[0])
        raise InvalidAnswer(
            f"{where}: head {head}, query {query}, key {key} has the probability {part[head, query, key]};"
            " 0 to 1 is allowed"
        )
    out: Floats = np.where(call.fixed, 1.0, np.where(call.visible, part.astype(np.float64), 0.0))
    return out


def measure(call: Call, pi: Floats, *, seed: str, draws: int = DRAWS) -> Measured:
    """Density and error of checked probabilities.

    The draws depend on ``seed`` and on the probabilities themselves: who changes one to suit a draw gets
    another draw.
    """
    digest = hashlib.sha256(seed.encode() + pi.tobytes()).digest()
    rng = np.random.RandomState(np.frombuffer(digest, "<u4"))
    per_draw = []
    for _ in range(draws):
        active = rng.random_sample(pi.shape) < pi
        output = rules.estimate(call.exps, call.values, active, pi)
        error = rules.relative_error(call.exact, output)
        per_draw.append((float(active.sum()), error, _by_head(call.exact, output)))
    reads = fmean(reads for reads, _, _ in per_draw)
    return Measured(
        density=reads / call.pairs,
        error=fmean(error for _, error, _ in per_draw),
        head_errors=np.mean([heads for _, _, heads in per_draw], axis=0),
        sampled=1.0 - float((pi == 1.0).sum()) / reads if reads else 0.0,
    )


def _by_head(exact: Floats, output: Floats) -> Floats:
    lost = np.sqrt(np.square(exact - output).sum(axis=(1, 2)))
    out: Floats = lost / np.sqrt(np.square(exact).sum(axis=(1, 2)))
    return out


def _feedback(found: Sequence[Measured], metrics: dict[str, float]) -> str:
    """What a proposer should know: the balance, and the call that costs most."""
    worst = max(range(len(found)), key=lambda i: found[i].value)
    heads = found[worst].head_errors
    return (
        f"density {100 * metrics['density']:.2f} %, error {100 * metrics['error']:.2f} %,"
        f" {100 * metrics['sampled']:.0f} % of the reads by chance; call {worst} costs most (density"
        f" {100 * found[worst].density:.2f} %, error {100 * found[worst].error:.2f} %), there head"
        f" {int(heads.argmax())} has the error {100 * float(heads.max()):.2f} % and head"
        f" {int(heads.argmin())} {100 * float(heads.min()):.2f} %"
    )
