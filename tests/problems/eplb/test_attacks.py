"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from __future__ import annotations

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.eplb.attacks import gains_nothing, refused
from adrs.problems.eplb.judge import judge
from adrs.testing.inprocess import answer_of
from tests.problems.eplb.scenes import PROBLEM, consistent, workload

LOAD = np.random.RandomState(5).randint(1, 1000, size=(3, 6))
LOAD[:, 0] = 4000
WORKLOAD = workload(LOAD, LOAD)

REFUSED = refused.programs(WORKLOAD)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(text: str) -> None:
    program = Program.from_text(text)
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


GAINS_NOTHING = gains_nothing.programs(WORKLOAD)


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from adrs.problems.eplb import harness

    monkeypatch.setattr(harness, "PARTS", harness.PARTS)
    for clock in ("process_time", "perf_counter"):
        monkeypatch.setattr(time, clock, getattr(time, clock))
    honest = Program.from_text(gains_nothing.HONEST)
    attack = Program.from_text(text)
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
