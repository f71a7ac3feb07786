"""How differently programs fare, workload by workload."""

from __future__ import annotations

from collections.abc import Iterable

from adrs.core.candidate import Trial
from adrs.search.fitness import fitness, sane


def distance(one: Trial, other: Trial) -> float:
    """Mean difference of the scores over the workloads both have, each counting for 1 at most."""
    scores, others = one.evaluation.scores, other.evaluation.scores
    gaps = [
        min(abs(score - others[name]), 1.0)
        for name, score in scores.items()
        if name in others and sane(score) and sane(others[name])
    ]
    if gaps:
        return sum(gaps) / len(gaps)
    return min(abs((fitness(one) or 0.0) - (fitness(other) or 0.0)), 1.0)


def farthest(trial: Trial, others: Iterable[Trial], n: int) -> tuple[Trial, ...]:
    """The ``n`` of ``others`` that fare most unlike ``trial``, the most unlike first."""
    rest = [other for other in others if other.candidate.id != trial.candidate.id]
    return tuple(sorted(rest, key=lambda other: distance(trial, other), reverse=True)[:n])
