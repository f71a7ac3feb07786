"""The transformer in numpy: what judges run.

Everything that a study may want to look at or replace goes through :class:`Hooks`: the attention of a layer,
and the products with weight matrices. A pass over ``n`` tokens takes two operations per weight and token, and
``2 * n * heads * head_width`` more per layer and token for attention.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from adrs.small_model.config import ModelConfig

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]


class _Doubled(Mapping[str, Floats]):
    """Weights in 64 bits, converted when they are asked for: a large model never lies in memory whole."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = weights

    def __getitem__(self, name: str) -> Floats:
        return self._weights[name].astype(np.float64)

    def __iter__(self) -> Iterator[str]:
        return iter(self._weights)

    def __len__(self) -> int:
        return len(self._weights)


@dataclass(frozen=True, slots=True)
class Model:
    """Sizes and weights.

    Args:
        config: The sizes.
        weights: Arrays under the names of Hugging Face's Llama; matrices are ``(out, in)``.
    """

    config: ModelConfig
    weights: Mapping[str, Floats]


def in_64_bits(model: Model) -> Model:
    """The same model, computing in 64 bits; rounded to 16, its results are the same on every machine."""
    return Model(model.config, _Doubled(model.weights))


def causal_attention(queries: Floats, keys: Floats, values: Floats) -> Floats:
    """Exact attention in which position ``i`` sees positions up to ``i``.

    Args:
        queries: ``(rows, heads, length, head_width)``.
        keys: ``(rows, kv_heads, length, head_width)``; query head ``h`` uses ``h // (heads / kv_heads)``.
        values: As ``keys``.

    Returns:
        ``(rows, heads, length, head_width)``.
    """
    rows, heads, length, width = queries.shape
    kv_heads = keys.shape[1]
    grouped = queries.reshape(rows, kv_heads, heads // kv_heads, length, width)
    scores = grouped @ keys[:, :, None].swapaxes(-1, -2)
    scores *= 1.0 / math.sqrt(width)
    scores[..., np.triu(np.ones((length, length), bool), 1)] = -np.inf
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    out: Floats = (scores @ values[:, :, None]).reshape(queries.shape)
    return out


def product(name: str, x: Floats, matrix: Floats) -> Floats:
    """``x`` times the transposed matrix of that name."""
    out: Floats = x @ matrix.T
    return out


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a pass calls for its two costly parts.

    Args:
        attend: ``(layer, queries, keys, values)`` to what :func:`causal_attention` returns.
        linear: ``(name, x, matrix)`` to what :func:`product` returns; not called for the head.
    """

    attend: Callable[[int, Floats, Floats, Floats], Floats] = lambda _, q, k, v: causal_attention(q, k, v)
    linear: Callable[[str, Floats, Floats], Floats] = product


def logits(model: Model, tokens: Ints, *, hooks: Hooks = Hooks()) -> Floats:
    """``(rows, length)`` tokens to ``(rows, length, vocabulary)`` logits of the next one."""
    config, weights = model.config, model.weights
    embedding = weights["model.embed_tokens.weight"]
    x = embedding[tokens]
    turn = rotary(config, tokens.shape[1], x.dtype)
    for layer in range(config.layers):
        x = x + _attention(model, layer, x, turn, hooks)
        x = x + _feed_forward(model, layer, x, hooks)
    x = norm(x, weights["model.norm.weight"], config.norm_eps)
    out: Floats = x @ (embedding if config.tied else weights["lm_head.weight"]).T
    return out


def nats(model: Model, tokens: Ints, *, hooks: Hooks = Hooks()) -> Floats:
    """``(rows, length)`` loss of each token after the first of ``(rows, length + 1)`` tokens, in nats."""
    scores = logits(model, tokens[:, :-1], hooks=hooks)
    scores -= scores.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(scores, tokens[:, 1:, None], axis=-1)[..., 0]
    out: Floats = np.log(np.exp(scores).sum(axis=-1)) - chosen
    return out


def norm(x: Floats, gain: Floats, eps: float) -> Floats:
    """RMS norm over the last axis."""
    out: Floats = x * (1.0 / np.sqrt(np.mean(np.square(x), axis=-1, keepdims=True) + eps)) * gain
    return out


def rotary(config: ModelConfig, length: int, dtype: Any) -> tuple[Floats, Floats]:
    """Cosines and sines ``(length, head_width / 2)`` of the rotary positions."""
    half = config.head_width // 2
    frequency: Floats = config.rope_theta ** (-np.arange(half) / half)
    if config.rope_scaling is not None:
        frequency = _stretched(frequency, config.rope_scaling)
    angle = np.outer(np.arange(length), frequency)
    return np.cos(angle).astype(dtype), np.sin(angle).astype(dtype)


def _attention(model: Model, layer: int, x: Floats, turn: tuple[Floats, Floats], hooks: Hooks) -> Floats:
    config, place = model.config, f"model.layers.{layer}."
    inner = norm(x, model.weights[f"{place}input_layernorm.weight"], config.norm_eps)
    q = _heads(_linear(model, f"{place}self_attn.q_proj", inner, hooks), config.heads)
    k = _heads(_linear(model, f"{place}self_attn.k_proj", inner, hooks), config.kv_heads)
    v = _heads(_linear(model, f"{place}self_attn.v_proj", inner, hooks), config.kv_heads)
    out = hooks.attend(layer, _turned(q, turn), _turned(k, turn), v)
    rows, _, length, _ = out.shape
    joined = out.transpose(0, 2, 1, 3).reshape(rows, length, -1)
    return _linear(model, f"{place}self_attn.o_proj", joined, hooks)


def _feed_forward(model: Model, layer: int, x: Floats, hooks: Hooks) -> Floats:
    place = f"model.layers.{layer}."
    inner = norm(x, model.weights[f"{place}post_attention_layernorm.weight"], model.config.norm_eps)
    gate = _linear(model, f"{place}mlp.gate_proj", inner, hooks)
    gate = gate / (1.0 + np.exp(-np.clip(gate, -60.0, None)))  # SiLU; below -60 it is 0 in 32 bits
    return _linear(
        model, f"{place}mlp.down_proj", gate * _linear(model, f"{place}mlp.up_proj", inner, hooks), hooks
    )


def _linear(model: Model, name: str, x: Floats, hooks: Hooks) -> Floats:
    return hooks.linear(name, x, model.weights[f"{name}.weight"])


def _heads(x: Floats, count: int) -> Floats:
    rows, length, width = x.shape
    return x.reshape(rows, length, count, width // count).transpose(0, 2, 1, 3)


def _turned(x: Floats, turn: tuple[Floats, Floats]) -> Floats:
    """Rotates the halves of the last axis against each other (Su et al. 2021, in Hugging Face's layout)."""
    cos, sin = turn
    a, b = np.split(x, 2, axis=-1)
    return np.concatenate((a * cos - b * sin, b * cos + a * sin), axis=-1)


def _stretched(frequency: Floats, scaling: Mapping[str, Any]) -> Floats:
    """Llama 3.1's frequencies: slow ones divided by the factor, fast ones kept, a ramp between."""
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    turns = scaling["original_max_position_embeddings"] * frequency / (2 * math.pi)
    kept = np.clip((turns - low) / (high - low), 0.0, 1.0)
    out: Floats = frequency * (kept + (1 - kept) / scaling["factor"])
    return out
