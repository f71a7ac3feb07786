"""Limits beside half of density and error.

Proven, for every draw: keys that the first stage selected are read, and a query that reads no key has the
output 0, so it loses its whole share of the norm. What is best known is an oracle: it reads the keys whose
absence would move the output most, as certain reads or by chance, at the best of several budgets.
"""

from __future__ import annotations

import numpy as np

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Workload
from adrs.problems.sparse_attention.calls import Call, calls_of
from adrs.problems.sparse_attention.judge import measure
from adrs.problems.sparse_attention.rules import Floats

BUDGETS = (0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.4)
"""Shares of the pairs that the oracle reads, beyond what is fixed."""


def bound_of(workload: Workload) -> Bound:
    """The mean over calls of what is proven, and of what the oracle reaches."""
    calls = calls_of(workload)
    proven = float(np.mean([proven_value(call) for call in calls]))
    return Bound(proven, BoundKind.BOUND, float(np.mean([oracle_value(call) for call in calls])))


def proven_value(call: Call) -> float:
    """No draw of any probabilities has half of density and error below this."""
    energy = np.square(call.exact).sum(axis=2)
    held = call.fixed.sum(axis=2)
    # Rows without fixed keys may be left out; left out from the smallest output up, each saves one read.
    free = np.sort(energy[held == 0])
    lost = np.sqrt(np.concatenate(([0.0], np.cumsum(free))) / energy.sum())
    reads = held.sum() + np.arange(len(free), -1, -1)
    return float((lost + reads / call.pairs).min() / 2)


def oracle_value(call: Call) -> float:
    """The best over budgets of certain reads and of reads by chance."""
    weight = importance(call)
    ranked = np.sort(weight[weight > 0])[::-1]
    values = [measure(call, np.where(call.fixed, 1.0, 0.0), seed="oracle", draws=1).value]
    for budget in BUDGETS:
        count = min(int(budget * call.pairs), len(ranked))
        if count:
            certain = np.where(call.fixed | (weight >= ranked[count - 1]), 1.0, 0.0)
            values.append(measure(call, certain, seed="oracle", draws=1).value)
            values.append(measure(call, by_chance(call, weight, count), seed="oracle", draws=1).value)
    return min(values)


def importance(call: Call) -> Floats:
    """``(H, Nq, Nk)`` how far the output moves, about, without a key; 0 for fixed and invisible ones.

    A key's share of the weights times the distance of its value from the output; to that the output's own
    size is added in the square. Without it a sink, whose value is the output, would count for nothing, and
    yet all others would be weighed wrongly without it.
    """
    share = call.exps / call.exps.sum(axis=2, keepdims=True)
    values = np.repeat(call.values.astype(np.float64), len(share) // len(call.values), axis=0)
    # |v - o|^2 without the four-dimensional difference
    squares = np.square(values).sum(axis=2)[:, None, :] + np.square(call.exact).sum(axis=2)[:, :, None]
    size = np.square(call.exact).sum(axis=2).mean()
    apart = np.sqrt(np.maximum(squares - 2 * call.exact @ values.swapaxes(1, 2), 0.0) + size)
    out: Floats = np.where(call.fixed, 0.0, share * apart)
    return out


def by_chance(call: Call, weight: Floats, count: int) -> Floats:
    """Probabilities in proportion to ``weight``, at most 1, that expect ``count`` reads besides the fixed.

    For independent draws this proportion has the least variance (Horvitz and Thompson 1952).
    """
    factor = count / weight.sum()
    for _ in range(20):  # what is cut off at 1 is given to the others
        pi = np.minimum(1.0, factor * weight)
        rest = weight[pi < 1.0].sum()
        if rest <= 0.0:
            break
        certain = int((pi == 1.0).sum())
        if certain >= count:
            break
        factor = (count - certain) / rest
    out: Floats = np.where(call.fixed, 1.0, np.minimum(1.0, factor * weight))
    return out
