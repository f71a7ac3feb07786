"""The workloads: generated series for train, validation and test; measured loads from their files.

Train and validation have the shape of DeepSeek-V3 (and a smaller model in validation). Test shifts them:
faster drift, more skew, more and greater bursts, longer phases, another model and cluster, and a family of
integers that has nothing in common with the others. Every case is a series of its own, seeded by the
workload's id.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.eplb import integer_family
from adrs.problems.eplb.cases import HISTORY, Case, workload_of
from adrs.problems.eplb.published import LEADERBOARD_SIZE
from adrs.problems.eplb.routing import Traffic, windows
from adrs.problems.eplb.rules import Cluster

SEED = 288
CASES = 3
"""Decisions in a workload."""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of traffic on a cluster; ``None`` for the integer family."""

    name: str
    traffic: Traffic | None
    cluster: Cluster = Cluster()


_STEADY = Family("steady", Traffic())
_DRIFT = Family("drift", Traffic(drift=0.7, momentum=0.6))
_BURSTY = Family("bursty", Traffic(burst=1 / 32))
_PHASES = Family("phases", Traffic(period=1))
_PHASES_2 = Family("phases", Traffic(period=2))
_SMALL = Family("small", Traffic(layers=26, experts=64, drift=0.5), Cluster(80, 8, 2, 16))
_USUAL = (_STEADY, _DRIFT, _PHASES, _BURSTY)  # one of each kind first

PLANS: Mapping[Split, tuple[Family, ...]] = {
    Split.TRAIN: (*_USUAL, _DRIFT, _PHASES_2),
    Split.VALIDATION: (*_USUAL, _DRIFT, _PHASES_2, _SMALL),
    Split.TEST: (
        *2 * (Family("fast", Traffic(drift=1.2, momentum=0.3)),),
        *2 * (Family("skew", Traffic(zipf=0.7, drift=0.6)),),
        *2 * (Family("storm", Traffic(burst=1 / 12, burst_factor=4.0)),),
        *2 * (Family("long_phases", Traffic(period=3, swing=3.0)),),
        *2 * (Family("other", Traffic(layers=59, experts=160, drift=0.6), Cluster(192, 8, 2, 16)),),
        *2 * (Family("integers", None),),
    ),
}
SIZES: Mapping[Split, int] = {
    **{split: len(plan) for split, plan in PLANS.items()},
    Split.LEADERBOARD: LEADERBOARD_SIZE,
}


@cache
def synthetic(split: Split) -> tuple[Workload, ...]:
    """The generated workloads of a split."""
    counts: dict[str, int] = {}
    made = []
    for family in PLANS[split]:
        number = counts.get(family.name, 0)
        counts[family.name] = number + 1
        name = f"{split.value}/{family.name}-{number}"
        cases = [_case(family, f"{name}/{i}") for i in range(CASES)]
        made.append(workload_of(name, split, family.name, cases))
    return tuple(made)


def _case(family: Family, name: str) -> Case:
    seed = zlib.crc32(name.encode())
    if family.traffic is None:
        series = np.stack(integer_family.windows(seed, HISTORY + 1))
    else:
        series = windows(family.traffic, HISTORY + 1, np.random.RandomState([SEED, seed]))
    return Case(series[:-1], series[-1], family.cluster)
