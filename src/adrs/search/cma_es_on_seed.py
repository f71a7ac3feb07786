"""Tune the constants of a seed and nothing else: the ceiling of what is already there."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.errors import UsageError
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.elites import TopK
from adrs.search.fitness import fitness

OPERATOR = "constants"
_MOST_SEEDS = 32


class CmaEsOnSeed:
    """The control that tells how much of a gain new code has to answer for.

    Every brief asks the tuner for other constants of a seed; what the optimiser learned comes back to it as
    the brief's attempts, so that the search is a plain run of CMA-ES (Hansen and Ostermeier, Evolutionary
    Computation 9(2), 2001; in the form :class:`adrs.propose.tuner.Tuner` has it, which restarts after 200).
    Children never become parents.

    Args:
        arms: Of these, the tuner's for constants is used.
        seed: Seed of the run.
        tour: Attempts on every seed, the best first, before the seed whose best child is best is tuned for
            the rest of the run; 0 tunes the best seed from the start.
        patience: Briefs in a row that bring nothing before a seed is taken for one without constants.

    Raises:
        UsageError: None of the arms tunes constants from its own attempts.
    """

    def __init__(self, arms: Sequence[Arm], *, seed: int, tour: int = 0, patience: int = 20) -> None:
        self._desk = Desk(arms, seed=seed)
        tuners = [arm for arm in arms if arm.operator == OPERATOR and self._desk.is_stateful(arm)]
        if not tuners:
            raise UsageError(
                "cma_es_on_seed has no arm that tunes constants (tuner:constants); use `--proposer tuner`"
            )
        self._arm = tuners[0]
        self._seeds = TopK(_MOST_SEEDS)
        self._children = TopK(1)  # stands in for the seeds where none is valid
        self._heights: dict[str, float] = {}  # best score by seed, of itself and of its children
        self._asked: dict[str, int] = {}
        self._barren: dict[str, int] = {}  # briefs in a row that brought nothing
        self._tour = tour
        self._patience = max(1, patience)

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        seeds = self._seeds.trials or self._children.trials
        if not seeds:
            raise not_ready()
        parent = self._choose([trial for trial in seeds if not self._is_barren(trial)] or seeds)
        self._asked[parent.candidate.id] = self._asked.get(parent.candidate.id, 0) + 1
        return self._desk.brief(self._arm, parent)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """``NEW`` or ``IMPROVED`` when the trial is the best so far."""
        out = self._desk.settle(trial, arm)
        score = fitness(trial)
        if arm is None:
            self._seeds.add(trial)
        if out is not None:
            self._barren.pop(out.parent, None)
        name = trial.candidate.id if out is None else out.parent
        if score is not None and (arm is None or out is not None):
            self._heights[name] = max(score, self._heights.get(name, score))
        return self._children.add(trial)

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """A seed whose briefs bring nothing gives way to the next one."""
        self._desk.withdraw(brief)
        name = brief.parent.candidate.id
        self._barren[name] = self._barren.get(name, 0) + 1

    def _is_barren(self, seed: Trial) -> bool:
        return self._barren.get(seed.candidate.id, 0) >= self._patience

    def _choose(self, seeds: Sequence[Trial]) -> Trial:
        for seed in seeds:  # best first
            if self._asked.get(seed.candidate.id, 0) < self._tour:
                return seed
        if not self._tour:
            return seeds[0]
        return max(seeds, key=lambda trial: self._heights.get(trial.candidate.id, fitness(trial) or 0.0))
