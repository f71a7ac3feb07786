from __future__ import annotations

import numpy as np
import pytest

from adrs.problems.sparse_attention import rules
from tests.problems.sparse_attention.scenes import call


def test_everything_read_for_certain_is_exact_attention() -> None:
    scene = call()
    everything = np.broadcast_to(scene.visible, scene.fixed.shape)
    output = rules.estimate(scene.exps, scene.values, everything, np.ones(everything.shape))
    assert rules.relative_error(scene.exact, output) == pytest.approx(0.0, abs=1e-12)


def test_exact_attention_equals_plain_loops() -> None:
    scene = call()
    for head, query in np.ndindex(scene.exact.shape[:2]):
        seen = np.nonzero(scene.visible[query])[0]
        logits = [scene.scale * float(scene.keys[head // 2, i] @ scene.queries[head, query]) for i in seen]
        share = np.exp(logits) / np.exp(logits).sum()
        assert np.allclose(scene.exact[head, query], share @ scene.values[head // 2, seen], atol=1e-5)


def test_weights_by_one_over_the_probability_are_right_on_average() -> None:
    """Numerator and denominator are unbiased (Horvitz and Thompson 1952)."""
    scene = call()
    rng = np.random.RandomState(0)
    pi = np.where(scene.visible, 0.3, 0.0) * np.ones(scene.fixed.shape)
    sums = [
        np.where(rng.random_sample(pi.shape) < pi, scene.exps / 0.3, 0.0).sum(axis=2) for _ in range(3000)
    ]
    assert np.allclose(np.mean(sums, axis=0), scene.exps.sum(axis=2), rtol=0.06)


def test_the_first_stage_keeps_window_sinks_and_the_largest_logits() -> None:
    scene = call(frozen=True)
    for head, query in np.ndindex(scene.fixed.shape[:2]):
        seen = np.nonzero(scene.visible[query])[0]
        kept = scene.fixed[head, query]
        assert kept[seen[: rules.SINKS]].all()
        assert kept[seen[-rules.WINDOW :]].all()
        assert kept.sum() == rules.SINKS + rules.WINDOW + int(rules.TOP_SHARE * 120)
        assert not kept[~scene.visible[query]].any()
        rest = scene.visible[query] & ~kept
        chosen = kept.copy()
        chosen[seen[: rules.SINKS]] = chosen[seen[-rules.WINDOW :]] = False
        assert scene.exps[head, query][chosen].min() >= scene.exps[head, query][rest].max()


def test_a_row_that_reads_nothing_has_the_output_zero() -> None:
    scene = call()
    nothing = np.zeros(scene.fixed.shape, bool)
    output = rules.estimate(scene.exps, scene.values, nothing, np.zeros(nothing.shape))
    assert not output.any()
    assert rules.relative_error(scene.exact, output) == pytest.approx(1.0)
