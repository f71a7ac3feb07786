"""Placements that are none: load that vanishes, capacity that is not there, maps that disagree, odd types."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.eplb.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "half a replica that truncates to none": "cnt = cnt.astype(float); cnt[rows, hot] = 0.5",
    "fractional counts that add up": "cnt = cnt + np.tile([0.5, -0.5], experts // 2)",
    "the hot expert without a slot": "phy[phy == hot[:, None]] = (hot[0] + 1) % experts",
    "the hot expert without a count": "cnt[rows, hot] = 0",
    "counts beyond the slots": "cnt[rows, hot] += 5",
    "negative counts that add up": "cnt[rows, hot] += 9; cnt[rows, (hot + 1) % experts] -= 9",
    "counts moved to the hot expert": "cnt[rows, hot] += 1; cnt[rows, 1] -= 1",
    "a slot twice, so that half the load vanishes": "log[rows, hot, 1] = log[rows, hot, 0]",
    "the last slot by -1": "log[rows, hot, 0] = -1",
    "no room for replicas, so that load vanishes": "log = log[:, :, :1]",
    "everything on idle slots": "log[:, :, 0] = np.arange(experts) % 4",
    "slots past the end": "log[rows, hot, 0] = num_replicas",
    "slots far past the end": "log[rows, hot, 0] = 2**40",
    "slots before the start": "log[rows, hot, 0] = -num_replicas",
    "another expert's slot": "log[rows, hot, 0] = log[rows, (hot + 1) % experts, 0]",
    "a good log2phy and garbage in phy2log": "phy[:] = 0",
    "experts by negative index": "phy = phy - experts",
    "more slots than there are": "phy = np.concatenate([phy, phy], axis=1); cnt = cnt * 2",
    "fewer layers": "phy, log, cnt = phy[:1], log[:1], cnt[:1]",
    "one layer for all": "phy = phy[0]",
    "another layout": "phy = phy.T.copy()",
    "booleans": "cnt = cnt > 0",
    "objects": "cnt = cnt.astype(object)",
    "text": "cnt = cnt.astype(str)",
    "complex counts": "cnt = cnt.astype(complex)",
    "not a number": "cnt = np.full(cnt.shape, np.nan)",
    "masked counts": "cnt = np.ma.masked_array(cnt * 0, mask=True)",
    "nothing": "return None",
    "two maps": "return phy, log",
    "a generator": "return (x for x in (phy, log, cnt))",
    "an array of all": "return np.stack([phy, phy, phy])",
    "a score of its own": "return {'balancedness_score_gpu': 1.0, 'score': 100}",
}  # fmt: skip


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
