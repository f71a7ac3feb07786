from __future__ import annotations

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split
from adrs.problems.sparse_attention import second
from adrs.problems.sparse_attention.judge import judge, measure, probabilities
from adrs.testing.inprocess import answer_of
from tests.problems.sparse_attention.scenes import PROBLEM, call, workload


def test_reading_everything_costs_half_and_loses_nothing() -> None:
    scene = workload(call())
    score = judge(scene, [np.ones(call().fixed.shape)])
    assert score.value == pytest.approx(0.5)
    assert score.metrics["density"] == 1.0
    assert score.metrics["sampled"] == 0.0


def test_reading_nothing_loses_everything() -> None:
    score = judge(workload(call()), [np.zeros(call().fixed.shape)])
    assert score.value == pytest.approx(0.5)
    assert score.metrics == pytest.approx(
        {"density": 0.0, "error": 1.0, "worst_head_error": 1.0, "sampled": 0.0}
    )


def test_fixed_keys_are_read_whatever_is_said() -> None:
    scene = call(frozen=True)
    score = judge(workload(scene), [np.zeros(scene.fixed.shape)])
    assert score.metrics["density"] == pytest.approx(scene.fixed.sum() / scene.pairs)


def test_keys_that_are_not_visible_are_never_read() -> None:
    scene = call()
    outside = np.where(scene.visible, 0.0, 1.0) * np.ones(scene.fixed.shape)
    assert judge(workload(scene), [outside]).metrics["density"] == 0.0


def test_equal_answers_get_equal_draws_and_others_others() -> None:
    """A program that knew a draw could lower the probabilities of what is drawn; the draw follows them."""
    scene = call()
    pi = np.full(scene.fixed.shape, 0.2) * scene.visible
    first, again = measure(scene, pi, seed="a"), measure(scene, pi.copy(), seed="a")
    assert (first.density, first.error) == (again.density, again.error)
    moved = pi.copy()
    moved[0, 0, 0] += 1e-9
    assert measure(scene, moved, seed="a").error != first.error
    assert measure(scene, pi, seed="b").error != first.error


def test_density_is_near_what_the_probabilities_say() -> None:
    scene = call(keys=2000, causal=False)
    found = measure(scene, np.full(scene.fixed.shape, 0.05), seed="a")
    assert found.density == pytest.approx(0.05, rel=0.1)
    assert found.sampled == 1.0


def test_the_second_account_agrees() -> None:
    scenes = workload(call(), call(frozen=True, causal=False))
    rng = np.random.RandomState(0)
    answer = [rng.random_sample(c.fixed.shape).astype("f4") ** 3 for c in scenes.calls]
    assert second.value(scenes, answer) == pytest.approx(judge(scenes, answer).value, rel=1e-5)


@pytest.mark.slow
def test_the_second_account_agrees_on_real_workloads() -> None:
    for scene in PROBLEM.workloads(Split.TRAIN):
        answer = answer_of(PROBLEM, PROBLEM.baselines["human_sota"], scene)
        assert second.value(scene, answer) == pytest.approx(judge(scene, answer).value, rel=1e-5)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda pi: pi * np.nan, "head 0, query 0, key 0 has the probability nan"),
        (lambda pi: pi + 0.5001, "0 to 1 is allowed"),
        (lambda pi: pi - 1, "0 to 1 is allowed"),
        (lambda pi: pi[:, :, 1:], "is expected"),
        (lambda pi: pi > 0, "array of bool"),
        (lambda pi: pi.tolist(), "not list"),
    ],
)
def test_what_are_no_probabilities_is_refused(change, complaint: str) -> None:  # type: ignore[no-untyped-def]
    scene = call()
    with pytest.raises(InvalidAnswer, match=complaint):
        probabilities(scene, change(np.full(scene.fixed.shape, 0.5)), "call 0")


def test_every_call_needs_its_answer() -> None:
    with pytest.raises(InvalidAnswer, match="each of the 2 calls"):
        judge(workload(call(), call(frozen=True)), [np.ones(call().fixed.shape)])


def test_feedback_names_the_costly_call_and_head() -> None:
    scenes = workload(call(), call(causal=False))
    answer = [np.ones(scenes.calls[0].fixed.shape) * 0.3, np.zeros(scenes.calls[1].fixed.shape)]
    assert "call 1 costs most" in judge(scenes, answer).feedback
