"""Regret: what a single decision cost in hindsight."""

from __future__ import annotations

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late.bound import clairvoyant
from adrs.problems.cant_be_late.problem import create
from adrs.problems.cant_be_late.regret import _of_run, regrets
from adrs.problems.cant_be_late.rules import Job, simulate
from adrs.run.workbench import Regretful
from adrs.testing.inprocess import answer_of

PROBLEM = create()
JOB = Job(duration_s=4 * 600, deadline_s=10 * 600, overhead_s=0, gap_s=600)
TRACE = "0" * 3 + "1" * 3 + "0" * 10


@pytest.fixture(scope="module")
def workload() -> Workload:
    return PROBLEM.workloads(Split.TRAIN)[0]


def cost(log: str) -> float:
    return simulate(TRACE, JOB, lambda m: log[m.tick] if m.tick < len(log) else "N").cost_usd


def test_paying_for_on_demand_while_spot_is_there_is_regretted() -> None:
    ((loss, sentence),) = _of_run(TRACE, JOB, "OSSNNNS")
    assert loss == pytest.approx(cost("OSSNNNS") - cost("SSSNNNS"))
    seen = "spot available, wait running, 0.7 h of work left, 1.7 h to the deadline"
    assert sentence.startswith(f"tick 0 ({seen}): on_demand cost")


def test_what_the_clairvoyant_would_do_is_not_regretted() -> None:
    assert _of_run(TRACE, JOB, "SSSNNNS") == []
    assert cost("SSSNNNS") == pytest.approx(clairvoyant(TRACE, JOB))


def test_all_regrets_of_a_run_add_up_to_its_distance_from_the_bound() -> None:
    log = "OSSONNN"
    total = sum(loss for loss, _ in _of_run(TRACE, JOB, log))
    assert total == pytest.approx(cost(log[:4]) - clairvoyant(TRACE, JOB))


def test_the_largest_come_first_and_only_valid_answers_have_any(workload: Workload) -> None:
    answer = answer_of(PROBLEM, PROBLEM.seeds["greedy"], workload)
    found = regrets(workload, answer)
    losses = [loss for loss, _ in found]
    assert losses == sorted(losses, reverse=True)
    assert losses
    assert losses[0] > 0
    with pytest.raises(InvalidAnswer):
        regrets(workload, ["N"])


def test_the_workbench_can_ask_for_them() -> None:
    assert isinstance(PROBLEM, Regretful)
