"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from __future__ import annotations

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.eplb.judge import judge
from adrs.testing.inprocess import answer_of
from tests.problems.eplb.scenes import PROBLEM, consistent, workload

HEAD = """
import numpy as np
class Odd(np.ndarray):
    def __array_finalize__(self, other): pass
    def min(self, *a, **k): return 0
    def max(self, *a, **k): return 0
    def astype(self, *a, **k): return np.zeros(1, int)
def rebalance_experts(weight, num_replicas, num_groups, num_nodes, num_gpus):
    layers, experts = weight.shape
    phy = np.tile(np.arange(num_replicas) % experts, (layers, 1))
    log = np.full((layers, experts, 2), -1)
    log[:, np.arange(num_replicas) % experts, np.arange(num_replicas) // experts] = np.arange(num_replicas)
    cnt = np.tile(np.bincount(phy[0], minlength=experts), (layers, 1))
    hot = weight.argmax(axis=1)
    rows = np.arange(layers)
"""
LOAD = np.random.RandomState(5).randint(1, 1000, size=(3, 6))
LOAD[:, 0] = 4000
WORKLOAD = workload(LOAD, LOAD)
RETURN = "; return phy, log, cnt"

REFUSED = {
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


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(body: str) -> None:
    program = Program.from_text(f"{HEAD}    {body}{RETURN}\n")
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


GAINS_NOTHING = {
    "emptied loads": "weight[:] = 0",
    "loads made even": "weight[:] = weight.mean()",
    "a subclass that answers for itself": "cnt = cnt.view(Odd); phy = phy.view(Odd)",
    "a patched harness": "import adrs.problems.eplb.harness as h; h.PARTS = ('phy2log',) * 3",
    "a patched clock": "import time; time.process_time = time.perf_counter = lambda: 0.0",
    "a changed cluster": "num_gpus = num_nodes = 1",
}


@pytest.mark.parametrize("body", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from adrs.problems.eplb import harness

    monkeypatch.setattr(harness, "PARTS", harness.PARTS)
    for clock in ("process_time", "perf_counter"):
        monkeypatch.setattr(time, clock, getattr(time, clock))
    honest = Program.from_text(f"{HEAD}    return phy, log, cnt\n")
    attack = Program.from_text(f"{HEAD}    {body}{RETURN}\n")
    expected = judge(WORKLOAD, answer_of(PROBLEM, honest, WORKLOAD))
    assert judge(WORKLOAD, answer_of(PROBLEM, attack, WORKLOAD)) == expected


def test_the_window_to_come_is_nowhere_in_what_crosses() -> None:
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for shown in PROBLEM.workloads(split):
            later = [c.next_window for c in shown.cases]  # type: ignore[attr-defined]
            seen = [w for case in shown.inputs["cases"] for w in case["windows"]]
            for window in later:
                assert not any(np.array_equal(window, w) for w in seen)


def test_series_of_a_workload_have_nothing_to_do_with_each_other() -> None:
    for shown in PROBLEM.workloads(Split.TRAIN):
        windows = [case["windows"][-1].astype(float).ravel() for case in shown.inputs["cases"]]
        for i, a in enumerate(windows):
            for b in windows[i + 1 :]:
                assert abs(np.corrcoef(a, b)[0, 1]) < 0.1


def test_a_placement_for_the_load_seen_is_not_scored_on_it() -> None:
    moved = workload([[9, 1, 1, 1]], [[1, 1, 1, 9]])
    spread = consistent([[0, 0, 0, 1, 0, 2, 0, 3]], 4)
    score = judge(moved, [spread])
    assert score.metrics["balancedness_seen"] > score.value
