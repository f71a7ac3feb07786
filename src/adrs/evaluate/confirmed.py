"""Measures a record again before it is believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean

from adrs.core.program import Program
from adrs.core.seams import Evaluator
from adrs.core.verdict import Evaluation, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.judged import assemble
from adrs.evaluate.scale import Scale

Record = Callable[[], float | None]
"""The best score of the run so far."""


class Confirmed:
    """Wraps an evaluator whose values are measured: the best of many noisy values is too good by chance.

    A candidate that seems to be a new record is evaluated again, all workloads afresh, and the mean counts,
    per workload. It is repeated until the record is decided: the mean lead over the old record is more than
    ``width`` of its standard errors away from 0, or ``most`` evaluations are made. What falls below the
    record on the way is told with its mean and not with its lucky first value (racing by repeated comparison,
    after Maron & Moore, NIPS 1994): the winner's curse is paid off before anybody builds on the winner.

    An evaluation that is no record costs nothing more.

    Args:
        inner: Evaluates; each call measures anew.
        scale: The run's scale.
        record: The best score so far.
        most: Evaluations of one program at most.
        width: Standard errors that decide.
    """

    def __init__(
        self, inner: Evaluator, scale: Scale, *, record: Record, most: int = 4, width: float = 2.0
    ) -> None:
        self.inner = inner
        self.scale = scale
        self.record = record
        self.most = most
        self.width = width

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation; for a record the mean of at least two."""
        first = await self.inner(program, workloads, against=against)
        record = self.record()
        if record is None or first.score is None or first.score <= record:
            return first
        runs = [first]
        while len(runs) < self.most:
            again = await self.inner(program, workloads)
            if again.score is None:
                return again  # it does not even work every time
            runs.append(again)
            if _decided([run.score - record for run in runs if run.score is not None], self.width):
                break
        return self._mean(runs)

    def _mean(self, runs: Sequence[Evaluation]) -> Evaluation:
        columns = zip(*(run.verdicts for run in runs), strict=True)
        return assemble(self.scale, [self._merged(column) for column in columns])

    def _merged(self, verdicts: Sequence[Verdict]) -> Verdict:
        values = [v.value for v in verdicts if v.value is not None]
        if len(values) < len(verdicts):
            return next(v for v in verdicts if not v.ok)
        value = fmean(values)
        usage = verdicts[0].usage
        for verdict in verdicts[1:]:
            usage = usage + verdict.usage
        names = set.intersection(*(set(v.metrics) for v in verdicts))
        metrics = {
            name: fmean(v.metrics[name] for v in verdicts) for name in verdicts[0].metrics if name in names
        }
        normalised = self.scale.normalise(verdicts[0].workload, value)
        return replace(verdicts[0], value=value, normalised=normalised, metrics=metrics, usage=usage)


def _decided(leads: Sequence[float], width: float) -> bool:
    """Whether the mean lead is further from 0 than its standard error, ``width`` times, allows for."""
    mean = fmean(leads)
    spread = sum((lead - mean) ** 2 for lead in leads) / (len(leads) - 1)
    return mean < 0.0 or mean * mean > width * width * spread / len(leads)
