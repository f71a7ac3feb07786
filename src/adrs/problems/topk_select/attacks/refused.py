"""Indices that are not the set, counts of reads that cannot be, odd types."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.topk_select.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "one index wrong": "kept[-1] = order[k]",
    "one index short": "kept = kept[:-1]",
    "one index too many": "kept = order[:k + 1]",
    "an index twice": "kept[-1] = kept[0]",
    "padded with repeats": "kept = np.concatenate([kept[:-1], kept[:1]])",
    "nothing kept": "kept = kept[:0]",
    "everything kept": "kept = order",
    "the least instead": "kept = order[-k:]",
    "an index past the end": "kept[-1] = len(row)",
    "an index by its negative": "kept[-1] -= len(row)",
    "an index that wraps to a right one": "kept = kept.astype(np.int64); kept[0] += 2**32",
    "an index that wraps in 64 bits": "kept = kept.astype(np.uint64); kept[0] += np.uint64(2**63)",
    "approximate: the best of each block": "kept = np.sort([b + values[b:b + 64].argmax()"
    " for b in range(0, 2048, 64)])[:k]",
    "approximate: low precision": "kept = np.argsort(-np.rint(values), kind='stable')[:k]",
    "approximate: the best of a sample": "kept = order[order % 2 == 0][:k]",
    "approximate: whatever passes a threshold": "kept = np.flatnonzero(values > 2.3 * values.std())",
    "a mask instead of indices": "kept = np.isin(np.arange(len(row)), kept)",
    "floats": "kept = kept.astype(float)",
    "text": "kept = kept.astype(str)",
    "objects": "kept = kept.astype(object)",
    "a column": "kept = kept[:, None]",
    "a ragged list": "kept = [[1], [2, 3]]",
    "a generator": "kept = (i for i in kept)",
    "the row itself": "kept = row",
    "no reads at all": "row.reads = 0",
    "a read less than there are elements": "row.reads = len(row) - 1",
    "negative reads": "row.reads = -len(row)",
    "reads that are not a number": "row.reads = float('nan')",
    "reads as text": "row.reads = '2048'",
    "reads past all counting": "row.reads = 2**60",
    "reads that claim to be more": "row.reads = True",
    "a value of its own": "kept = {'value': 0.0, 'cpu_ratio': 64.0}",
}  # fmt: skip
_TIED = {
    "ties by the highest index": "kept = (len(row) - 1 - np.argsort(-values[::-1], kind='stable'))[:k]",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; where rows have ties, one that breaks them otherwise."""
    tied = any(row["family"] in ("duplicates", "levels") for row in workload.inputs["rows"])
    return {name: program(body) for name, body in {**_BODIES, **(_TIED if tied else {})}.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
