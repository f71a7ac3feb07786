"""The scale scores are shown on: 0 = the naive seed, 1 = the human state of the art, more is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adrs.core.problem import Direction, Objective
from adrs.core.verdict import Evaluation, Verdict

_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Anchors:
    """The two reference values of one workload, in the objective's unit."""

    naive: float
    human: float

    def place(self, value: float, direction: Direction) -> float | None:
        """Where ``value`` lies between them; ``None`` unless human is better than naive.

        Where it is not, the scale would be empty or upside down, and reward the worst programs.
        """
        sign = 1.0 if direction is Direction.MINIMIZE else -1.0
        span = sign * (self.naive - self.human)
        if span <= _SAME * max(abs(self.naive), abs(self.human)):
            return None
        return sign * (self.naive - value) / span


@dataclass(frozen=True)
class Scale:
    """Anchors by workload id, for one objective."""

    objective: Objective
    anchors: Mapping[str, Anchors]

    @classmethod
    def between(cls, objective: Objective, naive: Evaluation, human: Evaluation) -> Scale:
        """The scale spanned by two evaluations on the same workloads."""
        human_values = {v.workload: v.value for v in human.verdicts}
        anchors = {
            v.workload: Anchors(v.value, other)
            for v in naive.verdicts
            if v.value is not None and (other := human_values.get(v.workload)) is not None
        }
        return cls(objective, anchors)

    def normalise(self, workload: str, value: float) -> float | None:
        """``value`` on this workload's scale; ``None`` where the anchors span none."""
        anchors = self.anchors.get(workload)
        return None if anchors is None else anchors.place(value, self.objective.direction)

    def aggregate(self, verdicts: Sequence[Verdict]) -> tuple[float | None, float | None]:
        """The objective's value over ``verdicts``, and its score on this scale.

        Both are ``None`` unless every verdict is valid. Where anchors are missing or coincide, the score is
        the bare value with the sign that makes more better, so that a search can still compare.
        """
        values = [v.value for v in verdicts if v.ok and v.value is not None]
        if not verdicts or len(values) != len(verdicts):
            return None, None
        value = self.objective.combine(values)
        return value, self._score([v.workload for v in verdicts], value)

    def _score(self, workloads: Sequence[str], value: float) -> float:
        anchors = [self.anchors[w] for w in workloads if w in self.anchors]
        if len(anchors) == len(workloads):
            naive = self.objective.combine([a.naive for a in anchors])
            human = self.objective.combine([a.human for a in anchors])
            placed = Anchors(naive, human).place(value, self.objective.direction)
            if placed is not None:
                return placed
        return -value if self.objective.direction is Direction.MINIMIZE else value
