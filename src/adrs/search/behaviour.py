"""How differently programs fare, workload by workload."""

from __future__ import annotations

from collections.abc import Iterable

from adrs.core.candidate import Trial
from adrs.search.fitness import fitness, sane

_Scores = dict[str, float]


def distance(one: Trial, other: Trial) -> float:
    """Mean difference of the scores over the workloads both have, each counting for 1 at most."""
    return _distance(one, _scores(one), other)


def farthest(trial: Trial, others: Iterable[Trial], n: int) -> tuple[Trial, ...]:
    """The ``n`` of ``others`` that fare most unlike ``trial``, the most unlike first."""
    scores = _scores(trial)
    rest = [other for other in others if other.candidate.id != trial.candidate.id]
    return tuple(sorted(rest, key=lambda other: _distance(trial, scores, other), reverse=True)[:n])


def _scores(trial: Trial) -> _Scores:
    return {name: score for name, score in trial.evaluation.scores.items() if sane(score)}


def _distance(one: Trial, scores: _Scores, other: Trial) -> float:
    others = other.evaluation.scores
    shared = ((score, others[name]) for name, score in scores.items() if name in others)
    gaps = [min(abs(score - there), 1.0) for score, there in shared if sane(there)]
    if gaps:
        return sum(gaps) / len(gaps)
    return min(abs((fitness(one) or 0.0) - (fitness(other) or 0.0)), 1.0)
