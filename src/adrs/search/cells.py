"""The best trial of each way of behaving: strongest on one workload, weakest on another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.search.fitness import fitness, length, sane

Cell = tuple[str, str]

_FADE = 0.98  # of the statistics of a workload, at each trial


class BehaviourCells:
    """Quality diversity over behaviour (Mouret & Clune, MAP-Elites, arXiv 1504.04909).

    A trial's cell is the pair of workloads on which it stands highest and lowest, each score being measured
    in standard deviations from the fading mean of what trials score there. A trial that is nowhere on the
    Pareto front, and not the best, is kept here when nobody with its profile is better: a specialist.

    Args:
        capacity: Most cells kept; past it the cell with the lowest score is given up.

    Raises:
        ValueError: The capacity is below 1.
    """

    def __init__(self, capacity: int = 64) -> None:
        if capacity < 1:
            raise ValueError(f"capacity of {capacity}; an archive of cells needs room for 1 at least")
        self._capacity = capacity
        self._cells: dict[Cell, tuple[float, Trial]] = {}
        self._levels: dict[str, _Level] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def __contains__(self, candidate_id: object) -> bool:
        return any(trial.candidate.id == candidate_id for _, trial in self._cells.values())

    @property
    def trials(self) -> tuple[Trial, ...]:
        """One of each cell, the oldest cell first."""
        return tuple(trial for _, trial in self._cells.values())

    def add(self, trial: Trial) -> Admission:
        """``NEW`` for the first of a cell, ``IMPROVED`` for a better one or an equal one that is shorter."""
        score = fitness(trial)
        scores = {name: value for name, value in trial.evaluation.scores.items() if sane(value)}
        if score is None or not scores:
            return Admission.REJECTED
        cell = self._cell(scores)
        before = self._cells.get(cell)
        if before is not None:
            if score < before[0] or (score == before[0] and length(trial) >= length(before[1])):
                return Admission.REJECTED
            self._cells[cell] = (score, trial)
            return Admission.IMPROVED
        self._cells[cell] = (score, trial)
        if len(self._cells) > self._capacity:
            worst = min(self._cells, key=lambda name: self._cells[name][0])
            del self._cells[worst]
            if worst == cell:
                return Admission.REJECTED
        return Admission.NEW

    def discard(self, candidate_id: str) -> None:
        """Forget a member; its cell is empty then."""
        self._cells = {
            cell: kept for cell, kept in self._cells.items() if kept[1].candidate.id != candidate_id
        }

    def sample(self, rng: Random, n: int = 1) -> Sequence[Trial]:
        """Up to ``n`` distinct members, every cell with the same chance."""
        return tuple(rng.sample(self.trials, min(n, len(self._cells))))

    def _cell(self, scores: Mapping[str, float]) -> Cell:
        heights = {}
        for name, value in scores.items():
            level = self._levels.setdefault(name, _Level())
            level.add(value)
            heights[name] = level.height(value)
        return max(heights, key=heights.__getitem__), min(heights, key=heights.__getitem__)


class _Level:
    """Fading mean and spread of the scores on one workload."""

    def __init__(self) -> None:
        self._weight = self._mean = self._square = 0.0

    def add(self, value: float) -> None:
        self._weight = _FADE * self._weight + 1.0
        share = 1.0 / self._weight
        step = value - self._mean
        self._mean += share * step
        self._square = (1.0 - share) * (self._square + share * step * step)

    def height(self, value: float) -> float:
        spread = math.sqrt(self._square)
        return (value - self._mean) / spread if spread > 0.0 and math.isfinite(spread) else 0.0
