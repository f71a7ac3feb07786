"""Beam search: the k best programs, each expanded in turn, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.elites import TopK
from adrs.search.tags import Tags


@dataclass(slots=True)
class _Node:
    depth: int
    expansions: int = 0


class Beam:
    """Beam search (Lowerre, "The Harpy Speech Recognition System", 1976) over programs.

    A member of the beam is due ``branching`` children. Members that are due are expanded shallowest first and
    the best first within a level, so that one evaluation at a time goes level by level; when nobody is due,
    everybody is due again.

    There is no barrier between levels. A child joins the beam, and may push a member out, as soon as it is
    told; a brief counts as an expansion when it is asked, whatever comes of it; and while children are out,
    the next ones due are expanded, at the next level if need be. Parents stay in the beam
    until ``width`` better programs are found (a beam for optimisation keeps its best; one that finds paths
    would not).

    Args:
        arms: Ways of making a candidate; drawn uniformly.
        seed: Seed of every choice.
        width: Programs in the beam (5 in SkyDiscover's).
        branching: Children of each member at a time.
        inspirations: Other members shown with each brief.
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        width: int = 5,
        branching: int = 4,
        inspirations: int = 2,
    ) -> None:
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._beam = TopK(width)
        self._nodes: dict[str, _Node] = {}
        self._depths: Tags[int] = Tags()  # of the parents of what is out
        self._branching = max(1, branching)
        self._inspirations = inspirations

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        if not len(self._beam):
            raise not_ready()
        parent = min(self._beam.trials, key=self._turn)  # the first, so the best, of equals
        node = self._nodes[parent.candidate.id]
        node.expansions += 1
        others = [trial for trial in self._beam.trials if trial is not parent]
        shown = self._rng.sample(others, min(self._inspirations, len(others)))
        return self._depths.put(
            self._desk.brief(self._rng.choice(self._desk.arms), parent, shown), node.depth
        )

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial in the beam."""
        self._desk.settle(trial, arm)
        depth = self._depths.take(trial)
        admission = self._beam.add(trial)
        if admission > Admission.REJECTED:
            self._nodes[trial.candidate.id] = _Node(0 if depth is None else depth + 1)
            self._nodes = {t.candidate.id: self._nodes[t.candidate.id] for t in self._beam.trials}
            self._desk.attempts.keep_only(self._nodes)
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """It was an expansion all the same: a parent that nothing can be made of is left behind."""
        self._desk.withdraw(brief)
        self._depths.drop(brief)

    def _turn(self, trial: Trial) -> tuple[int, int]:
        node = self._nodes[trial.candidate.id]
        return node.expansions // self._branching, node.depth
