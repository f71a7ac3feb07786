"""A second account of the score, in plain loops: rows one by one, no matrix products.

It draws as the judge does, since the draw is a convention; what is computed from it is its own.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np

from adrs.core.workload import Workload
from adrs.problems.sparse_attention.calls import Call, calls_of
from adrs.problems.sparse_attention.judge import DRAWS, probabilities
from adrs.problems.sparse_attention.rules import Bools, Floats


def value(workload: Workload, answer: Any) -> float:
    """Half of density and error of a valid answer."""
    found = []
    for number, (call, part) in enumerate(zip(calls_of(workload), answer, strict=True)):
        pi = probabilities(call, part, "second account")
        digest = hashlib.sha256(f"{workload.id}/{number}".encode() + pi.tobytes()).digest()
        rng = np.random.RandomState(np.frombuffer(digest, "<u4"))
        found += [_drawn(call, pi, rng.random_sample(pi.shape) < pi) for _ in range(DRAWS)]
    return math.fsum(found) / len(found)


def _drawn(call: Call, pi: Floats, active: Bools) -> float:
    off = total = 0.0
    group = len(call.queries) // len(call.keys)
    for head, query in np.ndindex(active.shape[:2]):
        keys, values = call.keys[head // group], call.values[head // group]
        seen = np.nonzero(call.visible[query])[0]
        logits = np.array([float(np.dot(keys[i].astype(float), call.queries[head, query])) for i in seen])
        exps = np.exp(call.scale * logits - (call.scale * logits).max())
        exact = _mean(exps, values[seen])
        read = active[head, query, seen]
        part = _mean(exps[read] / pi[head, query, seen][read], values[seen][read])
        off += float(np.square(exact - part).sum())
        total += float(np.square(exact).sum())
    pairs = sum(int(row.sum()) for row in call.visible) * len(call.queries)
    return (int(active.sum()) / pairs + math.sqrt(off / total)) / 2


def _mean(weights: Floats, values: Floats) -> Floats:
    if not len(weights):
        return np.zeros(values.shape[1])
    out: Floats = (weights[:, None] * values.astype(float)).sum(axis=0) / weights.sum()
    return out
