"""Programs written for the public evaluator run unchanged."""

import sys

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.cant_be_late_multi import board
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT
from adrs.problems.cant_be_late_multi.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late_multi.test_golden import verdict
from tests.problems.cant_be_late_multi.worlds import workload

GREEDY = """
import argparse
import logging
import math
import typing

from sky_spot.strategies.multi_strategy import MultiRegionStrategy
from sky_spot.utils import ClusterType

if typing.TYPE_CHECKING:
    from sky_spot import env, task

logger = logging.getLogger(__name__)


class Rotate(MultiRegionStrategy):
    NAME = "rotate"

    def __init__(self, args: argparse.Namespace) -> None:
        super().__init__(args)
        self.hops: typing.List[int] = []

    def reset(self, env: "env.Env", task: "task.Task") -> None:
        super().reset(env, task)
        self.hops.clear()

    def _step(self, last_cluster_type: ClusterType, has_spot: bool) -> ClusterType:
        env = self.env
        left = self.task_duration - sum(self.task_done_time)
        if left <= 1e-3:
            return ClusterType.NONE
        gaps = math.floor((self.deadline - env.elapsed_seconds) / env.gap_seconds)
        if math.ceil((left + self.restart_overhead) / env.gap_seconds) >= gaps:
            steady = last_cluster_type == ClusterType.SPOT and self.remaining_restart_overhead < 1e-3
            return ClusterType.SPOT if steady else ClusterType.ON_DEMAND
        if math.ceil((left + 2 * self.restart_overhead) / env.gap_seconds) >= gaps:
            keep = last_cluster_type == ClusterType.SPOT and has_spot
            return ClusterType.SPOT if keep else ClusterType.ON_DEMAND
        if has_spot:
            return ClusterType.SPOT
        self.hops.append((env.get_current_region() + 1) % env.get_num_regions())
        env.switch_region(self.hops[-1])
        logger.debug(f"tick {env.tick}: {last_cluster_type.name}, on to {self.hops[-1]}")
        return ClusterType.NONE

    @classmethod
    def _from_args(cls, parser: argparse.ArgumentParser) -> "Rotate":
        return cls(parser.parse_known_args()[0])
"""

PROGRESS = """
import configargparse
import json
import math
from typing import Optional, Tuple
from sky_spot.strategies.strategy import MultiRegionStrategy
from sky_spot.utils import ClusterType


class UnionProgress(MultiRegionStrategy):
    NAME = "union_progress"

    def __init__(self, args: configargparse.Namespace):
        super().__init__(args)

    def _ahead(self, seconds: float) -> float:
        done = sum(self.task_done_time)
        return done - seconds * self.task_duration / self.deadline

    def _where(self) -> Tuple[bool, Optional[int]]:
        if not hasattr(self.env, "get_num_regions"):
            return self.env.spot_available(), 0
        spots = self.env.get_all_regions_spot_available()
        return any(spots), (spots.index(True) if any(spots) else None)

    def _step(self, last_cluster_type, has_spot):
        gap, now = self.env.gap_seconds, self.env.elapsed_seconds
        left = self.task_duration - sum(self.task_done_time)
        if left <= 1e-3:
            return ClusterType.NONE
        somewhere, first = self._where()
        choice = ClusterType.SPOT if somewhere else ClusterType.NONE
        if self._ahead(now) < 0 and not somewhere:
            choice = ClusterType.ON_DEMAND
        if last_cluster_type == ClusterType.ON_DEMAND:
            if not somewhere or self._ahead(now + 2 * getattr(self, "restart_overhead", 0.0)) <= 0:
                choice = ClusterType.ON_DEMAND
        if math.ceil((left + self.restart_overhead) / gap) >= math.floor((self.deadline - now) / gap):
            riding = last_cluster_type == ClusterType.SPOT and self.remaining_restart_overhead < 1e-3
            choice = ClusterType.SPOT if riding else ClusterType.ON_DEMAND
        if choice == ClusterType.SPOT and somewhere and not has_spot:
            self.env.switch_region(first)
        return choice
"""

STEP = """
from sky_spot.strategies.multi_strategy import MultiRegionStrategy
from sky_spot.utils import ClusterType
class Mine(MultiRegionStrategy):
    def _step(self, last_cluster_type, has_spot):
        {body}
"""
PAIR = workload("0" * 5 + "1" * 50, "1" * 3 + "0" * 52)
BOTH = workload("0" * 5 + "1" * 50, "1" * 3 + "0" * 52, rules=(PUBLISHED, STRICT))


def step(body):
    return STEP.format(body=body.replace("\n", "\n        "))


def answer(text, on=PAIR):
    return answer_of(create(), Program.from_text(text), on)


def judged(text, on=PAIR):
    return create().judge(on, answer(text, on))


@pytest.mark.parametrize(
    ("text", "policy", "baseline"),
    [(GREEDY, "greedy_rotate", "greedy_rotate"), (PROGRESS, "uniform_progress_multi", "human_sota")],
)
def test_public_runs_cost_what_the_reference_says(text, policy, baseline, golden, data):
    problem, expect = create(data), golden["aggregates"]["policies"][policy]
    verdicts = [verdict(problem, Program.from_text(text), w) for w in problem.workloads(Split.LEADERBOARD)]
    costs = {v.workload: v.value for v in verdicts}
    for scenario, runs in expect["runs"].items():
        mine = [costs[f"leaderboard/{scenario}-{window}"] for window in range(len(runs))]
        assert mine == pytest.approx(runs, rel=1e-9), scenario
    assert board.published(verdicts).value == expect["score"]
    first = problem.workloads(Split.LEADERBOARD)[0]
    kinds = answer_of(problem, problem.baselines[baseline], first)[PUBLISHED]["kinds"]
    assert answer(text, first)[PUBLISHED]["kinds"] == kinds


def test_decides_like_the_same_policy_in_our_terms():
    problem = create()
    for world in problem.workloads(Split.TRAIN)[:3]:
        theirs = judged(GREEDY, world)
        ours = problem.judge(world, answer_of(problem, problem.baselines["greedy_rotate"], world))
        assert theirs == ours


LOOKS = {
    "spot_available_in_region": "self.env.spot_available_in_region(1)",
    "all availabilities": "self.env.get_all_regions_spot_available()",
    "all prices": "self.env.get_all_regions_spot_prices()",
    "hopping there": "env = self.env; env.switch_region(1); env.spot_available(); env.switch_region(0)",
}


@pytest.mark.parametrize("body", LOOKS.values(), ids=LOOKS.keys())
def test_whatever_tells_of_another_region_is_billed_as_a_look(body):
    text = step(f"if self.env.tick == 2:\n    {body}\nreturn ClusterType.ON_DEMAND")
    assert answer(text)[STRICT]["looks"] == [[2, 1]]
    idle, curious = judged(step("return ClusterType.ON_DEMAND")), judged(text)
    assert curious.value == pytest.approx(idle.value + 36.0 * 2.0 / 3600)
    assert judged(text, BOTH).value == judged(step("return ClusterType.ON_DEMAND"), BOTH).value


def test_prices_are_told_where_there_is_a_spot_machine():
    body = """if self.env.tick == 0:
    assert self.env.get_all_regions_spot_prices() == [1.0, None]
if self.env.tick == 4:
    assert self.env.get_all_regions_spot_prices() == [1.0, 2.0]
return ClusterType.ON_DEMAND"""
    assert judged(step(body)).value > 0


def test_knows_when_the_work_is_done():
    said = answer(step("return ClusterType.NONE if self.task_done else ClusterType.ON_DEMAND"), BOTH)
    assert said[PUBLISHED]["kinds"] == "O" * 12 + "NN"
    assert said[STRICT]["kinds"] == "O" * 12


def test_the_last_of_several_hops_counts():
    body = "for region in (1, 0, 1):\n    assert self.env.switch_region(region)\nreturn ClusterType.ON_DEMAND"
    assert set(answer(step(body))[STRICT]["regions"]) == {1}


def test_looking_ahead_is_no_more_possible_than_in_our_terms():
    for body in (
        "self.env._observation.look.__closure__",
        "self.reset.__globals__",
        "getattr(self, '__dict__')",
    ):
        with pytest.raises(InvalidAnswer, match="not allowed"):
            answer(step(f"{body}\nreturn ClusterType.NONE"))


GIVEN = """
self.task_done_time.append(1e6)
self.task_done_time = [1e6]
self.remaining_restart_overhead = -1e6
self.restart_overhead = 0.0
self.deadline = 1e9
self.task_duration = 1.0
self.env = None
self.env.tick = 3
self.env.elapsed_seconds = 0.0
self.env.trace = 1
del self.deadline
del self.env.tick
"""


@pytest.mark.parametrize("body", GIVEN.strip().splitlines())
def test_changing_what_it_was_given_is_refused(body):
    with pytest.raises(InvalidAnswer, match="may not change what it was given"):
        answer(step(f"{body}\nreturn ClusterType.ON_DEMAND"))


@pytest.mark.parametrize("said", ["'spot'", "None", "1", "ClusterType", "(ClusterType.SPOT, 0)"])
def test_other_answers_are_refused(said):
    with pytest.raises(InvalidAnswer, match="must return a ClusterType"):
        answer(step(f"return {said}"))


@pytest.mark.parametrize("region", ["2", "-1", "True", "0.0", "None"])
def test_hops_to_nowhere_are_refused(region):
    with pytest.raises(InvalidAnswer, match="there is no region"):
        answer(step(f"self.env.switch_region({region})\nreturn ClusterType.NONE"))


def test_the_evaluator_that_steps_generators_is_another_one():
    text = step("pass").replace("_step(self, last_cluster_type, has_spot)", "_step_multi(self)")
    with pytest.raises(InvalidAnswer, match="another evaluator"):
        answer(text)


def test_a_policy_of_our_own_comes_first_and_may_be_a_strategy():
    assert answer(GREEDY + "\n\nPolicy = Rotate\n") == answer(GREEDY)
    own = "\n\nclass Policy:\n    def decide(self, o):\n        return 'on_demand', 0\n"
    assert set(answer(GREEDY + own)[STRICT]["kinds"]) == {"O"}


def test_a_wrapper_that_reads_its_own_file_is_left_alone_and_opens_nothing():
    wrapper = """
from pathlib import Path
class Solution:
    def solve(self, spec_path: str | None = None):
        return {"code": Path(__file__).read_text(encoding="utf-8")}
"""
    assert answer(GREEDY + wrapper) == answer(GREEDY)
    with pytest.raises(AttributeError, match="read_text"):
        answer(GREEDY + wrapper + "Solution().solve()")


def test_the_modules_offered_are_put_back():
    import logging

    answer(GREEDY)
    assert sys.modules["logging"] is logging
    assert "sky_spot.strategies.multi_strategy" not in sys.modules
