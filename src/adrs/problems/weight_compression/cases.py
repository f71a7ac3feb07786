"""Workloads that keep the texts they are judged on to themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.weight_compression.matrices import Matrix
from adrs.problems.weight_compression.quantisers import Floats
from adrs.problems.weight_compression.texts import Text
from adrs.small_model.forward import Model, nats

SEEN_TOKENS = 256
"""Calibration tokens that a program is handed; error feedback uses all of them."""
CAP = 2.6


@dataclass(frozen=True)
class Case:
    """A model to compress.

    Args:
        model: At full precision.
        matrices: What is compressed.
        texts: ``A`` and ``B``.
    """

    model: Model
    matrices: tuple[Matrix, ...]
    texts: Mapping[str, Text]

    @property
    def weights(self) -> int:
        """Weights in all matrices."""
        return sum(matrix.weights.size for matrix in self.matrices)

    @cached_property
    def full_nats(self) -> Mapping[str, float]:
        """Mean nats per token of each text at full precision."""
        return {name: mean_nats(self.model, text) for name, text in self.texts.items()}


@dataclass(frozen=True)
class CompressionWorkload(Workload):
    """A workload with the case behind its inputs."""

    case: Case | None = field(default=None, repr=False, compare=False)

    __hash__ = Workload.__hash__


def mean_nats(model: Model, text: Text) -> float:
    """Mean nats per token over the windows of a text, eight windows at a time."""
    parts = [nats(model, text.windows[at : at + 8]) for at in range(0, len(text.windows), 8)]
    return float(np.mean(np.concatenate(parts), dtype=np.float64))


def workload_of(name: str, split: Split, family: str, case: Case) -> CompressionWorkload:
    """The workload of a case."""
    inputs = {"matrices": [_offer(matrix) for matrix in case.matrices], "cap": CAP}
    return CompressionWorkload(name, split, inputs, family, case)


def case_of(workload: Workload) -> Case:
    """The case behind a workload.

    Raises:
        TypeError: It is none of this problem's.
    """
    if not isinstance(workload, CompressionWorkload) or workload.case is None:
        raise TypeError(f"{workload.id} is no workload of weight_compression: it has no model")
    return workload.case


def _offer(matrix: Matrix) -> dict[str, Any]:
    """What a program is told of a matrix; arrays cross as the bits of 16-bit floats."""
    count = len(matrix.inputs)
    rows = np.linspace(0, count - 1, min(count, SEEN_TOKENS)).astype(int)
    return {
        "name": matrix.name,
        "layer": matrix.layer,
        "weights": _halves(matrix.weights),
        "inputs": _halves(matrix.inputs[rows]),
        "energy": _halves(np.square(matrix.inputs.astype(np.float64)).mean(axis=0)),
    }


def _halves(array: Floats) -> np.ndarray[Any, np.dtype[np.uint16]]:
    return np.ascontiguousarray(array.astype(np.float16)).view(np.uint16)
