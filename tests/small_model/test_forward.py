"""The numpy model against torch's, and against plain loops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adrs.small_model.checkpoint import shipped
from adrs.small_model.config import SMALL
from adrs.small_model.forward import Hooks, Model, causal_attention, in_64_bits, logits, nats, rotary
from tests.small_model.random_checkpoint import TINY, weights_of

TOKENS = np.random.RandomState(3).randint(0, TINY.vocabulary, (2, 24))
MODEL = Model(TINY, weights_of(TINY))


def test_equals_torch_on_the_weights_that_ship() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install 'adrs[torch]'")
    from adrs.small_model.torch_model import Transformer

    tokens = np.random.RandomState(0).randint(0, SMALL.vocabulary, (2, 200))
    model = Transformer(SMALL)
    model.load_state_dict({name: torch.from_numpy(w.copy()) for name, w in shipped().model.weights.items()})
    with torch.no_grad():
        expected = model(torch.from_numpy(tokens)).numpy()
    assert np.abs(logits(shipped().model, tokens) - expected).max() < 1e-4


def test_attention_equals_plain_loops() -> None:
    rng = np.random.RandomState(0)
    q, k, v = rng.standard_normal((1, 4, 6, 8)), *rng.standard_normal((2, 1, 2, 6, 8))
    out = causal_attention(q, k, v)
    for head in range(4):
        for i in range(6):
            scores = np.array([q[0, head, i] @ k[0, head // 2, j] / 8**0.5 for j in range(i + 1)])
            share = np.exp(scores) / np.exp(scores).sum()
            assert np.allclose(out[0, head, i], share @ v[0, head // 2, : i + 1])


def test_a_later_token_changes_nothing_before_it() -> None:
    other = TOKENS.copy()
    other[:, 12:] = 0
    assert np.allclose(logits(MODEL, TOKENS)[:, :12], logits(MODEL, other)[:, :12], atol=1e-5)


def test_rows_do_not_mix() -> None:
    together = logits(MODEL, TOKENS)
    assert np.allclose(together[1], logits(MODEL, TOKENS[1:])[0], atol=1e-5)


def test_nats_are_minus_the_logarithm_of_the_probability() -> None:
    scores = logits(MODEL, TOKENS[:, :-1])
    share = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    expected = -np.log(np.take_along_axis(share, TOKENS[:, 1:, None], axis=-1))[..., 0]
    assert np.allclose(nats(MODEL, TOKENS), expected, atol=1e-4)


def test_64_bits_agree_with_32() -> None:
    wide = logits(in_64_bits(MODEL), TOKENS)
    assert wide.dtype == np.float64
    assert np.allclose(wide, logits(MODEL, TOKENS), atol=1e-4)


def test_hooks_see_every_layer_and_every_product() -> None:
    layers: list[int] = []
    names: list[str] = []

    def attend(layer, q, k, v):  # type: ignore[no-untyped-def]
        layers.append(layer)
        return causal_attention(q, k, v)

    def linear(name, x, matrix):  # type: ignore[no-untyped-def]
        names.append(name)
        return x @ matrix.T

    assert np.allclose(logits(MODEL, TOKENS, hooks=Hooks(attend, linear)), logits(MODEL, TOKENS))
    assert layers == [0, 1]
    assert len(set(names)) == len(names) == 14


def test_a_product_of_turned_vectors_depends_on_their_distance_alone() -> None:
    cos, sin = rotary(TINY, 20, np.float64)
    rng = np.random.RandomState(0)
    a, b = rng.standard_normal((2, 4)), rng.standard_normal((2, 4))

    def turned(x, at):  # type: ignore[no-untyped-def]
        return np.concatenate((x[0] * cos[at] - x[1] * sin[at], x[1] * cos[at] + x[0] * sin[at]))

    assert turned(a, 3) @ turned(b, 8) == pytest.approx(turned(a, 12) @ turned(b, 17))


def test_stretched_positions_keep_fast_turns_and_slow_the_others() -> None:
    scaling = {
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64.0,
    }
    plain = rotary(TINY, 3, np.float64)
    slow = rotary(replace(TINY, rope_scaling=scaling), 3, np.float64)
    angles = [np.arctan2(sin, cos)[1] for cos, sin in (plain, slow)]
    assert angles[1][0] == pytest.approx(angles[0][0])  # ten turns in 64 positions
    assert angles[1][-1] == pytest.approx(angles[0][-1] / 8)  # less than one
