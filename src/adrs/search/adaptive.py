"""The default strategy: a portfolio of arms over parents of several kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.errors import UsageError
from adrs.core.verdict import Usage
from adrs.search.bandit import DiscountedUCB
from adrs.search.components import Components
from adrs.search.credit import Credit
from adrs.search.desk import STATEFUL, Desk, Out, not_ready
from adrs.search.fitness import fitness
from adrs.search.inspiring import Inspiring
from adrs.search.island import Island
from adrs.search.parents import CLIMB, EXPLORE, TUNE, Parents, Shares
from adrs.search.sessions import Sessions

MECHANISMS = (
    "cells",
    "complements",
    "components",
    "credit",
    "exploring",
    "front",
    "islands",
    "opening",
    "policies",
    "sessions",
)
"""What ``Adaptive(without=…)`` switches off; ``docs/strategies/adaptive.md`` says what each is worth."""

_FAILED = 0.25  # a brief that brought nothing counts as this much of a pull
_ISLANDERS = 0.4  # of briefs while an island is open
_PARADIGM = "paradigm"


@dataclass(frozen=True, slots=True)
class _Choice:
    """Who shall write, from what, and which policy chose the parent (``""``: none that learns)."""

    arm: Arm
    parent: Trial
    policy: str = ""
    on_island: bool = False


class Adaptive:
    """Each brief goes to the arm with the best recent gains, from a parent worth starting from.

    * **Arms** are a discounted bandit (:class:`DiscountedUCB`) rewarded by :class:`Credit`: gain per cost.
    * **Parents** come from the best, a Pareto archive over workloads (GEPA, arXiv 2507.19457), cells of
      behaviour, or anything valid; how often, follows what each has earned (:class:`Parents`).
    * **Inspirations** do best where the parent is weak, filled up with seeds (:class:`Inspiring`).
    * **Sessions** keep an arm that learns from its own attempts, the tuner, for a block of briefs.
    * **Components**: half of the small changes keep to one function of the parent (:class:`Components`).
    * **Opening**: a few briefs for every structural arm in turn, from parents of all kinds: what a bandit has
      not seen work it does not try again soon, and early gains of one arm would hide those of another. Briefs
      that are paid for are too dear for this: an arm that has cost something is left to the bandit.
    * **Exploring**: after ``patience`` tells without a new best score half of the briefs go to structural
      arms, those for a new paradigm before others, and most parents are not the best. Stretches of exploring
      and of climbing then alternate, ``patience`` tells each, until a new best brings climbing back.
    * **Islands**: with each stretch of exploring a line of its own begins, from a seed or an older trial.
      Its members compete only with each other for as long as the stretch lasts. What is good enough for the
      front gets there as well, so nothing has to migrate when the island is given up.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        without: Mechanisms to leave out, of :data:`MECHANISMS`.
        capacity: Members of each archive.
        opening: Briefs for each structural arm before the bandit decides.
        patience: Tells without a new best score that count as a plateau.
        quantum: Briefs in a session.
        inspirations: Other trials shown with each brief.
        stateful: Proposers that learn from their own attempts.
        local: Operators that change constants only; neither they nor stateful arms are structural.

    Raises:
        UsageError: A mechanism that there is not, or arms that are none or not distinct.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        without: Collection[str] = (),
        capacity: int = 64,
        opening: int = 3,
        patience: int = 40,
        quantum: int = 8,
        inspirations: int = 3,
        stateful: Iterable[str] = STATEFUL,
        local: Iterable[str] = ("constants",),
    ) -> None:
        self._uses = frozenset(MECHANISMS) - _checked(without)
        self._desk = Desk(arms, seed=seed, stateful=stateful)
        self._rng = Random(seed)
        self._parents = Parents(
            seed=seed,
            capacity=capacity,
            front="front" in self._uses,
            cells="cells" in self._uses,
            learned="policies" in self._uses,
        )
        self._bandit = DiscountedUCB(arms)
        self._credit = Credit()
        self._sessions = Sessions(quantum=quantum if "sessions" in self._uses else 1)
        self._inspiring = Inspiring(inspirations, complements="complements" in self._uses)
        self._components = Components() if "components" in self._uses else None
        quiet = frozenset(local)
        structural = [a for a in arms if not self._desk.is_stateful(a) and a.operator not in quiet]
        self._structural = structural or list(arms)
        self._bold = [arm for arm in structural if arm.operator == _PARADIGM]
        rounds = opening if "opening" in self._uses else 0
        self._opening = [arm for _ in range(rounds) for arm in self._structural][::-1]
        self._dear: set[Arm] = set()
        self._patience = max(1, patience)
        self._stale = 0  # tells since the last new best
        self._policies: dict[int, str] = {}  # of the briefs that are out
        self._island: Island | None = None
        self._islanders: set[int] = set()  # briefs that are out for the island

    @property
    def exploring(self) -> bool:
        """Whether the search stands on a plateau and is in a stretch of exploring."""
        return "exploring" in self._uses and (self._stale // self._patience) % 2 == 1

    def best(self) -> Trial | None:
        """The trial with the highest score so far."""
        return self._parents.best

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        if self._parents.best is None:
            raise not_ready()
        choice = self._open() or self._next_of_session() or self._pick()
        shown = self._inspiring.choose(choice.parent, self._parents.archive, self._rng)
        focus = self._components.choose(choice.parent, self._rng) if self._components else ""
        brief = self._desk.brief(choice.arm, choice.parent, shown, focus=focus)
        self._policies[brief.id] = choice.policy
        if choice.on_island:
            self._islanders.add(brief.id)
        return brief

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in the Pareto archive."""
        out = self._desk.settle(trial, arm)
        score = fitness(trial)
        before = self._parents.best
        best = fitness(before) if before else None
        if out is not None:
            self._settle(trial, out, best)
        if arm is None:
            self._inspiring.add_seed(trial)
        improved = score is not None and (best is None or score > best)
        self._stale = 0 if improved or arm is None else self._stale + 1
        admission = self._parents.add(trial)
        if admission > Admission.REJECTED:
            self._desk.attempts.keep_only(self._parents.archive, also=self._sessions.parent_id)
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Counts lightly against an arm that costs nothing, and fully against one that was paid in vain.

        So it does where a model does not answer, told by a reason that begins with ``model:``: the arm would
        else be asked many times for every candidate that others bring.
        """
        self._desk.withdraw(brief)
        self._forget(brief.id)
        if cost.tokens or cost.cost_usd or reason.startswith("model:"):
            self._spend(brief.arm, cost)
        else:
            self._bandit.forgive(brief.arm, weight=1.0 - _FAILED)

    def forget(self, candidate_id: str, instead: Sequence[Trial]) -> None:
        """Never start from a candidate again, nor show it; what it had driven out may be there once more.

        Args:
            candidate_id: The candidate.
            instead: The best of the others; at least one.
        """
        self._parents.discard(candidate_id, instead)
        self._sessions.drop(candidate_id)
        self._inspiring.discard(candidate_id)
        if self._island is not None and candidate_id in self._island:
            self._island = None

    def _settle(self, trial: Trial, out: Out, best: float | None) -> None:
        number = int(trial.candidate.id[1:])
        policy, islander = self._policies.get(number, ""), number in self._islanders
        self._forget(number)
        score = fitness(trial)
        if islander and self._island is not None and out.parent in self._island:
            self._island.add(trial)
        if best is None:
            return
        self._sessions.told(out.arm, out.parent, score)
        self._spend(out.arm, trial.cost)
        reward = self._credit.reward(
            score=score,
            scores=trial.evaluation.scores,
            best=best,
            heights=self._parents.archive.heights(),
            parent=out.parent_score,
        )
        self._bandit.reward(out.arm, reward)
        if policy:
            self._parents.reward(policy, reward)

    def _forget(self, number: int) -> None:
        self._policies.pop(number, None)
        self._islanders.discard(number)

    def _spend(self, arm: Arm, cost: Usage) -> None:
        if cost.tokens or cost.cost_usd:
            self._dear.add(arm)
        self._bandit.spend(arm, cost)

    def _open(self) -> _Choice | None:
        while self._opening:
            arm = self._opening.pop()
            if arm not in self._dear:
                self._bandit.pull(arm)
                return self._from(arm, EXPLORE)
        return None

    def _next_of_session(self) -> _Choice | None:
        kept = self._sessions.next()
        if kept is None:
            return None
        self._bandit.pull(kept[0])
        return _Choice(*kept)

    def _pick(self) -> _Choice:
        exploring = self.exploring
        arm = self._pick_arm(exploring)
        if self._desk.is_stateful(arm):
            choice = self._from(arm, TUNE)
            self._sessions.begin(arm, choice.parent, fitness(choice.parent) or 0.0)
            return choice
        self._keep_island(exploring)
        if self._island is not None and self._rng.random() < _ISLANDERS:
            return _Choice(arm, self._island.sample(self._rng), on_island=True)
        return self._from(arm, EXPLORE if exploring else CLIMB)

    def _pick_arm(self, exploring: bool) -> Arm:
        if "credit" not in self._uses:
            return self._rng.choice(self._desk.arms)
        if exploring and self._rng.random() < 0.5:
            bold = self._bold and self._rng.random() < 0.5
            arm = self._rng.choice(self._bold if bold else self._structural)
            self._bandit.pull(arm)
            return arm
        return self._bandit.choose(self._rng)

    def _from(self, arm: Arm, shares: Shares) -> _Choice:
        policy, parent = self._parents.draw(shares, self._rng)
        return _Choice(arm, parent, policy)

    def _keep_island(self, exploring: bool) -> None:
        """An island is open for as long as a stretch of exploring lasts."""
        if not exploring or "islands" not in self._uses:
            self._island = None
        elif self._island is None:
            root = self._parents.anyone(self._rng)
            self._island = None if root is None else Island(root)


def _checked(without: Collection[str]) -> frozenset[str]:
    """The mechanisms to leave out.

    Raises:
        UsageError: One of them does not exist.
    """
    names = frozenset([without] if isinstance(without, str) else without)
    unknown = sorted(names - frozenset(MECHANISMS))
    if unknown:
        raise UsageError(f"adaptive has no mechanism {unknown[0]!r}; there are {', '.join(MECHANISMS)}")
    return names
