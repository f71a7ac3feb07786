"""What a workload describes: experts by token and layer, what is announced of them, the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Key = tuple[int, int]
"""An expert: its layer, and its number in the layer."""

Experts = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """Sizes and times.

    Args:
        layers: Layers with experts, passed in order for every token.
        experts: Experts in each.
        slots: Experts that the GPU holds.
        load_ms: Transfer of one expert to the GPU; one at a time.
        dense_ms: Everything of a layer before its experts; its end is when the gate tells which are needed.
        expert_ms: Computing one expert.
        accuracy: How likely each expert that is announced is right: 0 if none are announced, 1 if all are.
    """

    layers: int
    experts: int
    slots: int
    load_ms: float
    dense_ms: float
    expert_ms: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Scene:
    """One episode of decoding.

    Args:
        needed: Experts by token and layer, each ascending.
        announced: The same for what is announced of a layer, at the gate of the layer before it or, with a
            window, of several before; empty tuples where nothing is.
        window: Layers announced at a time; 0 for none. Nothing is announced beyond the token.
        machine: Sizes and times.
    """

    needed: tuple[tuple[Experts, ...], ...]
    announced: tuple[tuple[Experts, ...], ...]
    window: int
    machine: Machine

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Scene:
        """The episode that is scored."""
        return cls._made(inputs, "needed", "announced")

    @classmethod
    def twin_of(cls, inputs: Mapping[str, Any]) -> Scene:
        """Its beginning, going on otherwise from some layer on."""
        return cls._made(inputs, "twin_needed", "twin_announced")

    @classmethod
    def _made(cls, inputs: Mapping[str, Any], needed: str, announced: str) -> Scene:
        return cls(
            _experts(inputs[needed]),
            _experts(inputs[announced]),
            inputs["window"],
            Machine(**inputs["machine"]),
        )


def _experts(array: Any) -> tuple[tuple[Experts, ...], ...]:
    """``(tokens, layers, most)`` numbers of experts, -1 for none, as experts."""
    return tuple(
        tuple(tuple((layer, e) for e in row if e >= 0) for layer, row in enumerate(token))
        for token in array.tolist()
    )
