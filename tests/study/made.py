"""Runs and studies made up for tests, on the tiny problem: everything can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adrs.core.verdict import Usage
from adrs.core.workload import Split
from adrs.run.bounds import split_bound
from adrs.study.records import Record, Step
from adrs.study.spec import Allowance, Cell, Contender, ProblemChoice, Spec, StrategyChoice
from adrs.testing.tiny import TinyProblem

PROBLEM = TinyProblem()
BUDGET = Allowance(evaluations=10)


def contender(label: str) -> Contender:
    """A contender of this name."""
    return Contender(strategy=StrategyChoice(label, {}, label), proposers=("genetic",), label=label)


def spec(labels: Sequence[str], *, seeds: int = 6, outcome: Split = Split.TEST) -> Spec:
    """A study of these contenders on the tiny problem; the first is the reference."""
    return Spec(
        name="made up",
        problems=(ProblemChoice("tiny", BUDGET),),
        contenders=tuple(map(contender, labels)),
        seeds=tuple(range(1, seeds + 1)),
        reference=labels[0],
        outcome=outcome,
    )


def value_at(gap: float, split: Split) -> float:
    """The value with this gap, where human lies 100 above the optimum."""
    bound = split_bound(PROBLEM, split)
    assert bound is not None
    return bound.value + 100.0 * gap


def record(
    label: str,
    seed: int,
    *,
    gap: float,
    start: float = 1.0,
    valid: bool = True,
    outcomes: Mapping[str, int] | None = None,
) -> Record:
    """A run of ten evaluations that falls from ``start`` to ``gap`` at the fifth, on every split."""
    splits = (Split.TRAIN, Split.VALIDATION, Split.TEST)
    values = {split: value_at(gap, split) for split in splits if valid or split is not Split.TEST}
    return Record(
        cell=Cell(problem="tiny", contender=contender(label), seed=seed, budget=BUDGET),
        stopped="evaluations",
        usage=Usage(evaluations=10, cpu_s=5.0),
        seeds=1,
        steps=(
            Step(1, value_at(start, Split.TRAIN), 0.5, 0, 0.0),
            Step(5, value_at(gap, Split.TRAIN), 2.5, 0, 0.0),
        ),
        values=values,
        human={split: value_at(1.0, split) for split in splits},
        naive={split: value_at(3.0, split) for split in splits},
        outcomes=outcomes or {"VALID": 7, "GATED": 2, "CRASHED": 1},
        failures={"duplicate": 3},
        asked=12,
        champion="genetic:constants",
    )
