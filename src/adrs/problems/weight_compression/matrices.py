"""The matrices that are compressed: four in each block, those with the same input taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from adrs.problems.weight_compression.quantisers import Floats, Ints
from adrs.small_model.forward import Hooks, Model, logits, product

PARTS: Mapping[str, tuple[str, ...]] = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "attention_out": ("self_attn.o_proj",),
    "gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}


@dataclass(frozen=True)
class Matrix:
    """One matrix and what calibration says of its input.

    Args:
        name: Such as ``layers.2.down``.
        layer: Number of the block.
        weights: ``(out, in)``.
        inputs: ``(tokens, in)`` calibration activations.
    """

    name: str
    layer: int
    weights: Floats
    inputs: Floats

    @cached_property
    def gram(self) -> Floats:
        """``(in, in)`` sum of ``x x^T`` over calibration tokens, in 64 bits."""
        wide = self.inputs.astype(np.float64)
        out: Floats = wide.T @ wide
        return out


def sources(name: str) -> list[str]:
    """Names of the model's linear layers inside a matrix."""
    _, layer, part = name.split(".")
    return [f"model.layers.{layer}.{inner}" for inner in PARTS[part]]


def matrices(model: Model, calibration: Ints) -> list[Matrix]:
    """All matrices of a model, block by block, with the activations of a pass over calibration rows.

    Args:
        model: Best in 64 bits, so that rounded activations are the same on every machine.
        calibration: ``(rows, length)`` tokens.
    """
    seen: dict[str, list[Floats]] = {}

    def tap(name: str, x: Floats, matrix: Floats) -> Floats:
        seen.setdefault(name, []).append(x.reshape(-1, x.shape[-1]).astype(np.float32))
        return product(name, x, matrix)

    for row in calibration:
        logits(model, row[None], hooks=Hooks(linear=tap))
    found = []
    for layer in range(model.config.layers):
        for part in PARTS:
            inner = sources(f"layers.{layer}.{part}")
            weights = np.concatenate([model.weights[f"{name}.weight"] for name in inner])
            inputs = np.concatenate(seen[inner[0]])
            found.append(Matrix(f"layers.{layer}.{part}", layer, weights.astype(np.float32), inputs))
    return found


def replaced(model: Model, new: Sequence[tuple[str, Floats]]) -> Model:
    """The model with matrices replaced, by name of :class:`Matrix`."""
    weights = dict(model.weights.items())
    for name, matrix in new:
        at = 0
        for inner in sources(name):
            rows = len(weights[f"{inner}.weight"])
            weights[f"{inner}.weight"] = matrix[at : at + rows]
            at += rows
    return Model(model.config, weights)
