"""The workloads: recipes of rows, generated; nothing is taken from a model's real logits.

Sizes are vocabularies in use (Llama 2 and 3, GPT-2 rounded up, Qwen 2, Gemma). Train and validation have the
same five families with other seeds, temperatures and cuts; test has them at sizes that train lacks, and three
families that break what a program may have learned: two humps, few levels, ascending rows.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.topk_select.rows import POOL_SIZE

SEED = 2602
ROWS = 40
"""Rows in a workload of the middle size; others have as many as give the same number of elements."""
MIDDLE = 128_256


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of rows and of cuts.

    Args:
        name: One of :data:`adrs.problems.topk_select.rows.FAMILIES`.
        size: Elements in a row.
        scale: Least and greatest scale of a row.
        cuts: ``(k, p)`` in turn; 0 and 1 are no limit.
        share: Least and greatest share of elements that are masked, or not on the upper hump.
        portion: Of the usual number of rows.
    """

    name: str
    size: int
    scale: tuple[float, float]
    cuts: tuple[tuple[int, float], ...]
    share: tuple[float, float] = (0.0, 0.0)
    portion: float = 1.0


_TOP_K = ((50, 1.0), (1, 1.0), (200, 1.0), (20, 1.0))
_TOP_P = ((0, 0.9), (0, 0.5), (0, 0.95))
_MIXED = ((50, 1.0), (0, 0.9), (40, 0.95), (1000, 1.0))
_OTHER = ((64, 1.0), (0, 0.8), (100, 0.9), (2048, 1.0))

_TRAIN = (
    Family("gaussian", 128_256, (1.5, 4.0), _TOP_K),
    Family("heavy", 128_256, (1.3, 1.8), _MIXED),
    Family("duplicates", 151_936, (2.5, 4.0), _MIXED),
    Family("masked", 128_256, (2.5, 4.0), _MIXED, (0.5, 0.99), 0.3),
    Family("block_sorted", 151_936, (2.0, 4.0), _TOP_K),
    Family("gaussian", 32_000, (3.0, 5.0), _TOP_P),
)
_SHIFTED = (
    Family("gaussian", 256_000, (2.0, 5.0), _OTHER),
    Family("heavy", 50_304, (1.3, 2.0), _OTHER),
    Family("duplicates", 256_000, (2.5, 5.0), _OTHER),
    Family("masked", 151_936, (2.5, 4.0), _OTHER, (0.9, 0.9998), 0.3),
    Family("block_sorted", 50_304, (2.5, 5.0), _OTHER),
    Family("two_humps", 128_256, (1.0, 2.0), _OTHER, (0.99, 0.9999)),
    Family("levels", 128_256, (1.0, 4.0), ((64, 1.0), (500, 1.0), (7, 1.0))),
    Family("ascending", 128_256, (2.5, 4.0), _OTHER),
)

PLANS: Mapping[Split, tuple[Family, ...]] = {
    Split.TRAIN: _TRAIN,
    Split.VALIDATION: (*_TRAIN, Family("heavy", 256_000, (1.4, 1.8), _TOP_P)),
    Split.TEST: _SHIFTED,
}
SIZES: Mapping[Split, int] = {split: len(plan) for split, plan in PLANS.items()}


@cache
def synthetic(split: Split) -> tuple[Workload, ...]:
    """The workloads of a split; empty for the leaderboard, for there is none."""
    return tuple(
        _workload(family, f"{split.value}/{family.name}-{family.size // 1000}k", split)
        for family in PLANS.get(split, ())
    )


def _workload(family: Family, name: str, split: Split) -> Workload:
    rng = np.random.RandomState([SEED, zlib.crc32(name.encode())])
    count = round(family.portion * ROWS * MIDDLE / family.size)
    rows = [_recipe(family, family.cuts[i % len(family.cuts)], rng) for i in range(count)]
    return Workload(name, split, {"rows": rows}, family.name)


def _recipe(family: Family, cut: tuple[int, float], rng: np.random.RandomState) -> dict[str, Any]:
    k, p = cut
    return {
        "family": family.name,
        "starts": [int(start) for start in rng.randint(0, POOL_SIZE - family.size, size=6)],
        "size": family.size,
        "scale": round(float(rng.uniform(*family.scale)), 4),
        "share": round(float(rng.uniform(*family.share)), 4),
        "k": k,
        "p": p,
    }
