"""One call of a program, and workloads made of calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.sparse_attention import rules
from adrs.problems.sparse_attention.rules import Bools, Floats


@dataclass(frozen=True)
class Call:
    """The attention of one layer over one sequence.

    Args:
        queries: ``(H, Nq, d)``.
        keys: ``(Hkv, Nk, d)``.
        values: ``(Hkv, Nk, d)``.
        visible: ``(Nq, Nk)`` which keys a query may read.
        scale: What a product of query and key is multiplied by.
        frozen: Whether the first stage has selected keys already.
    """

    queries: Floats
    keys: Floats
    values: Floats
    visible: Bools
    scale: float
    frozen: bool

    @cached_property
    def exps(self) -> Floats:
        """``(H, Nq, Nk)`` exponentials of the logits; 0 where a key is not visible."""
        return rules.exp_scores(self._logits)

    @cached_property
    def exact(self) -> Floats:
        """``(H, Nq, d)`` output that reads every key."""
        return rules.weighted(self.exps, self.values)

    @cached_property
    def fixed(self) -> Bools:
        """``(H, Nq, Nk)`` keys that are selected whatever the program says."""
        if not self.frozen:
            return np.zeros(self._logits.shape, bool)
        return rules.first_stage(self._logits, self.visible)

    @property
    def pairs(self) -> int:
        """Visible pairs of query head and key."""
        return int(self.visible.sum()) * len(self.queries)

    @property
    def _logits(self) -> Floats:
        return rules.logits(self.queries, self.keys, self.visible, self.scale)

    @property
    def inputs(self) -> dict[str, Any]:
        """What the program is handed."""
        return {
            "queries": self.queries,
            "keys": self.keys,
            "values": self.values,
            "visible": self.visible,
            "scale": self.scale,
            "fixed": self.fixed,
        }


@dataclass(frozen=True)
class AttentionWorkload(Workload):
    """A workload with the calls behind its inputs."""

    calls: tuple[Call, ...] = field(default=(), repr=False, compare=False)

    __hash__ = Workload.__hash__


def workload_of(
    name: str, split: Split, family: str, calls: Sequence[Call], *, seed: int
) -> AttentionWorkload:
    """The workload of these calls; ``seed`` is for the generator that the program is handed."""
    inputs = {"seed": seed, "calls": [call.inputs for call in calls]}
    return AttentionWorkload(name, split, inputs, family, tuple(calls))


def calls_of(workload: Workload) -> tuple[Call, ...]:
    """The calls behind a workload.

    Raises:
        TypeError: It is none of this problem's.
    """
    if not isinstance(workload, AttentionWorkload):
        raise TypeError(f"{workload.id} is no workload of sparse_attention")
    return workload.calls
