"""The default strategy: a portfolio of arms over a Pareto archive of parents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.bandit import DiscountedUCB
from adrs.search.credit import Credit
from adrs.search.desk import STATEFUL, Desk, Out, not_ready
from adrs.search.fitness import fitness
from adrs.search.pareto import ParetoArchive
from adrs.search.reservoir import Reservoir
from adrs.search.sessions import Sessions

_CLIMB = (0.55, 0.35)  # shares of parents: the best, a Pareto draw; the rest is any valid trial so far
_EXPLORE = (0.20, 0.45)
_TUNE = (0.80, 0.20)  # a session costs many evaluations: only a parent near the top is worth one
_FAILED = 0.25  # a brief that brought nothing counts as this much of a pull
_MOST_SEEDS = 32


class Adaptive:
    """Each brief goes to the arm with the best recent gains, from a parent worth starting from.

    Arms are a discounted bandit (:class:`DiscountedUCB`) rewarded by :class:`Credit`. Parents are the best
    trial, a draw from the Pareto archive over workloads (GEPA, arXiv 2507.19457), or now and then any valid
    trial so far. Inspirations are the members that do best where the parent is weak, filled up with seeds.
    Arms that learn from their own attempts are kept in sessions.

    A run opens with a few briefs for every structural arm in turn, from parents of all kinds: what a bandit
    has not seen work it does not try again soon, and early gains of one arm would hide those of another.

    After ``patience`` tells without a new best score the strategy explores: half of the briefs go to
    structural arms, uniformly, and most parents are not the best. Stretches of exploring and of climbing then
    alternate, ``patience`` tells each, until a new best brings climbing back.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        capacity: Members of the Pareto archive.
        opening: Briefs for each structural arm before the bandit decides.
        patience: Tells without a new best score that count as a plateau.
        quantum: Briefs in a session.
        inspirations: Other trials shown with each brief.
        stateful: Proposers that learn from their own attempts.
        local: Operators that change constants only; neither they nor stateful arms are structural.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        capacity: int = 64,
        opening: int = 4,
        patience: int = 40,
        quantum: int = 8,
        inspirations: int = 3,
        stateful: Iterable[str] = STATEFUL,
        local: Iterable[str] = ("constants",),
    ) -> None:
        self._desk = Desk(arms, seed=seed, stateful=stateful)
        self._rng = Random(seed)
        self._archive = ParetoArchive(capacity)
        self._older = Reservoir(capacity, rng=Random(f"{seed}/older"))
        self._seeds: list[Trial] = []
        self._bandit = DiscountedUCB(arms)
        self._credit = Credit()
        self._sessions = Sessions(quantum=quantum)
        quiet = frozenset(local)
        structural = [a for a in arms if not self._desk.is_stateful(a) and a.operator not in quiet]
        self._structural = structural or list(arms)
        self._opening = [arm for _ in range(opening) for arm in self._structural][::-1]
        self._patience = max(1, patience)
        self._inspirations = inspirations
        self._stale = 0  # tells since the last new best

    @property
    def exploring(self) -> bool:
        """Whether the search stands on a plateau and is in a stretch of exploring."""
        return (self._stale // self._patience) % 2 == 1

    def best(self) -> Trial | None:
        """The trial with the highest score so far."""
        return self._archive.best()

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        best = self._archive.best()
        if best is None:
            raise not_ready()
        arm, parent = self._open(best) or self._next_of_session() or self._pick(best)
        return self._desk.brief(arm, parent, self._inspire(parent))

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in the Pareto archive."""
        out = self._desk.settle(trial, arm)
        score = fitness(trial)
        before = self._archive.best()
        best = fitness(before) if before else None
        if out is not None and best is not None:
            self._learn(trial, out, score=score, best=best)
        if arm is None and score is not None and len(self._seeds) < _MOST_SEEDS:
            self._seeds.append(trial)
        improved = score is not None and (best is None or score > best)
        self._stale = 0 if improved or arm is None else self._stale + 1
        self._older.add(trial)
        admission = self._archive.add(trial)
        if admission > Admission.REJECTED:
            self._desk.attempts.keep_only(self._archive, also=self._sessions.parent_id)
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Counts lightly against an arm that costs nothing, and fully against one that was paid in vain.

        So it does where a model does not answer, told by a reason that begins with ``model:``: the arm would
        else be asked many times for every candidate that others bring.
        """
        self._desk.withdraw(brief)
        if cost.tokens or cost.cost_usd or reason.startswith("model:"):
            self._bandit.spend(brief.arm, cost)
        else:
            self._bandit.forgive(brief.arm, weight=1.0 - _FAILED)

    def forget(self, candidate_id: str, instead: Sequence[Trial]) -> None:
        """Never start from a candidate again, nor show it; what it had driven out may be there once more.

        Args:
            candidate_id: The candidate.
            instead: The best of the others; at least one.
        """
        self._archive.discard(candidate_id)
        self._older.discard(candidate_id)
        self._sessions.drop(candidate_id)
        self._seeds = [trial for trial in self._seeds if trial.candidate.id != candidate_id]
        for trial in instead:
            if trial.candidate.id not in self._archive:
                self._archive.add(trial)
        if not len(self._older):
            self._older.add(instead[0])

    def _learn(self, trial: Trial, out: Out, *, score: float | None, best: float) -> None:
        self._sessions.told(out.arm, out.parent, score)
        self._bandit.spend(out.arm, trial.cost)
        reward = self._credit.reward(
            score=score,
            scores=trial.evaluation.scores,
            best=best,
            heights=self._archive.heights(),
            parent=out.parent_score,
        )
        self._bandit.reward(out.arm, reward)

    def _open(self, best: Trial) -> tuple[Arm, Trial] | None:
        if not self._opening:
            return None
        arm = self._opening.pop()
        self._bandit.pull(arm)
        return arm, self._pick_parent(best, _EXPLORE)

    def _next_of_session(self) -> tuple[Arm, Trial] | None:
        kept = self._sessions.next()
        if kept:
            self._bandit.pull(kept[0])
        return kept

    def _pick(self, best: Trial) -> tuple[Arm, Trial]:
        arm = self._pick_arm()
        if not self._desk.is_stateful(arm):
            return arm, self._pick_parent(best, _EXPLORE if self.exploring else _CLIMB)
        parent = self._pick_parent(best, _TUNE)
        self._sessions.begin(arm, parent, fitness(parent) or 0.0)
        return arm, parent

    def _pick_arm(self) -> Arm:
        if self.exploring and self._rng.random() < 0.5:
            arm = self._rng.choice(self._structural)
            self._bandit.pull(arm)
            return arm
        return self._bandit.choose(self._rng)

    def _pick_parent(self, best: Trial, shares: tuple[float, float]) -> Trial:
        from_best, from_front = shares
        draw = self._rng.random()
        if draw < from_best:
            return best
        source = self._archive if draw < from_best + from_front else self._older
        return source.sample(self._rng)[0]

    def _inspire(self, parent: Trial) -> tuple[Trial, ...]:
        # One place is left to chance: what helps most on paper would otherwise be shown every time.
        chosen = list(self._archive.complements(parent, self._inspirations - 1))
        spare = [*self._rng.sample(self._seeds, len(self._seeds)), *self._archive.sample(self._rng, 4)]
        taken = {parent.candidate.id, *(trial.candidate.id for trial in chosen)}
        for trial in spare:
            if len(chosen) >= self._inspirations:
                break
            if trial.candidate.id not in taken:
                taken.add(trial.candidate.id)
                chosen.append(trial)
        return tuple(chosen)
