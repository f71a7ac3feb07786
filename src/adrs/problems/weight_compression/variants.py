"""Models that compute the same with other columns: what a table of good columns cannot know.

Hidden units can be permuted, and the residual stream turned by any orthogonal matrix once the gains of the
norms are folded into what follows them (Ashkboos et al., "SliceGPT", ICLR 2024; "QuaRot", NeurIPS 2024).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from adrs.problems.weight_compression.quantisers import Floats
from adrs.small_model.forward import Model

_READS = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "mlp.gate_proj", "mlp.up_proj")
_WRITES = ("self_attn.o_proj", "mlp.down_proj")


def permuted(model: Model, rng: np.random.RandomState) -> Model:
    """Hidden units of every feed-forward part, and the residual stream, in another order."""
    weights = dict(model.weights.items())
    for layer in range(model.config.layers):
        place = f"model.layers.{layer}.mlp."
        order = rng.permutation(model.config.hidden)
        for name in ("gate_proj", "up_proj"):
            weights[f"{place}{name}.weight"] = weights[f"{place}{name}.weight"][order]
        weights[f"{place}down_proj.weight"] = weights[f"{place}down_proj.weight"][:, order]
    order = rng.permutation(model.config.width)
    return Model(model.config, {name: _reordered(name, array, order) for name, array in weights.items()})


def rotated(model: Model, rng: np.random.RandomState) -> Model:
    """The residual stream turned at random: no column that reads it is special any more."""
    width = model.config.width
    turn, upper = np.linalg.qr(rng.standard_normal((width, width)))
    turn = turn * np.sign(np.diag(upper))
    weights = {name: array.astype(np.float64) for name, array in model.weights.items()}
    embedding = weights["model.embed_tokens.weight"]
    head = embedding if model.config.tied else weights["lm_head.weight"]
    weights["lm_head.weight"] = head * weights["model.norm.weight"] @ turn
    weights["model.embed_tokens.weight"] = embedding @ turn
    weights["model.norm.weight"] = np.ones(width)
    for layer in range(model.config.layers):
        place = f"model.layers.{layer}."
        for name in _READS:
            gain = f"{place}{'input' if 'attn' in name else 'post_attention'}_layernorm.weight"
            weights[f"{place}{name}.weight"] = weights[f"{place}{name}.weight"] * weights[gain] @ turn
        for name in _WRITES:
            weights[f"{place}{name}.weight"] = turn.T @ weights[f"{place}{name}.weight"]
        for gain in ("input", "post_attention"):
            weights[f"{place}{gain}_layernorm.weight"] = np.ones(width)
    return Model(replace(model.config, tied=False), {name: _short(w) for name, w in weights.items()})


def _reordered(name: str, array: Floats, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """The array with the axis that lies along the residual stream in another order."""
    if name.endswith("norm.weight"):
        return array[order]
    if any(part in name for part in _WRITES):
        return array[order]
    return array[:, order]


def _short(array: Floats) -> Floats:
    """Numbers that 16 bits hold, in 32: the same on every machine."""
    return array.astype(np.float16).astype(np.float32)
