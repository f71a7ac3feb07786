"""A record of measured values is measured again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import pytest

from adrs.core.problem import Direction, Objective
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.confirmed import Confirmed
from adrs.evaluate.judged import assemble
from adrs.evaluate.scale import Anchors, Scale

OBJECTIVE = Objective(name="speed", unit="x", direction=Direction.MAXIMIZE)
SCALE = Scale(OBJECTIVE, {"w": Anchors(0.0, 1.0)})


class Measuring:
    """Evaluates to the next of these values; ``None`` crashes."""

    def __init__(self, values: Iterable[float | None]) -> None:
        self.left = list(values)
        self.calls = 0

    async def __call__(
        self, program: Program, workloads: Sequence[Workload], *, against: Evaluation | None = None
    ) -> Evaluation:
        self.calls += 1
        value = self.left.pop(0)
        if value is None:
            return assemble(SCALE, [Verdict(workload="w", outcome=Outcome.CRASHED)])
        usage = Usage(cpu_s=1.0)
        verdict = Verdict(workload="w", outcome=Outcome.VALID, value=value, normalised=value, usage=usage)
        return assemble(SCALE, [verdict])


def measure(*values: float | None, record: float | None = 1.0) -> tuple[Evaluation, int]:
    inner = Measuring(values)
    confirmed = Confirmed(inner, SCALE, record=lambda: record, most=4)
    return asyncio.run(confirmed(Program.from_text(""), [])), inner.calls


@pytest.mark.parametrize(("value", "record"), [(0.9, 1.0), (1.0, 1.0), (5.0, None)])
def test_what_is_no_record_costs_one_evaluation(value: float, record: float | None) -> None:
    found, calls = measure(value, record=record)
    assert (found.score, calls) == (value, 1)


def test_a_clear_record_is_measured_twice_and_counts_with_its_mean() -> None:
    found, calls = measure(2.0, 2.1)
    assert calls == 2
    assert found.score == pytest.approx(2.05)
    assert found.verdicts[0].normalised == pytest.approx(2.05)
    assert found.usage.cpu_s == 2.0


def test_a_lucky_first_value_is_taken_back() -> None:
    found, calls = measure(1.2, 0.7)
    assert calls == 2
    assert found.score == pytest.approx(0.95)


def test_a_record_that_is_not_decided_is_measured_until_it_is_or_the_patience_ends() -> None:
    found, calls = measure(1.4, 0.9, 1.3, 1.1)
    assert calls == 4
    assert found.score == pytest.approx(1.175)


def test_a_program_that_does_not_work_every_time_is_no_record() -> None:
    found, calls = measure(2.0, None)
    assert (found.outcome, found.score, calls) == (Outcome.CRASHED, None, 2)
