"""A race against the parent: workloads one by one, cheapest first, for as long as there is hope."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.program import Program
from adrs.core.seams import Evaluator
from adrs.core.verdict import Evaluation, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.judged import assemble
from adrs.evaluate.scale import Scale

_ROUNDING = 1e-9


class Raced:
    """Runs workloads in order and stops at the first failure, or once the race is as good as lost.

    It is lost when, after at least ``gate`` workloads, the mean of the normalised scores so far is more than
    ``margin`` below that of the evaluation it is held against on the same workloads. It is pointless when all
    answers so far are the very answers of that evaluation and score no better: the program behaves like the
    one it was made from. (The same answers score better where speed counts.)

    With a ``minibatch`` the race is another one, that of GEPA (arXiv 2507.19457, Algorithm 1, lines 9 to 19):
    the workloads named come first, and only a program that beats its rival on them in sum is run on the
    others, and then on all of them.
    """

    def __init__(
        self,
        inner: Evaluator,
        scale: Scale,
        *,
        gate: int = 3,
        margin: float = 0.0,
        minibatch: Sequence[str] = (),
    ) -> None:
        self.inner = inner
        self.scale = scale
        self.gate = gate
        self.margin = margin
        self.minibatch = frozenset(minibatch)

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation; incomplete when it was stopped before the last workload."""
        rival = against or Evaluation(verdicts=())
        verdicts: list[Verdict] = []
        for workload in sorted(workloads, key=lambda w: w.id not in self.minibatch):
            verdicts += (await self.inner(program, [workload])).verdicts
            if not verdicts[-1].ok or self._stops(verdicts, rival):
                break
        place = {workload.id: number for number, workload in enumerate(workloads)}
        verdicts.sort(key=lambda verdict: place[verdict.workload])
        return assemble(self.scale, verdicts, complete=len(verdicts) == len(workloads))

    def _stops(self, verdicts: Sequence[Verdict], rival: Evaluation) -> bool:
        lead = _lead(verdicts, rival.scores)
        if self.minibatch:
            return len(verdicts) == len(self.minibatch) and lead <= _ROUNDING
        if len(verdicts) < self.gate:
            return False
        return self._lost(lead) or (_same_answers(verdicts, rival.answers) and lead <= _ROUNDING)

    def _lost(self, lead: float) -> bool:
        return lead < -self.margin - _ROUNDING


def _lead(verdicts: Sequence[Verdict], rival: dict[str, float]) -> float:
    """Mean by which the scores lie above the rival's; 0 where none can be compared."""
    gaps = [
        v.normalised - rival[v.workload] for v in verdicts if v.normalised is not None and v.workload in rival
    ]
    return sum(gaps) / len(gaps) if gaps else 0.0


def _same_answers(verdicts: Sequence[Verdict], rival: dict[str, str]) -> bool:
    return all(v.answer and v.answer == rival.get(v.workload) for v in verdicts)
