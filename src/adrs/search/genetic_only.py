"""Genetic programming alone: what is found without a model."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.errors import UsageError
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.elites import TopK
from adrs.search.fitness import fitness

PROPOSER = "genetic"


class GeneticOnly:
    """Tournament selection and truncation of parents with children, (μ + λ), on the genetic proposer's arms.

    Koza, "Genetic Programming" (1992), for tournaments over programs; Bäck, Hoffmeister and Schwefel, "A
    Survey of Evolution Strategies" (ICGA 1991) for (μ + λ), of which this is the steady-state form: each
    child competes with the population as it comes, so λ is however many are in flight. Arms are drawn
    uniformly, so that recombination has the share of one operator and not Koza's 90 %; its partners are
    tournament winners too. Programs with equal scores on every workload count once.

    Args:
        arms: Of these, the ones of the genetic proposer are used.
        seed: Seed of every choice.
        population: μ.
        tournament: Members that compete to be a parent (7 in Koza's later work; small populations want less).
        inspirations: Partners shown with each brief.

    Raises:
        UsageError: None of the arms is the genetic proposer's.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        population: int = 32,
        tournament: int = 3,
        inspirations: int = 2,
    ) -> None:
        self._desk = Desk(arms, seed=seed)
        self._arms = [arm for arm in arms if arm.proposer == PROPOSER]
        if not self._arms:
            raise UsageError(
                f"genetic_only has no arm of the {PROPOSER} proposer; use `--proposer {PROPOSER}`"
            )
        self._rng = Random(seed)
        self._population = TopK(population)
        self._tournament = max(1, tournament)
        self._inspirations = inspirations

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        if not len(self._population):
            raise not_ready()
        parent = self._winner()
        partners = {
            trial.candidate.id: trial for trial in (self._winner() for _ in range(self._inspirations))
        }
        partners.pop(parent.candidate.id, None)
        return self._desk.brief(self._rng.choice(self._arms), parent, tuple(partners.values()))

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in the population."""
        self._desk.settle(trial, arm)
        return self._population.add(trial)

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing to learn: arms are drawn uniformly."""
        self._desk.withdraw(brief)

    def _winner(self) -> Trial:
        entrants = self._population.sample(self._rng, self._tournament)
        return max(entrants, key=lambda trial: fitness(trial) or 0.0)
