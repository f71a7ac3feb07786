"""Cells around centroids: the archive of CVT-MAP-Elites."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np

from adrs.core.candidate import Admission
from adrs.search.ranking import Member

Array = np.ndarray[Any, np.dtype[Any]]

_ROUNDS = 20
_LEAST_SPREAD = 0.1


class Squash:
    """Features on one scale: standard scores over a sample, squashed into (-1, 1).

    LEVI's (``levi/behavior/extractor.py``): a deviation of less than 0.1 counts as 0.1, and the standard
    score goes through the logistic function; ``tanh(z / 2)`` is twice that less one, and cannot overflow.

    Args:
        sample: ``(n, dimensions)`` feature vectors, one at least.
    """

    def __init__(self, sample: Array) -> None:
        self._mean: Array = sample.mean(axis=0)
        spread: Array = sample.std(axis=0, ddof=1) if len(sample) > 1 else np.ones(sample.shape[1])
        self._unit: Array = 0.5 / np.maximum(spread, _LEAST_SPREAD)

    def __call__(self, vectors: Array) -> Array:
        """The vectors, or one of them, on that scale."""
        squashed: Array = np.tanh((vectors - self._mean) * self._unit)
        return squashed


def centroids(points: Array, count: int, rng: Random) -> Array:
    """Centres of at most ``count`` clusters of ``(n, dimensions)`` points: ``(k, dimensions)``.

    Lloyd's algorithm from k-means++ seeds (Arthur and Vassilvitskii, SODA 2007); a cluster that loses all its
    points keeps its centre. There are never more centres than distinct points.
    """
    chosen = [points[int(rng.random() * len(points))]]
    gaps: Array = _squared_distances(points, chosen[0])
    while len(chosen) < count and gaps.max() > 0.0:
        chosen.append(points[rng.choices(range(len(points)), gaps.tolist())[0]])
        gaps = np.minimum(gaps, _squared_distances(points, chosen[-1]))
    centres: Array = np.stack(chosen)
    for _ in range(_ROUNDS):
        labels = nearest(points, centres)
        moved = centres.copy()
        for label in range(len(centres)):
            if (members := labels == label).any():
                moved[label] = points[members].mean(axis=0)
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres


def nearest(points: Array, centres: Array) -> Array:
    """Index of the nearest centre for each of ``(n, dimensions)`` points; the first of equals."""
    gaps = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    found: Array = gaps.argmin(axis=1)
    return found


def _squared_distances(points: Array, point: Array) -> Array:
    gaps: Array = ((points - point) ** 2).sum(axis=1)
    return gaps


class CVTArchive:
    """The best member in each cell of a centroidal Voronoi tessellation.

    Vassiliades, Chatzilygeroudis and Mouret (IEEE TEVC 22(4), 2018, arXiv 1610.05729): the cells of
    MAP-Elites are the regions nearest to one of ``k`` centroids, so that their number does not grow with the
    number of features. As in LEVI the centroids are those of a first sample, not of random points. Adding
    costs ``k`` distances.

    Args:
        sample: ``(n, dimensions)`` feature vectors that say where the cells are.
        cells: Most cells.
        rng: Seeds of the clustering.
    """

    def __init__(self, sample: Array, *, cells: int, rng: Random) -> None:
        self._squash = Squash(sample)
        self.centroids = centroids(self._squash(sample), cells, rng)
        self._norms: Array = 0.5 * (self.centroids**2).sum(axis=1)
        self._elites: dict[int, Member] = {}

    def __len__(self) -> int:
        return len(self._elites)

    @property
    def elites(self) -> list[Member]:
        """The best of each cell that is not empty, in the order in which cells were first filled."""
        return list(self._elites.values())

    def add(self, member: Member, features: Sequence[float]) -> Admission:
        """``NEW`` in an empty cell, ``IMPROVED`` in the place of a worse one."""
        # The nearest centroid c has the least |c|^2 / 2 - c.x: one product instead of all differences.
        point = self._squash(np.asarray(features))
        member.cell = int((self._norms - self.centroids @ point).argmin())
        holder = self._elites.get(member.cell)
        if holder is not None and member.score <= holder.score:
            return Admission.REJECTED
        self._elites[member.cell] = member
        return Admission.NEW if holder is None else Admission.IMPROVED

    def regions(self, count: int, rng: Random) -> list[Member]:
        """The best elite of each of ``count`` clusters of occupied cells, best first (LEVI, appendix F)."""
        occupied = list(self._elites)
        points = self.centroids[occupied]
        labels = nearest(points, centroids(points, count, rng)).tolist()
        best: dict[int, Member] = {}
        for cell, label in zip(occupied, labels, strict=True):
            member = self._elites[cell]
            if label not in best or member.score > best[label].score:
                best[label] = member
        return sorted(best.values(), key=lambda member: (-member.score, member.order))
