from __future__ import annotations

import numpy as np
import pytest

from adrs.problems.weight_compression.variants import permuted, rotated
from adrs.small_model.forward import logits
from tests.problems.weight_compression.scenes import model

TOKENS = np.random.RandomState(1).randint(0, 300, (2, 20))


@pytest.mark.parametrize(("make", "tolerance"), [(permuted, 1e-4), (rotated, 0.02)])
def test_a_variant_computes_the_same_with_other_weights(make, tolerance: float) -> None:  # type: ignore[no-untyped-def]
    before = logits(model(), TOKENS)
    other = make(model(), np.random.RandomState(0))
    assert np.abs(logits(other, TOKENS) - before).max() < tolerance * np.abs(before).max()
    name = "model.layers.0.self_attn.q_proj.weight"
    assert not np.allclose(other.weights[name], model().weights[name])


def test_turning_spreads_what_columns_weigh() -> None:
    """A column that stood out before the turn no longer does."""
    name = "model.layers.1.mlp.up_proj.weight"
    special = model()
    weights = dict(special.weights)
    weights["model.layers.1.post_attention_layernorm.weight"] = np.where(np.arange(16) == 3, 20.0, 1.0)
    turned = rotated(type(special)(special.config, weights), np.random.RandomState(0))
    norms = np.linalg.norm(turned.weights[name], axis=0)
    assert norms.max() / np.median(norms) < 5  # 20 before
