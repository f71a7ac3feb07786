"""Which other trials are shown beside a parent."""

from __future__ import annotations

from random import Random

from adrs.core.candidate import Trial
from adrs.search.fitness import fitness
from adrs.search.pareto import ParetoArchive

_MOST_SEEDS = 32


class Inspiring:
    """Trials that do best where the parent is weak, then seeds and members of the front by chance.

    Args:
        count: Trials shown with each brief.
        complements: Whether what the parent lacks decides; else chance does.
    """

    def __init__(self, count: int, *, complements: bool) -> None:
        self._count = count
        self._complements = complements
        self.seeds: list[Trial] = []

    def add_seed(self, trial: Trial) -> None:
        """Remember a valid starting program."""
        if fitness(trial) is not None and len(self.seeds) < _MOST_SEEDS:
            self.seeds.append(trial)

    def discard(self, candidate_id: str) -> None:
        """Show a candidate no more."""
        self.seeds = [trial for trial in self.seeds if trial.candidate.id != candidate_id]

    def choose(self, parent: Trial, archive: ParetoArchive, rng: Random) -> tuple[Trial, ...]:
        """Up to ``count`` trials, none of them the parent."""
        # One place is left to chance: what helps most on paper would otherwise be shown every time.
        chosen = list(archive.complements(parent, self._count - 1)) if self._complements else []
        spare = [*rng.sample(self.seeds, len(self.seeds)), *archive.sample(rng, 4)]
        taken = {parent.candidate.id, *(trial.candidate.id for trial in chosen)}
        for trial in spare:
            if len(chosen) >= self._count:
                break
            if trial.candidate.id not in taken:
                taken.add(trial.candidate.id)
                chosen.append(trial)
        return tuple(chosen)
