"""LEVI: diversity from the beginning, kept in cells over code and behaviour; strong and cheap arms."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.code_counts import code_counts
from adrs.search.cvt import CVTArchive
from adrs.search.desk import Desk, not_ready
from adrs.search.fitness import fitness, sane
from adrs.search.ranking import Member

STRONG = ("paradigm", "rewrite", "construct", "restart")
"""Operators that start something new, for runs that declare no strong model."""

_MOST_IN_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class _Order:
    """A brief that is due: who shall write it, from what, and how many variants a valid child gets."""

    strong: bool
    parent: Member
    shown: tuple[Member, ...] = ()
    variants: int = 0


class Levi:
    """Tanveer: LEVI (arXiv 2605.09764), and its code (ttanv/levi), whose defaults these are.

    * **Diverse initialisation** (section 3, ``InitConfig``). Strong arms write until there are
      ``diverse_seeds`` starting points, shown those there are; the problem's seeds count. Cheap arms then
      write ``variants`` of each.
    * **Cells** (``CVTConfig``, ``BehaviorConfig``). What this brought is described by its syntax (loops,
      branches, arithmetic, depth of loops) and its behaviour (the score on each workload); its clusters are
      the centroids of a :class:`CVTArchive` of at most ``cells`` cells.
    * **Refinement** is for cheap arms: parents and inspirations are drawn from the elites by a softmax over
      their scores, scaled to 0 to 1, at a temperature drawn from ``temperatures``.
    * **Paradigm shifts** (appendix F, punctuated equilibrium) are for strong arms: every ``interval`` trials
      one starts from the best elites of ``regions`` clusters of cells, and if its child is valid, cheap arms
      write ``shift_variants`` of that.

    An arm is strong if its proposer, its operator or its full name (``"proposer:operator"``) is in
    ``strong``; name the proposer of a frontier model there. All other arms are cheap. Where nobody is
    either, everybody is both.

    Where this differs: ``variants`` is 5 and not 20, as LEVI's runs are of 750 evaluations and ours often of
    a hundred; within a role arms are drawn uniformly; the scale of the features is fixed after
    initialisation (there it goes on moving); behaviour is all workloads, where LEVI's users name the scores
    to use; the proxy benchmark (evaluating on a subset that preserves ranks) and the prompt optimisation are
    not the strategy's business; and its periodic advice from a model is the run's distillation of lessons
    (``--distil``).

    Memory: at most ``cells`` trials, 500 while initialising, and the attempts of stateful arms. A tell costs
    one parse of the program and ``cells`` distances in 4 + workloads dimensions.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        strong: Names of proposers, operators or arms that are strong.
        cells: Most cells (``n_centroids``).
        diverse_seeds: Starting points (``n_diverse_seeds``).
        variants: Children of each starting point (``n_variants_per_seed``).
        temperatures: Of the softmax.
        inspirations: Other elites shown with a refinement (``n_inspirations``).
        interval: Trials between paradigm shifts; 0 for none.
        regions: Clusters of cells whose best a paradigm shift is shown (``n_clusters``).
        shift_variants: Children of a valid paradigm shift (``n_variants``).

    Raises:
        ValueError: There is no cell or no region, or a temperature is not positive.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        strong: Iterable[str] = STRONG,
        cells: int = 50,
        diverse_seeds: int = 4,
        variants: int = 5,
        temperatures: Sequence[float] = (0.3, 0.7, 1.0, 1.2),
        inspirations: int = 1,
        interval: int = 10,
        regions: int = 3,
        shift_variants: int = 3,
    ) -> None:
        if min(cells, regions, len(temperatures)) < 1 or min(temperatures) <= 0.0:
            raise ValueError(f"{cells} cells, {regions} regions, temperatures {temperatures}: not positive")
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        names = frozenset([strong] if isinstance(strong, str) else strong)
        chosen = [arm for arm in arms if names & {arm.proposer, arm.operator, str(arm)}]
        others = [arm for arm in arms if arm not in chosen]
        self._strong, self._cheap = chosen or others, others or chosen
        self._cells, self._regions, self._inspirations = cells, regions, inspirations
        self._starts, self._variants, self._shift_variants = diverse_seeds, variants, shift_variants
        self._temperatures = tuple(temperatures)
        self._interval = interval
        self._archive: CVTArchive | None = None
        self._sample: list[tuple[Member, list[float]]] = []  # everything valid, until there is an archive
        self._due: deque[_Order] = deque()
        self._opened = False
        self._workloads: list[str] = []
        self._told = self._since_shift = 0
        self._best: Member | None = None
        self._drawn: dict[float, list[float]] = {}  # softmax weights by temperature, until the elites change

    @property
    def initialising(self) -> bool:
        """Whether the archive is still to come."""
        return self._archive is None

    def best(self) -> Trial | None:
        """The trial with the highest score so far."""
        return None if self._best is None else self._best.trial

    def ask(self) -> Brief:
        """The next brief: of the initialisation, a paradigm shift and its variants, or a refinement.

        Raises:
            ValueError: No valid trial was told yet.
        """
        if self._best is None:
            raise not_ready()
        if not self._opened:
            self._open()
        if not self._due and self._archive is None:
            self._build()
        if not self._due and self._interval and self._since_shift >= self._interval:
            self._since_shift = 0
            self._due.append(self._shift())
        order = self._due.popleft() if self._due else self._refinement()
        arm = self._rng.choice(self._strong if order.strong else self._cheap)
        shown = {member.id: member.trial for member in order.shown if member.id != order.parent.id}
        return self._desk.brief(arm, order.parent.trial, tuple(shown.values()), tag=order)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in the archive; ``NEW`` for all valid ones while it is still to come."""
        out = self._desk.settle(trial, arm)
        self._told += 1
        self._since_shift += out is not None and self._archive is not None
        score = fitness(trial)
        if score is None:
            return Admission.REJECTED
        member = Member(trial.candidate.id, trial, score, self._told)
        if self._best is None or score > self._best.score:
            self._best = member
        if out is not None and out.tag.variants:
            self._due.extend([_Order(strong=False, parent=member)] * out.tag.variants)
        return self._admit(member, self._features(trial))

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing to learn: arms are drawn uniformly."""
        self._desk.withdraw(brief)

    def _admit(self, member: Member, features: list[float]) -> Admission:
        if self._archive is None:
            if len(self._sample) >= _MOST_IN_SAMPLE:
                return Admission.REJECTED
            self._sample.append((member, features))
            return Admission.NEW
        admission = self._archive.add(member, features)
        if admission > Admission.REJECTED:
            self._drawn.clear()
        return admission

    def _features(self, trial: Trial) -> list[float]:
        scores = trial.evaluation.scores
        if not self._workloads:
            self._workloads = sorted(scores)
        known = [scores.get(name, 0.0) for name in self._workloads]
        if not sane(sum(map(abs, known))):
            known = [score if sane(score) else 0.0 for score in known]
        return [*code_counts(trial.candidate.program), *known]

    def _open(self) -> None:
        """Order what the initialisation needs: starting points that are missing, and variants of all."""
        self._opened = True
        ranked = sorted((member for member, _ in self._sample), key=lambda member: -member.score)
        starts = tuple(ranked[: max(1, self._starts)])
        for number in range(self._starts - len(starts)):
            parent = starts[number % len(starts)]
            self._due.append(_Order(strong=True, parent=parent, shown=starts, variants=self._variants))
        for _ in range(self._variants):
            self._due.extend(_Order(strong=False, parent=start) for start in starts)

    def _build(self) -> None:
        """Cluster what the initialisation brought into cells, and put it there."""
        sample = np.array([features for _, features in self._sample])
        self._archive = CVTArchive(sample, cells=self._cells, rng=self._rng)
        for member, features in self._sample:
            self._archive.add(member, features)
        self._sample = []

    def _shift(self) -> _Order:
        assert self._archive is not None
        best, *others = self._archive.regions(self._regions, self._rng)
        return _Order(strong=True, parent=best, shown=tuple(others), variants=self._shift_variants)

    def _refinement(self) -> _Order:
        assert self._archive is not None
        elites = self._archive.elites
        weights = self._softmax(self._rng.choice(self._temperatures), elites)
        parent = self._rng.choices(elites, weights)[0]
        shown = self._rng.choices(elites, weights, k=2 * self._inspirations)
        distinct = {member.id: member for member in shown if member is not parent}
        return _Order(strong=False, parent=parent, shown=tuple(distinct.values())[: self._inspirations])

    def _softmax(self, temperature: float, elites: Sequence[Member]) -> list[float]:
        weights = self._drawn.get(temperature)
        if weights is None:
            scores = [member.score for member in elites]
            low, high = min(scores), max(scores)
            reach = high - low or 1.0
            weights = [math.exp(((score - low) / reach - 1.0) / temperature) for score in scores]
            self._drawn[temperature] = weights
        return weights
