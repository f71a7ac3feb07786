"""Calls of controlled sharpness: logits are drawn, and keys and queries made to give them.

Per key head a unit vector ``u``; key ``i`` is ``z_i u`` plus noise across ``u``, a query ``8 u`` plus noise
across, so that with the scale 1/8 a logit is about ``z_i``. Values have a common mean, as in real models, and
may lean with ``z``, so that the large logits are no fair sample of the values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adrs.problems.sparse_attention.calls import Call
from adrs.problems.sparse_attention.rules import Floats

WIDTH = 64
HEADS = 4
QUERIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How logits fall.

    Args:
        shape: ``normal``, ``needles``, ``power`` or ``recency``.
        spread: Standard deviation of the normal logits.
        keys: Cached keys.
        kv_heads: Key heads for the four query heads.
        tilt: How much values lean with the logit.
        outliers: Values that are six times as large.
    """

    shape: str
    spread: float = 0.5
    keys: int = 2048
    kv_heads: int = HEADS
    tilt: float = 0.0
    outliers: int = 0


def call(kind: Kind, rng: np.random.RandomState, *, frozen: bool) -> Call:
    """A call whose logits fall as ``kind`` says; everything is visible."""
    parts = [_head(kind, rng) for _ in range(kind.kv_heads)]
    queries, keys, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    visible = np.ones((QUERIES, kind.keys), bool)
    return Call(_short(queries), _short(keys), _short(values), visible, WIDTH**-0.5, frozen)


def _short(array: Floats) -> Floats:
    """Numbers that 16 bits hold, in 32: the same on every machine."""
    return array.astype(np.float16).astype(np.float32)


def _head(kind: Kind, rng: np.random.RandomState) -> tuple[Floats, Floats, Floats]:
    """One key head: ``(group, Nq, d)`` queries, ``(1, Nk, d)`` keys and values."""
    axis = rng.standard_normal(WIDTH)
    axis /= np.linalg.norm(axis)
    z = _logits(kind, rng)
    keys = z[:, None] * axis + 0.5 * _across(rng.standard_normal((kind.keys, WIDTH)), axis)
    group = HEADS // kind.kv_heads
    queries = 8.0 * axis + 0.7 * _across(rng.standard_normal((group, QUERIES, WIDTH)), axis)
    mean, lean = rng.standard_normal((2, WIDTH))
    values = mean + rng.standard_normal((kind.keys, WIDTH)) + kind.tilt * z[:, None] * lean
    values[rng.permutation(kind.keys)[: kind.outliers]] *= 6.0
    return queries, keys[None], values[None]


def _across(noise: Floats, axis: Floats) -> Floats:
    out: Floats = noise - (noise @ axis)[..., None] * axis
    return out


def _logits(kind: Kind, rng: np.random.RandomState) -> Floats:
    if kind.shape == "power":
        ranks: Floats = 1.0 + rng.permutation(kind.keys)
        falling: Floats = -1.5 * np.log(ranks)
        return falling
    z: Floats = kind.spread * rng.standard_normal(kind.keys)
    if kind.shape == "needles":
        z[rng.permutation(kind.keys)[:4]] += 9.0
    if kind.shape == "recency":
        z += 3.0 * np.exp(-np.arange(kind.keys)[::-1] / 200.0)
    return z
