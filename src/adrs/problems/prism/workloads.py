"""Generated workloads, the same on every machine: numpy's legacy generator, whose streams are frozen.

Every workload outside the leaderboard has two anchors: the naive seed places everything without filling a
GPU, and Prism's greedy does so at least 2 % better. Draws without both are rejected and drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.prism.heuristics import Groups, most_free_memory, prism_greedy
from adrs.problems.prism.rules import GPU_MEM_SIZE, SENTINEL, Case, max_kvpr

Models = list[tuple[float, float, float]]
Draw = Callable[[np.random.RandomState], tuple[int, Models]]

SEED = 2505
"""First part of every generator's seed; split, family and number are the others."""

LEADERBOARD_SEED = 42
LEADERBOARD_SIZE = 50
GAP = 0.98
"""Prism's greedy must reach this share of the naive seed's value, or less."""


def uniform(rng: np.random.RandomState, gpus: tuple[int, int] = (5, 10)) -> tuple[int, Models]:
    """The published distribution: 2 models a GPU, sizes 10-29 GB, rates 1-9 /s, targets 5-9 s."""
    gpu_num = _int(rng, *gpus)
    return gpu_num, [(_int(rng, 10, 30), _int(rng, 1, 10), _int(rng, 5, 10)) for _ in range(2 * gpu_num)]


def roomy(rng: np.random.RandomState) -> tuple[int, Models]:
    """Small models on few GPUs: memory hardly binds, load decides."""
    gpu_num = _int(rng, 4, 8)
    return gpu_num, [(_int(rng, 5, 20), _int(rng, 1, 10), _int(rng, 5, 10)) for _ in range(2 * gpu_num)]


def mixed(rng: np.random.RandomState) -> tuple[int, Models]:
    """Small and large models side by side, with a wider range of targets."""
    gpu_num = _int(rng, 4, 8)
    sizes = [(4, 13), (20, 41)]
    return gpu_num, [
        (_int(rng, *sizes[j % 2]), _int(rng, 1, 13), _int(rng, 2, 10)) for j in range(2 * gpu_num)
    ]


def triple(rng: np.random.RandomState) -> tuple[int, Models]:
    """Three models a GPU."""
    gpu_num = _int(rng, 4, 7)
    return gpu_num, [(_int(rng, 8, 25), _int(rng, 1, 10), _int(rng, 5, 10)) for _ in range(3 * gpu_num)]


def tight(rng: np.random.RandomState, fill: tuple[float, float] = (0.85, 0.93)) -> tuple[int, Models]:
    """Three models a GPU that fill a given share of all memory, 85 % to 93 % unless told."""
    while True:
        gpu_num = _int(rng, 4, 7)
        models: Models = [(_int(rng, 15, 35), _int(rng, 1, 10), _int(rng, 5, 10)) for _ in range(3 * gpu_num)]
        share = sum(size for size, _, _ in models) / (GPU_MEM_SIZE * gpu_num)
        if fill[0] < share < fill[1]:
            return gpu_num, models


def heavy(rng: np.random.RandomState) -> tuple[int, Models]:
    """Heavy-tailed request rates (Pareto, tail index 1.2, at most 60 /s), as fractional numbers."""
    gpu_num = _int(rng, 5, 10)
    return gpu_num, [
        (_int(rng, 10, 30), round(min(60.0, 0.5 + float(rng.pareto(1.2))), 2), _int(rng, 5, 10))
        for _ in range(2 * gpu_num)
    ]


def heterogeneous(rng: np.random.RandomState) -> tuple[int, Models]:
    """Sizes from 2 to 70 GB (log-uniform), everything fractional."""
    gpu_num = _int(rng, 5, 10)
    return gpu_num, [
        (
            round(float(np.exp(rng.uniform(np.log(2.0), np.log(70.0)))), 1),
            round(float(rng.uniform(0.2, 10.0)), 2),
            round(float(rng.uniform(1.0, 10.0)), 1),
        )
        for _ in range(2 * gpu_num)
    ]


def relabelled(rng: np.random.RandomState, *, sources: Sequence[Workload]) -> tuple[int, Models]:
    """A known case with its models in another order and its rates scaled, against memorised answers.

    KVPR scales with the rates, so a method that understands the problem is not bothered.
    """
    case = Case.of(sources[_int(rng, 0, len(sources))].inputs)
    factor = round(float(rng.uniform(0.3, 3.0)), 2)
    return case.gpu_num, [
        (size, round(rate * factor, 4), slo)
        for size, rate, slo in (case.models[j] for j in rng.permutation(len(case.models)))
    ]


@cache
def workloads(split: Split) -> tuple[Workload, ...]:
    """The workloads of ``split``; outside the leaderboard the smallest first."""
    if split is Split.LEADERBOARD:
        return _leaderboard()
    made = [
        _workload(split, family, draw, f, number)
        for f, (family, draw, count) in enumerate(_plan(split))
        for number in range(count)
    ]
    return tuple(sorted(made, key=lambda w: len(w.inputs["models"])))


SIZES = {Split.TRAIN: 12, Split.VALIDATION: 12, Split.TEST: 24, Split.LEADERBOARD: LEADERBOARD_SIZE}


def _plan(split: Split) -> list[tuple[str, Draw, int]]:
    """Families of a split with their generators and numbers of workloads.

    Train and validation have a few ``snug`` workloads, so that a program that places models without a thought
    for memory is found out before the test split, whose ``tight`` ones are fuller still.
    """
    snug = partial(tight, fill=(0.66, 0.76))
    if split is Split.TRAIN:
        return [("uniform", uniform, 5), ("roomy", roomy, 2), ("mixed", mixed, 3), ("snug", snug, 2)]
    if split is Split.VALIDATION:
        known = [w for w in workloads(Split.TRAIN) if w.family == "uniform"]
        again = partial(relabelled, sources=known)
        return [
            ("uniform", uniform, 4),
            ("roomy", roomy, 1),
            ("mixed", mixed, 2),
            ("relabelled", again, 2),
            ("snug", snug, 3),
        ]
    return [
        ("large", partial(uniform, gpus=(10, 13)), 4),
        ("triple", triple, 4),
        ("tight", tight, 4),
        ("heavy", heavy, 4),
        ("heterogeneous", heterogeneous, 4),
        ("relabelled", partial(relabelled, sources=workloads(Split.LEADERBOARD)), 4),
    ]


def _workload(split: Split, family: str, draw: Draw, family_number: int, number: int) -> Workload:
    """The first draw of this workload's own generator that has both anchors."""
    rng = np.random.RandomState([SEED, list(Split).index(split), family_number, number])
    while True:
        gpu_num, models = draw(rng)
        if has_anchors(Case(gpu_num, tuple(models))):
            return Workload(f"{split}/{family}-{number}", split, _inputs(gpu_num, models), family)


def has_anchors(case: Case) -> bool:
    """Whether the naive seed places everything, and Prism's greedy does so clearly better."""
    naive, human = (_value(case, rule(case)) for rule in (most_free_memory, prism_greedy))
    return naive < SENTINEL and human <= GAP * naive


def _value(case: Case, groups: Groups | None) -> float:
    return SENTINEL if groups is None else max_kvpr(case, groups)


def _leaderboard() -> tuple[Workload, ...]:
    """The public 50 cases: one generator for all, and no draw rejected."""
    rng = np.random.RandomState(LEADERBOARD_SEED)
    made = []
    for number in range(LEADERBOARD_SIZE):
        inputs = _inputs(*uniform(rng))
        made.append(Workload(f"leaderboard/uniform-{number}", Split.LEADERBOARD, inputs, "uniform"))
    return tuple(made)


def _inputs(gpu_num: int, models: Models) -> dict[str, Any]:
    return {"gpu_num": gpu_num, "models": [list(model) for model in models]}


def _int(rng: np.random.RandomState, low: int, high: int) -> int:
    """A uniform integer in ``low <= x < high``."""
    return int(rng.randint(low, high))
