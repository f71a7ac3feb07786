"""Programs written for the public evaluator run unchanged."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.cant_be_late.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late.scenes import scene

PROBLEM = create()

GREEDY = """
import math
from sky_spot.strategies.strategy import Strategy
from sky_spot.utils import ClusterType


class Solution(Strategy):
    NAME = "greedy"

    def solve(self, spec_path):
        return self

    def _step(self, last_cluster_type, has_spot):
        left = self.task_duration - sum(self.task_done_time)
        if left <= 1e-9:
            return ClusterType.NONE
        gap = self.env.gap_seconds
        room = max(0, math.floor((self.deadline - self.env.elapsed_seconds) / gap))
        if math.ceil((left + self.restart_overhead) / gap) >= room:
            return ClusterType.ON_DEMAND
        if math.ceil((left + 2 * self.restart_overhead) / gap) >= room:
            return ClusterType.SPOT if self.env.cluster_type == ClusterType.SPOT else ClusterType.ON_DEMAND
        return ClusterType.SPOT if has_spot else ClusterType.NONE

    @classmethod
    def _from_args(cls, parser):
        return cls(parser.parse_known_args()[0])
"""

STEP = """
from sky_spot.strategies import strategy
from sky_spot.utils import ClusterType
SEEN = []
class Mine(strategy.Strategy):
    NAME = "mine"
    def __init__(self, args):
        super().__init__(args)
    def reset(self, env, task):
        super().reset(env, task)
        self.calls = 0
    def _step(self, last_cluster_type, has_spot):
        {body}
"""


def step(body):
    return Program.from_text(STEP.format(body=body.replace("\n", "\n        ")))


def judged(program, workload):
    return PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))


@pytest.mark.parametrize("split", [Split.TRAIN, Split.TEST])
def test_decides_like_the_same_policy_in_our_terms(split):
    for workload in PROBLEM.workloads(split)[:4]:
        theirs = judged(Program.from_text(GREEDY), workload)
        assert theirs == judged(PROBLEM.seeds["greedy"], workload)


def test_spot_that_is_not_there_means_to_wait_as_published():
    spot_only = step("return ClusterType.SPOT")
    assert judged(spot_only, scene(["0011" + "0" * 20])).metrics["idle_h"] == pytest.approx(2 / 6)


def test_is_asked_twice_more_after_completion_and_sees_one_credit_a_tick():
    body = """self.calls += 1
assert len(self.task_done_time) == self.calls == self.env.tick + 1
left = self.task_duration - sum(self.task_done_time)
SEEN.append(left)
if self.env.tick == 8:
    raise LookupError(repr(SEEN[-3:]))
return ClusterType.SPOT"""
    with pytest.raises(LookupError, match=r"\[60.0, 0.0, 0.0\]"):
        judged(step(body), scene(["0" * 20]))


@pytest.mark.parametrize(
    "body",
    [
        "self.task_done_time.append(1e6)",
        "self.task_done_time[0] = 1e6",
        "self.task_done_time = [1e6]",
        "self.remaining_restart_overhead = -1e6",
        "self.restart_overhead = 0.0",
        "self.deadline = 1e9",
        "self.task_duration = 1.0",
        "self.env.elapsed_seconds = 0.0",
        "self.env.gap_seconds = 1.0",
        "self.env.trace = 1",
        "del self.deadline",
    ],
)
def test_changing_what_it_was_given_is_refused(body):
    with pytest.raises(InvalidAnswer, match="may not change what it was given"):
        judged(step(f"{body}\nreturn ClusterType.ON_DEMAND"), scene(["0" * 20]))


@pytest.mark.parametrize("said", ["'spot'", "None", "1", "ClusterType"])
def test_other_answers_are_refused(said):
    with pytest.raises(InvalidAnswer, match="must return a ClusterType"):
        judged(step(f"return {said}"), scene(["0" * 20]))


def test_may_be_called_policy_as_well():
    named = Program.from_text(GREEDY + "\n\nPolicy = Solution\n")
    workload = PROBLEM.workloads(Split.TRAIN)[0]
    assert judged(named, workload) == judged(PROBLEM.seeds["greedy"], workload)
