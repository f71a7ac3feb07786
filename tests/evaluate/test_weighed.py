"""Rails and further objectives, held against evaluations."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from adrs.core.acceptance import Acceptance
from adrs.core.errors import UsageError
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.weighed import Weighed, metric, weigh


def evaluation(value: float | None, *rows: dict[str, float], violation: float = 0.0) -> Evaluation:
    verdicts = [
        Verdict(workload=f"w{i}", outcome=Outcome.VALID, value=value, metrics=row)
        for i, row in enumerate(rows)
    ]
    return Evaluation(verdicts=tuple(verdicts), value=value, score=value, violation=violation)


NAIVE = evaluation(0.0, {"ms": 40.0}, {"ms": 60.0, "hits": 10.0})
HUMAN = evaluation(1.0, {"ms": 20.0}, {"ms": 30.0, "hits": 10.0})


def weighed(tried: Evaluation, *, rails: Sequence[str] = (), also: Sequence[str] = ()) -> Evaluation:
    return weigh(tried, Acceptance.parse(rails, also), naive=NAIVE, human=HUMAN)


def test_a_metric_is_averaged_over_the_workloads_that_report_it() -> None:
    assert metric(HUMAN, "ms") == 25.0
    assert metric(HUMAN, "hits") == 10.0
    assert metric(HUMAN, "absent") is None


def test_rails_add_up_and_what_keeps_them_all_violates_nothing() -> None:
    rails = ["ms<=human*1.2", "hits>=10"]
    assert weighed(evaluation(2.0, {"ms": 30.0, "hits": 10.0}), rails=rails).violation == 0.0
    broken = weighed(evaluation(2.0, {"ms": 60.0, "hits": 5.0}), rails=rails)
    assert broken.violation == pytest.approx(1.0 + 0.5)
    assert (broken.value, broken.score) == (2.0, 2.0)


def test_a_metric_that_is_no_longer_reported_breaks_its_rail() -> None:
    assert weighed(evaluation(2.0, {"ms": 1.0}), rails=["hits>=0"]).violation == 1.0


def test_further_objectives_are_placed_between_naive_and_human() -> None:
    found = weighed(evaluation(2.0, {"ms": 37.5, "hits": 15.0}), also=["ms:min", "hits:max"])
    assert found.also == {
        "ms": pytest.approx(0.5),
        "hits": pytest.approx(0.5),
    }  # hits: no scale, 5 of 10 more


def test_what_failed_is_not_weighed() -> None:
    assert weighed(evaluation(None, {"ms": 90.0}), rails=["ms<=1"]).violation == 0.0


def test_a_metric_the_judge_does_not_report_is_named_with_those_it_does() -> None:
    with pytest.raises(UsageError, match="no metric 'speed'; there are hits, ms"):
        Weighed(Held(HUMAN), Acceptance.parse(["speed>=1"]), naive=NAIVE, human=HUMAN)


class Held:
    """Always the same evaluation; remembers what it was held against."""

    def __init__(self, result: Evaluation) -> None:
        self.result = result
        self.rivals: list[Evaluation | None] = []

    async def __call__(
        self, program: Program, workloads: Sequence[Workload], *, against: Evaluation | None = None
    ) -> Evaluation:
        self.rivals.append(against)
        return self.result


def test_a_parent_that_breaks_a_rail_is_no_rival_in_a_race() -> None:
    inner = Held(evaluation(1.0, {"ms": 20.0}))
    evaluate = Weighed(inner, Acceptance.parse(["ms<=25"]), naive=NAIVE, human=HUMAN)
    fair, foul = evaluation(3.0, {"ms": 20.0}), evaluation(3.0, {"ms": 99.0}, violation=2.0)
    for rival in (fair, foul):
        asyncio.run(evaluate(Program.from_text(""), [], against=rival))
    assert inner.rivals == [fair, None]
