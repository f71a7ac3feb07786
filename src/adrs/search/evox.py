"""EvoX: the search policy is searched for as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.behaviour import farthest
from adrs.search.desk import Desk, not_ready
from adrs.search.elites import TopK
from adrs.search.fitness import fitness
from adrs.search.policy import FREE, REFINE, RESTRUCTURE, Deployment, History, Policy, merit
from adrs.search.roles import LOCAL, doing, not_doing
from adrs.search.tags import Tags

_COLLAPSED = 0.01  # a population whose scores lie within this much of each other
_MOST_CHANGES = 4


@dataclass(slots=True)
class _Window:
    """A policy at work: what has come of the briefs made under it."""

    policy: Policy
    number: int
    start: float
    collapsed: bool
    gained: float = 0.0
    steps: int = 0


class EvoX:
    """Meta-evolution (Liu et al., "EvoX: Meta-Evolution for Automated Discovery", arXiv 2602.23413,
    Algorithm 1), and its implementation in SkyDiscover.

    A policy decides parents, variations and inspirations for a window of evaluations (phase I). Then it is
    credited with its gain (phase II, equations (1) and (2); :func:`~adrs.search.policy.merit`) and kept,
    or, if the gain was below ``threshold``, succeeded by a variation of the best policies so far (phase
    III). The population lives on.

    The paper's policies are programs that a model writes and the host imports. Here they are values of a
    declared family (:class:`~adrs.search.policy.Policy`): no code that a model wrote is ever imported into
    the search. What is lost is policies outside the family; what is gained is that a journal can be
    replayed and that a policy cannot do anything but choose. Other departures:

    * A successor is a mutation of the best policy deployed when the population was in the same state
      (spread out or collapsed, in place of the paper's richer descriptor); the longer nothing has been
      gained, the more parameters change at once.
    * Every valid trial is a candidate for the population, which keeps the best ``population`` of them, where
      the paper's database keeps all.
    * The window is a number of evaluations, 10, where the implementation takes a tenth of the budget, which a
      strategy does not know.
    * Proposals overlap: only briefs made under a policy count for its window and its gain.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        window: Evaluations after which a policy is credited (``W``).
        threshold: Gain in a window below which the policy is succeeded (``tau``; 0.01 in the implementation).
        population: Programs kept.
        history: Credited deployments kept.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        window: int = 10,
        threshold: float = 0.01,
        population: int = 40,
        history: int = 32,
    ) -> None:
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._arms: Mapping[str, Sequence[Arm]] = {
            FREE: self._desk.arms,
            REFINE: doing(arms, LOCAL) or self._desk.arms,
            RESTRUCTURE: not_doing(arms, LOCAL),
        }
        self._population = TopK(population)
        self._history = History(history)
        self._length = max(1, window)
        self._threshold = threshold
        self._tags: Tags[int] = Tags()
        self._still = 0  # windows in a row below the threshold
        self._window: _Window | None = None

    @property
    def policy(self) -> Policy:
        """The policy at work."""
        return self._window.policy if self._window else Policy()

    @property
    def deployments(self) -> tuple[Deployment, ...]:
        """Policies that were credited, oldest first."""
        return self._history.deployments

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        members = self._population.trials
        if not members:
            raise not_ready()
        if self._window is None:
            self._window = self._open(Policy(), 0)
        policy = self._window.policy
        parent = members[policy.rank(self._rng, len(members))]
        arm = self._rng.choice(self._arms[policy.variation(self._rng)])
        brief = self._desk.brief(arm, parent, self._shown(policy, parent))
        return self._tags.put(brief, self._window.number)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in the population."""
        self._desk.settle(trial, arm)
        number = self._tags.take(trial)
        gain = self._gain(trial)
        admission = self._population.add(trial)
        if admission > Admission.REJECTED:
            self._desk.attempts.keep_only(self._population)
        self._step(number, gain)
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """A step of its policy's window that gained nothing."""
        self._desk.withdraw(brief)
        self._step(self._tags.drop(brief), 0.0)

    def _gain(self, trial: Trial) -> float:
        score, best = fitness(trial), self._population.best()
        before = fitness(best) if best else None
        return 0.0 if score is None or before is None else max(score - before, 0.0)

    def _step(self, number: int | None, gain: float) -> None:
        window = self._window
        if window is None or number != window.number:
            return
        window.gained += gain
        window.steps += 1
        if window.steps >= self._length:
            self._close(window)

    def _close(self, window: _Window) -> None:
        worth = merit(window.start, window.start + window.gained, window.steps)
        self._history.add(Deployment(window.policy, window.collapsed, worth))
        policy = window.policy
        self._still = self._still + 1 if window.gained < self._threshold else 0
        if self._still:
            changes = min(self._still, _MOST_CHANGES)
            policy = self._history.successor(self._rng, collapsed=self._is_collapsed(), changes=changes)
        self._window = self._open(policy, window.number + 1)

    def _open(self, policy: Policy, number: int) -> _Window:
        best = self._population.best()
        start = fitness(best) if best else None
        return _Window(policy, number, start or 0.0, self._is_collapsed())

    def _is_collapsed(self) -> bool:
        members = self._population.trials
        if len(members) < 2:
            return True
        return (fitness(members[0]) or 0.0) - (fitness(members[-1]) or 0.0) < _COLLAPSED

    def _shown(self, policy: Policy, parent: Trial) -> tuple[Trial, ...]:
        others = [trial for trial in self._population.trials if trial is not parent]
        count = min(policy.inspirations, len(others))
        match policy.shown:
            case "best":
                return tuple(others[:count])
            case "unlike":
                return farthest(parent, others, count)
            case _:
                return tuple(self._rng.sample(others, count))
