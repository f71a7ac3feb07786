"""Small calls for the tests of this problem."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from adrs.core.workload import Split
from adrs.problems.sparse_attention.calls import AttentionWorkload, Call, workload_of
from adrs.problems.sparse_attention.problem import create

PROBLEM = create()


def call(*, frozen: bool = False, causal: bool = True, keys: int = 120, heads: int = 4) -> Call:
    """Random attention; causal calls look from the last half of the positions."""
    rng = np.random.RandomState(5)
    queries = rng.standard_normal((heads, 6, 8)).astype(np.float32)
    held, values = (rng.standard_normal((2, keys, 8)).astype(np.float32) for _ in range(2))
    places = np.linspace(keys // 2, keys - 1, 6).astype(int)
    visible = np.arange(keys) <= places[:, None] if causal else np.ones((6, keys), bool)
    return Call(queries, held, values + 1.0, visible, 8**-0.5, frozen)


def workload(*calls: Call) -> AttentionWorkload:
    """The calls as a workload."""
    return workload_of("train/scene", Split.TRAIN, "scene", calls, seed=1)


def sharper(scene: Call, factor: float) -> Call:
    """The same with larger logits."""
    return replace(scene, queries=scene.queries * np.float32(factor))
