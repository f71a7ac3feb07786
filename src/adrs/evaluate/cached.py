"""An evaluator that never runs the same program on the same workload twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from adrs.core.program import Program
from adrs.core.syntax import syntax_digest
from adrs.core.verdict import Evaluation, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.judged import ScaledEvaluator, assemble
from adrs.evaluate.scale import Scale

Key = tuple[str, str]


class Cached:
    """Wraps an evaluator that judges with a bounded memory of verdicts.

    Programs are the same when their normalised syntax trees are; workloads when their inputs are. The
    least recently used verdicts are dropped first. Not for objectives that measure time.
    """

    def __init__(self, inner: ScaledEvaluator, *, capacity: int = 4096) -> None:
        self.inner = inner
        self._capacity = capacity
        self._verdicts: OrderedDict[Key, Verdict] = OrderedDict()

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation, running only what is not remembered."""
        syntax = syntax_digest(program)
        missing = [w for w in workloads if (syntax, w.digest) not in self._verdicts]
        if missing:
            fresh = await self.inner(program, missing, against=against)
            for workload, verdict in zip(missing, fresh.verdicts, strict=True):
                self.remember(syntax, workload, verdict)
        verdicts = [self._recall((syntax, w.digest), w) for w in workloads]
        return assemble(self.inner.scale, verdicts)

    def remember(self, syntax: str, workload: Workload, verdict: Verdict) -> None:
        """Keep a verdict, for instance one read back from a journal."""
        self._verdicts[syntax, workload.digest] = verdict
        while len(self._verdicts) > self._capacity:
            self._verdicts.popitem(last=False)

    def _recall(self, key: Key, workload: Workload) -> Verdict:
        self._verdicts.move_to_end(key)
        return placed(self._verdicts[key], workload, self.inner.scale)


def placed(verdict: Verdict, workload: Workload, scale: Scale) -> Verdict:
    """A remembered verdict as one on this workload and this scale."""
    score = None if verdict.value is None else scale.normalise(workload.id, verdict.value)
    return replace(verdict, workload=workload.id, normalised=score)
