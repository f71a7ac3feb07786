"""The dear evaluation is for programs that pass the cheap one."""

import asyncio
from collections.abc import Sequence

import pytest

from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.cascade import Cascade


class Fixed:
    """Always the same evaluation; remembers what it was held against."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.rivals: list[Evaluation | None] = []

    async def __call__(
        self, program: Program, workloads: Sequence[Workload], *, against: Evaluation | None = None
    ) -> Evaluation:
        self.rivals.append(against)
        return self.evaluation


def evaluation(outcome: Outcome = Outcome.VALID, *, complete: bool = True) -> Evaluation:
    return Evaluation(verdicts=(Verdict(workload="w", outcome=outcome),), complete=complete)


@pytest.mark.parametrize(
    "first", [evaluation(complete=False), evaluation(Outcome.CRASHED), evaluation(Outcome.INVALID)]
)
def test_what_fails_or_falls_behind_goes_no_further(first: Evaluation) -> None:
    full = Fixed(evaluation())
    cascade = Cascade(Fixed(first), full)
    assert asyncio.run(cascade(Program.from_text(""), [])) is first
    assert full.rivals == []


def test_what_passes_is_evaluated_in_full_against_the_same_rival() -> None:
    rival = evaluation()
    quick, full = Fixed(evaluation()), Fixed(evaluation())
    assert asyncio.run(Cascade(quick, full)(Program.from_text(""), [], against=rival)) is full.evaluation
    assert quick.rivals == full.rivals == [rival]
