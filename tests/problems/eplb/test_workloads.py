"""The generated series: different, independent, and like what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adrs.core.workload import Split, Workload
from adrs.problems.eplb.cases import HISTORY, cases_of, series
from adrs.problems.eplb.published import read_snapshots
from adrs.problems.eplb.routing import Traffic, windows
from adrs.problems.eplb.rules import Cluster
from adrs.problems.eplb.workloads import CASES, PLANS
from tests.problems.eplb.scenes import PROBLEM

SYNTHETIC = (Split.TRAIN, Split.VALIDATION, Split.TEST)


def test_every_case_shows_the_windows_so_far_and_fits_its_cluster() -> None:
    for split in SYNTHETIC:
        for workload in PROBLEM.workloads(split):
            assert len(cases_of(workload)) == CASES
            for case in cases_of(workload):
                assert len(case.windows) == HISTORY
                assert case.windows.shape[1:] == case.next_window.shape
                assert case.next_window.shape[1] <= case.cluster.replicas
                assert (
                    case.cluster.replicas % case.cluster.gpus == case.cluster.gpus % case.cluster.nodes == 0
                )
                assert case.next_window.sum() > 0


def test_test_has_only_families_that_were_never_seen() -> None:
    names = {split: {family.name for family in PLANS[split]} for split in SYNTHETIC}
    assert not names[Split.TEST] & (names[Split.TRAIN] | names[Split.VALIDATION])
    assert names[Split.VALIDATION] > names[Split.TRAIN]


def test_no_window_occurs_twice() -> None:
    seen = [
        window.tobytes()
        for split in SYNTHETIC
        for workload in PROBLEM.workloads(split)
        for case in cases_of(workload)
        for window in [*case.windows, case.next_window]
    ]
    assert len(set(seen)) == len(seen)


def statistics(load: np.ndarray[Any, Any]) -> dict[str, float]:
    """Medians over layers: heaviest expert, deviation, that of the logarithm, and that of groups."""
    share = load / load.mean(axis=1, keepdims=True)
    group = share.reshape(len(share), 8, -1).mean(axis=2)
    return {
        "heaviest": float(np.median(share.max(axis=1))),
        "deviation": float(np.median(share.std(axis=1))),
        "log deviation": float(np.median(np.log(share + 1e-3).std(axis=1))),
        "group deviation": float(np.median(group.std(axis=1))),
    }


def change(before: np.ndarray[Any, Any], after: np.ndarray[Any, Any]) -> float:
    """Median over layers of the deviation of the logarithm of the change."""
    a, b = (x / x.mean(axis=1, keepdims=True) + 1e-3 for x in (before, after))
    return float(np.median((np.log(b) - np.log(a)).std(axis=1)))


def test_usual_traffic_is_as_skewed_as_measured_traffic(data: Path) -> None:
    measured = read_snapshots(data / "eplb" / "deepseek_expert_counts.json.gz").values()
    figures = [statistics(load) for load in measured]
    drawn = [statistics(windows(Traffic(), 1, np.random.RandomState(seed))[0]) for seed in range(3)]
    for name in figures[0]:
        low, high = (pick(f[name] for f in figures) for pick in (min, max))
        ours = sum(f[name] for f in drawn) / len(drawn)
        assert 0.95 * low <= ours <= 1.05 * high, name


@pytest.mark.parametrize(
    ("traffic", "seen", "judged"),
    [
        (Traffic(), "decode_in500out1500", "decode_in1000out1000"),
        (Traffic(drift=0.7, momentum=0.6), "prefill_in512", "prefill_in1024"),
        (Traffic(period=1), "prefill_in500out1500", "decode_in500out1500"),
    ],
    ids=["steady", "drift", "phases"],
)
def test_usual_traffic_moves_as_measured_traffic_does(
    data: Path, traffic: Traffic, seen: str, judged: str
) -> None:
    found = read_snapshots(data / "eplb" / "deepseek_expert_counts.json.gz")
    drawn = windows(traffic, 6, np.random.RandomState(1))
    ours = change(drawn[-2], drawn[-1])
    assert 0.5 < ours / change(found[seen], found[judged]) < 2


def test_every_layer_and_window_has_the_same_tokens_but_for_counting_noise() -> None:
    drawn = windows(Traffic(layers=5, tokens=100_000), 4, np.random.RandomState(0))
    assert drawn.shape == (4, 5, 256)
    assert drawn.min() >= 0
    np.testing.assert_allclose(drawn.sum(axis=2), 100_000, rtol=0.02)


def test_phases_come_back() -> None:
    quiet = Traffic(layers=8, period=1, drift=0.0, burst=0.0)
    drawn = windows(quiet, 4, np.random.RandomState(2))
    assert change(drawn[0], drawn[2]) < 0.1 < change(drawn[0], drawn[1])


def test_a_series_gives_a_case_for_every_window_but_the_first() -> None:
    made = series([np.full((1, 2), t) for t in range(8)], Cluster(2, 1, 1, 1))
    assert [case.next_window[0, 0] for case in made] == list(range(1, 8))
    assert made[0].windows[:, 0, 0].tolist() == [0]
    assert made[-1].windows[:, 0, 0].tolist() == [2, 3, 4, 5, 6]


def test_a_workload_of_another_problem_is_a_bug() -> None:
    with pytest.raises(TypeError, match="no next window"):
        cases_of(Workload("x", Split.TRAIN, {}))
