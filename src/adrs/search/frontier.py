"""The trials that are best on some workload, less those that others make superfluous."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.search.fitness import HUGE, fitness, length, sane

_OVERALL = ""  # stands for the workload where no workload has a scale


class Frontier:
    """Per-workload Pareto frontier with dominance pruning: GEPA's candidate selection.

    Agrawal et al., arXiv 2507.19457, Algorithm 2. On each workload the trials with the highest score hold the
    frontier (lines 3 to 6). A trial is dominated when on every workload it holds another one stays that holds
    it too (lines 8 to 11; what makes a trial dominated is told by the paper's example in section 3 and by its
    implementation). Parents are drawn with chances proportional to the number of workloads they hold (lines
    13 and 14).

    Two things differ. Pruned trials are forgotten at once rather than reconsidered at each draw, which can
    only matter where trials tie; and so at most as many trials are kept as there are workloads. Of equals the
    shorter program stays.
    """

    def __init__(self) -> None:
        self._members: dict[str, Trial] = {}
        self._tops: dict[str, float] = {}
        self._holders: dict[str, set[str]] = {}

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, candidate_id: object) -> bool:
        return candidate_id in self._members

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All members, oldest first."""
        return tuple(self._members.values())

    def add(self, trial: Trial) -> Admission:
        """``NEW`` when it joined the others, ``IMPROVED`` when it made some of them superfluous."""
        if fitness(trial) is None:
            return Admission.REJECTED
        scores = _scores(trial)
        held = [name for name, score in scores.items() if score >= self._tops.get(name, -HUGE)]
        if not held:
            return Admission.REJECTED
        name = trial.candidate.id
        self._members[name] = trial
        for workload in held:
            if scores[workload] > self._tops.get(workload, -HUGE):
                self._tops[workload] = scores[workload]
                self._holders[workload] = set()
            self._holders[workload].add(name)
        pruned = self._prune()
        if name in pruned:
            return Admission.REJECTED
        return Admission.IMPROVED if pruned else Admission.NEW

    def frequencies(self) -> dict[str, int]:
        """On how many workloads each member holds the frontier, by candidate id."""
        counts = dict.fromkeys(self._members, 0)
        for holders in self._holders.values():
            for name in holders:
                counts[name] += 1
        return counts

    def sample(self, rng: Random, n: int = 1) -> tuple[Trial, ...]:
        """Up to ``n`` distinct members, drawn with chances proportional to their frequencies."""
        counts = self.frequencies()
        chosen: list[Trial] = []
        while counts and len(chosen) < n:
            (name,) = rng.choices(list(counts), list(counts.values()))
            del counts[name]
            chosen.append(self._members[name])
        return tuple(chosen)

    def _prune(self) -> set[str]:
        """Drop the dominated, the lowest score first; one pass will do, for who is needed stays needed."""
        held: dict[str, list[set[str]]] = {name: [] for name in self._members}
        for holders in self._holders.values():
            for name in holders:
                held[name].append(holders)
        pruned: set[str] = set()
        for name in sorted(held, key=self._rank):
            if all(len(holders) > 1 for holders in held[name]):
                for holders in held[name]:
                    holders.discard(name)
                del self._members[name]
                pruned.add(name)
        return pruned

    def _rank(self, name: str) -> tuple[float, int]:
        trial = self._members[name]
        return fitness(trial) or 0.0, -length(trial)


def _scores(trial: Trial) -> Mapping[str, float]:
    scores = {name: score for name, score in trial.evaluation.scores.items() if sane(score)}
    return scores or {_OVERALL: fitness(trial) or 0.0}
