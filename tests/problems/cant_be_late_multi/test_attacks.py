"""Programs that try to look better than they are. Each is refused, or gains nothing."""

import gc

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.cant_be_late_multi import harness
from adrs.problems.cant_be_late_multi.attacks import (
    gains_nothing,
    imports_more,
    impossible_choices,
    keeps_state,
    looks_ahead,
)
from adrs.problems.cant_be_late_multi.attacks._parts import HEAD, OUTSIDE
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT, Job
from adrs.problems.cant_be_late_multi.problem import create
from adrs.problems.cant_be_late_multi.simulator import Simulator
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late_multi.worlds import workload

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]


def score(text, on=WORKLOAD):
    return PROBLEM.judge(on, answer_of(PROBLEM, Program.from_text(text), on))


def cases(module):
    found = module.programs(WORKLOAD)
    return pytest.mark.parametrize("text", found.values(), ids=found)


@cases(looks_ahead)
def test_reaching_past_the_observation_is_refused_before_it_runs(text):
    with pytest.raises(InvalidAnswer, match="a policy knows what its observation says"):
        score(text)


def test_it_is_refused_outside_the_policy_too():
    bodies = ("import os", "import gc", "x = __loader__", "print(open)", "class A:\n    import typing")
    for body in bodies:
        with pytest.raises(InvalidAnswer, match="not allowed"):
            score(OUTSIDE.format(body=body))


@cases(imports_more)
def test_of_modules_allowed_in_part_the_rest_is_out_of_reach(text):
    with pytest.raises(InvalidAnswer, match=r"there is only|not allowed"):
        score(text)


def test_offered_modules_are_ours_and_lead_nowhere():
    for body in (
        "import logging\nlogging.sys",
        "import logging\nlogging.root",
        "from argparse import FileType",
    ):
        with pytest.raises((InvalidAnswer, AttributeError, ImportError)):
            score(OUTSIDE.format(body=body))


@cases(impossible_choices)
def test_impossible_choices_and_changed_observations_are_invalid(text):
    with pytest.raises(InvalidAnswer) as caught:
        score(text)
    assert 0 < len(str(caught.value)) < 300


@cases(keeps_state)
def test_what_is_kept_outside_the_policy_is_refused(text):
    with pytest.raises(InvalidAnswer, match=r"earlier tick|keep state in self|not allowed"):
        score(text)


@cases(gains_nothing)
def test_gains_nothing(text):
    assert score(text).value >= score(gains_nothing.HONEST).value


def test_a_program_without_a_policy_is_refused():
    with pytest.raises(InvalidAnswer, match="Policy"):
        score("x = 1")


class Peeker:
    """Takes the trace from where the harness keeps it, as no screened program can."""

    ahead = 0

    def decide(self, o):
        cells = [cell.cell_contents for cell in o.look.__closure__]
        simulator = next(cell for cell in cells if isinstance(cell, Simulator))
        for region in range(o.regions):
            if simulator.job.regions[region].available[o.tick + self.ahead]:
                return "spot", region
        return "on_demand", o.region


class Seer(Peeker):
    """Looks one tick ahead."""

    ahead = 1


@pytest.mark.parametrize("policy", [Peeker, Seer])
@pytest.mark.parametrize("rules", [STRICT, PUBLISHED])
def test_a_policy_that_knows_what_it_was_not_shown_is_found_by_what_it_does(policy, rules):
    job = Job.of(WORKLOAD.inputs)
    log = harness._decisions(policy, Simulator(job, rules))
    with pytest.raises(InvalidAnswer, match="was not shown"):
        harness._check_again(policy, harness._other_world(job, log), rules, log)


def test_the_trace_is_nowhere_but_in_the_simulator():
    marker = "01101001" * 12
    inputs = dict(workload(marker).inputs)

    class Module:
        class Policy:
            def decide(self, o):
                assert not inputs
                assert not any(
                    isinstance(x, dict) and x.get("interrupted") == [marker] for x in gc.get_objects()
                )
                return "on_demand", 0

    screen = harness._screen_files
    harness._screen_files = lambda: None
    try:
        harness.run(lambda: Module, inputs)
    finally:
        harness._screen_files = screen


RANDOM = """
import random
class Policy:
    def __init__(self):
        self.rng = {rng}
    def decide(self, o):
        return ("spot" if self.rng.random() < 0.5 else "on_demand"), o.region
"""


def test_randomness_is_welcome_if_it_repeats():
    assert score(RANDOM.format(rng="random.Random(3)")).value > 0
    assert score(RANDOM.format(rng="random")).value > 0


# Cheating at the bill

FREE = ("0" * 60, "0" * 60)
STAY = "class Policy:\n    def decide(self, o):\n        return 'spot', 1 if o.left_s > 0 else 1\n"
PING_PONG = STAY.replace("1 if o.left_s > 0 else 1", "o.tick % 2 if o.left_s > 0 else o.region")
FINAL_HOP = "class Policy:\n    def decide(self, o):\n        return 'spot', 1 if o.left_s > 0 else 0\n"


def test_a_hop_after_the_work_is_done_reprices_nothing():
    published = workload(*FREE, rules=(PUBLISHED, STRICT))
    with pytest.raises(InvalidAnswer, match="re-price"):
        score(FINAL_HOP, published)
    strict = workload(*FREE)
    assert score(FINAL_HOP, strict).value == score(STAY, strict).value


def test_ping_pong_is_free_in_published_rules_and_dear_in_strict_ones():
    both = workload(*FREE, rules=(PUBLISHED, STRICT))
    assert score(PING_PONG, both).metrics["starts"] == 1
    assert score(PING_PONG, both).metrics["strict_cost"] > 2 * score(STAY, both).metrics["strict_cost"]
    assert score(PING_PONG, workload(*FREE)).value > 2 * score(STAY, workload(*FREE)).value


def test_visiting_while_idle_costs_what_looking_costs():
    visit = "class Policy:\n    def decide(self, o):\n        return 'wait', (o.region + 1) % o.regions\n"
    look = "class Policy:\n    def decide(self, o):\n        o.look(1)\n        return 'wait', 0\n"
    assert score(visit, workload(*FREE)).metrics["looks_usd"] > 0
    assert score(look, workload(*FREE)).metrics["looks_usd"] > 0


def test_giving_up_is_no_answer():
    with pytest.raises(RuntimeError, match="too dear"):
        score(HEAD.format(body="raise RuntimeError('too dear')"))
