"""GEPA: reflective search over a per-workload Pareto frontier, with a minibatch gate and merges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.fitness import fitness
from adrs.search.frontier import Frontier
from adrs.search.lineage import Lineage
from adrs.search.merging import Merging, subsample
from adrs.search.roles import CROSSOVER, doing, not_doing
from adrs.search.tags import Tags

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class _Hurdle:
    """What a child has to show before it counts: the mean of its scores on these workloads."""

    workloads: tuple[str, ...]
    mean: float
    merge: bool = False

    def passed_by(self, trial: Trial) -> bool:
        """A mutation has to do better than its parent, a merge as well as the better of its two."""
        if not self.workloads:
            return True
        mean = _mean(trial, self.workloads)
        return mean >= self.mean - _ROUNDING if self.merge else mean > self.mean + _ROUNDING


class Gepa:
    """Genetic-Pareto (Agrawal et al., "GEPA: Reflective Prompt Evolution Can Outperform Reinforcement
    Learning", arXiv 2507.19457, Algorithms 1 to 4), and its implementation (``gepa`` on the package index).

    A parent is drawn from the :class:`Frontier`; a child goes on to all workloads only if it beats its parent
    on a random minibatch (``Brief.gate``; Algorithm 1, lines 9 to 14); after a success two members of the
    frontier that changed different components of a common ancestor are merged (:class:`Merging`). Reflection
    is the proposer's: a language model is shown its parent's feedback workload by workload.

    Where it departs from the paper:

    * Feedback and Pareto set are the same train workloads, as in its implementation's default.
    * Which arm mutates is uniform; the paper has one operator, and goes round the modules of a system.
    * Merges are made by a crossover arm, from the better parent with the other shown, where the paper puts
      components together mechanically. Without such an arm there are no merges. While it is evaluated, a
      merge is raced like any child of its parent; whether it counts is decided by the paper's rule.
    * Scores are not positive here, so the common ancestor is drawn uniformly, not by its score.
    * Proposals overlap: a parent is drawn from what had been told when its brief was asked.

    Args:
        arms: Ways of making a candidate; those that cross programs over are kept for merges.
        seed: Seed of every choice.
        minibatch: Workloads in the gate (3 in the paper); 0 takes the gate away.
        merges: Merges that may be accepted (5 in the paper).
        merge_sample: Workloads on which a merge is held against its parents (5 in the implementation).
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        minibatch: int = 3,
        merges: int = 5,
        merge_sample: int = 5,
    ) -> None:
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._mutators = not_doing(arms, CROSSOVER)
        self._crossers = doing(arms, CROSSOVER)
        self._frontier = Frontier()
        self._lineage = Lineage()
        self._merging = Merging(merges if self._crossers else 0, self._lineage)
        self._hurdles: Tags[_Hurdle] = Tags()
        self._minibatch = minibatch
        self._merge_sample = merge_sample

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        if not len(self._frontier):
            raise not_ready()
        pair = self._merging.next(self._frontier, self._rng)
        return self._merge(*pair) if pair else self._mutate()

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial on the frontier; ``REJECTED`` if it did not pass the gate."""
        out = self._desk.settle(trial, arm)
        hurdle = self._hurdles.take(trial)
        if fitness(trial) is None or (hurdle is not None and not hurdle.passed_by(trial)):
            return Admission.REJECTED
        if hurdle is not None and hurdle.merge:
            self._merging.merged()
        elif out is not None:
            self._merging.mutated()
        admission = self._frontier.add(trial)
        if admission > Admission.REJECTED:
            self._lineage.add(trial)
            self._desk.attempts.keep_only(self._frontier)
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing to learn: arms are drawn uniformly."""
        self._desk.withdraw(brief)
        self._hurdles.drop(brief)

    def _mutate(self) -> Brief:
        (parent,) = self._frontier.sample(self._rng)
        arm = self._rng.choice(self._mutators)
        names = list(parent.evaluation.scores)
        gate = tuple(self._rng.sample(names, min(self._minibatch, len(names))))
        brief = self._desk.brief(arm, parent, self._partners(arm, parent))
        return self._hurdles.put(replace(brief, gate=gate), _Hurdle(gate, _mean(parent, gate)))

    def _partners(self, arm: Arm, parent: Trial) -> tuple[Trial, ...]:
        """Others to cross over with, where all arms do that; a mutation is shown its parent only."""
        if arm not in self._crossers:
            return ()
        return tuple(trial for trial in self._frontier.sample(self._rng, 3) if trial is not parent)[:2]

    def _merge(self, parent: Trial, partner: Trial) -> Brief:
        names = subsample(parent, partner, self._merge_sample, self._rng)
        hurdle = _Hurdle(names, max(_mean(parent, names), _mean(partner, names)), merge=True)
        brief = self._desk.brief(self._rng.choice(self._crossers), parent, (partner,))
        return self._hurdles.put(brief, hurdle)


def _mean(trial: Trial, names: Sequence[str]) -> float:
    scores = trial.evaluation.scores
    return sum(scores.get(name, 0.0) for name in names) / len(names) if names else 0.0
