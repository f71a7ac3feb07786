"""A family of search policies with a few declared parameters, and how they are varied and credited."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

FREE, REFINE, RESTRUCTURE = "free", "refine", "restructure"
VARIATIONS = (FREE, REFINE, RESTRUCTURE)
"""EvoX's variation operators (arXiv 2602.23413, section 3): anything, a local change, another structure."""

SHOWN = ("best", "random", "unlike")

_LEAST, _MOST = 0.1, 1.0  # weights never reach 0: no variation is given up


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the next brief is made from what has been tried.

    Args:
        greed: Chance that the parent is the best program.
        pressure: Else the r-th best of the population is drawn with weight ``r ** -pressure``; 0 is uniform.
        free: Weight of a variation by any arm.
        refine: Weight of a variation by an arm that makes local changes.
        restructure: Weight of a variation by an arm that changes structure.
        inspirations: Other programs shown.
        shown: Which: the ``best``, ``random`` ones, or those that fare most ``unlike`` the parent.
    """

    greed: float = 0.3
    pressure: float = 1.0
    free: float = 1.0
    refine: float = _LEAST
    restructure: float = _LEAST
    inspirations: int = 2
    shown: str = "best"

    def rank(self, rng: Random, size: int) -> int:
        """Rank of the parent among ``size`` programs, 0 for the best."""
        if rng.random() < self.greed:
            return 0
        weights = [(place + 1) ** -self.pressure for place in range(size)]
        return rng.choices(range(size), weights)[0]

    def variation(self, rng: Random) -> str:
        """One of :data:`VARIATIONS`."""
        return rng.choices(VARIATIONS, (self.free, self.refine, self.restructure))[0]

    def mutated(self, rng: Random, changes: int = 1) -> Policy:
        """A neighbour with up to ``changes`` parameters drawn anew from their ranges."""
        parameters = [*_INTERVALS, *_CHOICES]
        names = rng.sample(parameters, min(changes, len(parameters)))
        fresh: Mapping[str, Any] = {name: _draw(name, rng) for name in names}
        return replace(self, **fresh)


_INTERVALS: Mapping[str, tuple[float, float]] = {
    "greed": (0.0, 0.9),
    "pressure": (0.0, 3.0),
    "free": (_LEAST, _MOST),
    "refine": (_LEAST, _MOST),
    "restructure": (_LEAST, _MOST),
}
_CHOICES: Mapping[str, Sequence[Any]] = {"inspirations": range(5), "shown": SHOWN}


def _draw(name: str, rng: Random) -> Any:
    return rng.uniform(*_INTERVALS[name]) if name in _INTERVALS else rng.choice(_CHOICES[name])


def merit(start: float, end: float, steps: int) -> float:
    """What a policy is worth that brought the best score from ``start`` to ``end`` in ``steps`` evaluations.

    ``J = (end - start) * (1 + log(1 + max(start, 0))) / sqrt(steps)``: equation (2), with the 1 of the
    implementation, without which nothing gained from a score of 0 would count.
    """
    return (end - start) * (1.0 + math.log1p(max(start, 0.0))) / math.sqrt(max(steps, 1))


@dataclass(frozen=True, slots=True)
class Deployment:
    """A policy, the state of the population it was deployed in, and what it was worth."""

    policy: Policy
    collapsed: bool
    merit: float


class History:
    """Deployments, and the successor of a policy that has stopped working.

    Args:
        capacity: Deployments kept; the worst goes first, the oldest of equals.
    """

    def __init__(self, capacity: int = 32) -> None:
        self._capacity = max(1, capacity)
        self._deployments: list[Deployment] = []

    def __len__(self) -> int:
        return len(self._deployments)

    @property
    def deployments(self) -> tuple[Deployment, ...]:
        """All that are kept, oldest first."""
        return tuple(self._deployments)

    def add(self, deployment: Deployment) -> None:
        """Remember a deployment."""
        self._deployments.append(deployment)
        if len(self._deployments) > self._capacity:
            self._deployments.remove(min(self._deployments, key=lambda d: d.merit))

    def successor(self, rng: Random, *, collapsed: bool, changes: int) -> Policy:
        """A neighbour of the best policy deployed in such a state, or in any where there was none."""
        alike = [d for d in self._deployments if d.collapsed == collapsed]
        pool = [d for d in alike if d.merit > 0.0] or [d for d in self._deployments if d.merit > 0.0]
        chosen = max(pool, key=lambda d: d.merit) if pool else rng.choice(self._deployments)
        return chosen.policy.mutated(rng, changes)
