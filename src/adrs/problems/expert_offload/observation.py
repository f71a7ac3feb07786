"""What a policy is told when a gate has spoken: an immutable record of the past and of what is announced."""

from __future__ import annotations

from typing import NamedTuple

from adrs.problems.expert_offload.scene import Experts, Key


class Observation(NamedTuple):
    """The state at the gate of a layer.

    Args:
        now_ms: Time since the episode began.
        token: Number of the token.
        layer: Number of the layer.
        needed: Experts that this layer needs, as ``(layer, expert)``.
        missing: Those of them that are neither on the GPU nor under way; they are fetched first.
        coming: What is announced of the next layers of this token, one tuple of experts for each.
        resident: Experts on the GPU, the least recently used first.
        loading: The expert under way, or ``None``.
        layers: Layers in the model.
        experts: Experts in each.
        slots: Experts that the GPU holds.
        load_ms: Transfer of one expert.
        dense_ms: Everything of a layer before its experts.
        expert_ms: Computing one expert.
        accuracy: How likely an announced expert is right; 0 if none are announced.
    """

    now_ms: float
    token: int
    layer: int
    needed: Experts
    missing: Experts
    coming: tuple[Experts, ...]
    resident: Experts
    loading: Key | None
    layers: int
    experts: int
    slots: int
    load_ms: float
    dense_ms: float
    expert_ms: float
    accuracy: float
