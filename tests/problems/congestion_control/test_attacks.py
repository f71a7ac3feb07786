"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from functools import cache

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.congestion_control.attacks import changes_observation, gains_nothing, refused
from adrs.problems.congestion_control.attacks._parts import program
from adrs.problems.congestion_control.judge import judge
from adrs.problems.congestion_control.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]
HUMAN = PROBLEM.baselines["human_sota"].text

REFUSED = refused.programs(WORKLOAD)
CHANGES = changes_observation.programs(WORKLOAD)
GAINS_NOTHING = gains_nothing.programs(WORKLOAD)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(text, monkeypatch):
    from adrs.problems.congestion_control import simulator
    from adrs.problems.congestion_control.observation import Observation

    monkeypatch.setattr(simulator, "MAX_WINDOW_BYTES", simulator.MAX_WINDOW_BYTES)
    monkeypatch.setattr(Observation, "flows", 0, raising=False)
    for module in ("sys", "math", "builtins"):
        monkeypatch.setattr(f"{module}.flows", 0, raising=False)
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, Program.from_text(text), WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


@pytest.mark.parametrize("text", CHANGES.values(), ids=CHANGES.keys())
def test_observations_cannot_be_changed(text):
    with pytest.raises((AttributeError, TypeError, IndexError)):
        answer_of(PROBLEM, Program.from_text(text), WORKLOAD)


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(text):
    assert answer_scores(text) == answer_scores(gains_nothing.HONEST)


def test_a_global_counter_counts_one_flow_only():
    text = HUMAN.replace("class Policy:", "COUNT = [0]\n\n\nclass Policy:").replace(
        "        tau = observation",
        "        COUNT[0] += not observation.hops\n        tau = COUNT[0] * observation",
    )
    assert answer_scores(text) == answer_scores(HUMAN)


@cache
def answer_scores(text):
    return judge(WORKLOAD, answer_of(PROBLEM, Program.from_text(text), WORKLOAD))


def test_a_patched_queue_gains_nothing_with_the_judge():
    """Even a harness that simulates an infinitely fast link only yields a log that does not fit."""
    from adrs.problems.congestion_control.simulator import Simulation

    original = Simulation._arrive

    def instant(self, at, sender, packet):
        original(self, at, sender, packet)
        self.queues[0].free_at = at

    Simulation._arrive = instant
    try:
        answer = answer_of(PROBLEM, PROBLEM.seeds["naive"], WORKLOAD)
    finally:
        Simulation._arrive = original
    with pytest.raises(InvalidAnswer, match="the log holds"):
        judge(WORKLOAD, answer)


def test_a_log_of_other_decisions_is_scored_as_what_it_is():
    human = answer_of(PROBLEM, PROBLEM.baselines["human_sota"], WORKLOAD)
    with pytest.raises(InvalidAnswer):
        judge(WORKLOAD, {**human, "windows": human["windows"] * 0.5})


def test_raising_is_no_answer():
    with pytest.raises(RuntimeError, match="too hard"):
        answer_of(PROBLEM, Program.from_text(program("raise RuntimeError('too hard')")), WORKLOAD)


def test_dataclasses_and_named_tuples_are_welcome():
    text = """
from collections import namedtuple
from dataclasses import dataclass
from typing import NamedTuple
Pair = namedtuple("Pair", "a b")
class Triple(NamedTuple):
    a: float
@dataclass
class State:
    window: float = 8000.0
class Policy:
    def __init__(self):
        self.state = State()
    def decide(self, observation):
        return self.state.window, 3.1
"""
    assert answer_scores(text).value > 0
