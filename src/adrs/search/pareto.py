"""The trials that no other trial beats on every workload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np

from adrs.core.candidate import Admission, Trial
from adrs.search.fitness import HUGE, fitness, length, sane

_ABSENT = -HUGE  # below any sane score, and unlike -inf it can be subtracted from itself

Array = np.ndarray[Any, np.dtype[Any]]


def coordinates(trial: Trial) -> dict[str, float]:
    """Scores by workload and, where a run has further objectives, those as ``"also:METRIC"``.

    A trial that breaks a rail has none: it can be the best of its kind, but nobody's trade-off.
    """
    evaluation = trial.evaluation
    if evaluation.violation:
        return {}
    further = {f"also:{name}": value for name, value in evaluation.also.items()}
    return evaluation.scores | further if further else evaluation.scores


class ParetoArchive:
    """Non-dominated trials over per-workload normalised scores and the overall score.

    The idea and the sampling are GEPA's (Agrawal et al., arXiv 2507.19457, Algorithm 2): a trial that is best
    on some workload is worth starting from, and the more workloads it is best on, the likelier. Two things
    differ. The overall score is a coordinate of its own, so that the best trial is never dominated; and the
    archive also holds trials that are best nowhere, as material for inspiration, though ``sample`` turns to
    them only when nobody else is left.

    Past its capacity the archive drops the trial that is best on the fewest workloads, the lowest score
    first, the newest of equals; never the best. Of trials with equal scores everywhere it keeps the shorter.

    Args:
        capacity: Most trials kept.

    Raises:
        ValueError: The capacity is below 1.
    """

    def __init__(self, capacity: int = 64) -> None:
        if capacity < 1:
            raise ValueError(f"capacity of {capacity}; a Pareto archive needs room for 1 at least")
        self._capacity = capacity
        self._trials: list[Trial] = []
        self._ids: set[str] = set()
        self._columns: dict[str, int] = {}
        self._points: Array = np.full((capacity + 1, 1), _ABSENT)  # column 0: the score
        self._wins: Array | None = None  # recomputed when the front has changed

    def __len__(self) -> int:
        return len(self._trials)

    def __contains__(self, candidate_id: object) -> bool:
        return candidate_id in self._ids

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All members, oldest first."""
        return tuple(self._trials)

    def add(self, trial: Trial) -> Admission:
        """``NEW`` for a new trade-off, ``IMPROVED`` for one that replaces members it beats or equals.

        A trial that is incomplete, invalid anywhere or without a score is ``REJECTED``.
        """
        score = fitness(trial)
        if score is None:
            return Admission.REJECTED
        point = self._point(score, coordinates(trial))
        front = self._points[: len(self._trials)]
        as_good: Array = np.all(front >= point, axis=1)
        if as_good.any():
            return self._settle_tie(int(as_good.argmax()), point, trial)
        beaten: Array = np.all(front <= point, axis=1)
        replaced = bool(beaten.any())
        if replaced:
            self._keep(np.logical_not(beaten))
        self._append(point, trial)
        if len(self._trials) > self._capacity and self._drop_one() is trial:
            return Admission.REJECTED
        return Admission.IMPROVED if replaced else Admission.NEW

    def discard(self, candidate_id: str) -> None:
        """Forget a member; what it has driven out does not come back."""
        self._keep(np.array([trial.candidate.id != candidate_id for trial in self._trials], dtype=bool))

    def best(self) -> Trial | None:
        """The trial with the highest score, the oldest of equals; ``None`` when empty."""
        return self._trials[self._best_index()] if self._trials else None

    def heights(self) -> dict[str, float]:
        """The highest normalised score of any member, by workload, where there is one."""
        if not self._trials:
            return {}
        top = self._points[: len(self._trials)].max(axis=0)
        heights = {workload: float(top[column]) for workload, column in self._columns.items()}
        return {workload: height for workload, height in heights.items() if height > _ABSENT}

    def wins(self) -> tuple[int, ...]:
        """On how many workloads each of ``trials`` is best; the overall score counts as one more."""
        return tuple(self._win_counts().tolist()) if self._trials else ()

    def sample(self, rng: Random, n: int = 1) -> Sequence[Trial]:
        """Up to ``n`` distinct members, drawn with chances proportional to their wins."""
        if not self._trials:
            return ()
        weights: list[float] = self._win_counts().tolist()
        chosen: list[Trial] = []
        for _ in range(min(n, len(weights))):
            if not any(weights):
                left = {id(trial) for trial in chosen}
                weights = [float(id(trial) not in left) for trial in self._trials]
            index = rng.choices(range(len(weights)), weights)[0]
            chosen.append(self._trials[index])
            weights[index] = 0.0
        return tuple(chosen)

    def complements(self, trial: Trial, n: int) -> tuple[Trial, ...]:
        """Up to ``n`` members that together do most better where ``trial`` is weak, best first.

        Greedy cover: each adds the largest total gain over what the earlier ones reach. A workload counts
        for 1 at most, so that one where ``trial`` is hopeless does not drown the others.
        """
        score = fitness(trial)
        if score is None or not self._trials:
            return ()
        reached = self._point(score, coordinates(trial))
        front = self._points[: len(self._trials)]
        chosen: list[Trial] = []
        while len(chosen) < n:
            gain = np.minimum(np.maximum(front - reached, 0.0), 1.0).sum(axis=1)
            index = int(gain.argmax())
            if not gain[index] > 0.0:
                break
            chosen.append(self._trials[index])
            reached = np.maximum(reached, front[index])
        return tuple(chosen)

    def _point(self, score: float, scores: Mapping[str, float]) -> Array:
        if scores.keys() != self._columns.keys():
            self._widen(scores)
        point = np.full(len(self._columns) + 1, _ABSENT)
        point[0] = score
        for workload, value in scores.items():
            if sane(value):  # any other can neither win nor block
                point[self._columns[workload]] = value
        return point

    def _widen(self, scores: Mapping[str, float]) -> None:
        for workload in scores:
            self._columns.setdefault(workload, len(self._columns) + 1)
        missing = len(self._columns) + 1 - self._points.shape[1]
        if missing:
            padding = np.full((self._capacity + 1, missing), _ABSENT)
            self._points = np.hstack([self._points, padding])
            self._wins = None

    def _settle_tie(self, index: int, point: Array, trial: Trial) -> Admission:
        # Members do not dominate each other, so whoever equals the point is alone in being as good.
        equal = bool((self._points[index] == point).all())
        if not equal or length(trial) >= length(self._trials[index]):
            return Admission.REJECTED
        self._ids.discard(self._trials[index].candidate.id)
        self._ids.add(trial.candidate.id)
        self._trials[index] = trial
        return Admission.IMPROVED

    def _append(self, point: Array, trial: Trial) -> None:
        self._points[len(self._trials)] = point
        self._trials.append(trial)
        self._ids.add(trial.candidate.id)
        self._wins = None

    def _keep(self, mask: Array) -> None:
        kept = self._points[: len(self._trials)][mask]
        self._points[: len(kept)] = kept
        self._trials = [trial for trial, keep in zip(self._trials, mask.tolist(), strict=True) if keep]
        self._ids = {trial.candidate.id for trial in self._trials}
        self._wins = None

    def _drop_one(self) -> Trial:
        wins = self._win_counts().copy()
        wins[self._best_index()] = np.iinfo(wins.dtype).max
        scores = np.where(wins == wins.min(), self._points[: len(wins), 0], np.inf)
        index = len(scores) - 1 - int(scores[::-1].argmin())
        dropped = self._trials.pop(index)
        self._ids.discard(dropped.candidate.id)
        self._points[index : len(wins) - 1] = self._points[index + 1 : len(wins)]
        self._wins = None
        return dropped

    def _best_index(self) -> int:
        return int(self._points[: len(self._trials), 0].argmax())

    def _win_counts(self) -> Array:
        if self._wins is None:
            front = self._points[: len(self._trials)]
            top = front.max(axis=0)
            self._wins = ((front == top) & (top > _ABSENT)).sum(axis=1)
        return self._wins
