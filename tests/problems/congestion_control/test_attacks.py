"""Programs that try to look better than they are. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.congestion_control.judge import judge
from adrs.problems.congestion_control.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]
HUMAN = PROBLEM.baselines["human_sota"].text

HEAD = """
import builtins, gc, math, random, sys, time
class OddFloat(float):
    def __gt__(self, other): return True
    def __lt__(self, other): return False
class Policy:
    def __init__(self):
        self.calls = 0
    def decide(self, observation):
        self.calls += 1
        fixed = 8000.0, 3.0
"""


def attack(body: str) -> Program:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return Program.from_text(HEAD + lines)


REFUSED = {
    "None": "return None",
    "one number": "return 8000.0",
    "a list": "return [8000.0, 3.0]",
    "three numbers": "return 8000.0, 3.0, 1.0",
    "not a number": "return math.nan, 3.0",
    "no limit": "return math.inf, 3.0",
    "nothing under way": "return 0.0, 3.0",
    "a negative window": "return -8000.0, 3.0",
    "a negative rate": "return 8000.0, -3.0",
    "an infinite rate": "return 8000.0, math.inf",
    "bools": "return True, True",
    "strings": "return '8000', '3'",
    "odd floats": "return OddFloat(8000.0), 3.0",
    "a huge int": "return 10**400, 3",
    "a complex window": "return 8000 + 0j, 3.0",
    "a tuple subclass": "return type(observation)._make([8000.0] * 14)",
    "a coroutine": "async def later(): return fixed\nc = later(); c.close(); return c",
    "sends next to nothing": "return 1.0, 0.01",
    "half the link idles": "return 8000.0, 1.5",
    "one flow takes all": "return (62500.0, 25.0) if observation.now_us + self.calls < 1.5 else (1.0, 0.01)",
    "the late wait": "self.late = getattr(self, 'late', observation.now_us > 2.5)\n"
    "return (1.0, 0.01) if self.late else (20000.0, 25.0)",
    "shared counter": "sys.flows = getattr(sys, 'flows', 0) + 1\nreturn 8000.0 + sys.flows % 7, 3.0",
    "shared through a library": "math.flows = getattr(math, 'flows', 0) + 1\nreturn 8000.0 + math.flows, 3.0",
    "shared through the builtins": "builtins.flows = getattr(builtins, 'flows', 0) + 1\n"
    "return 8000.0 + builtins.flows, 3.0",
    "shared through the records": "cls = type(observation)\ncls.flows = getattr(cls, 'flows', 0) + 1\n"
    "return fixed",
    "dice": "return 8000.0 + random.random(), 3.0",
    "a clock": "return 8000.0 + time.perf_counter_ns() % 1000, 3.0",
    "looks at its callers": "sys._getframe(1)\nreturn fixed",
    "looks at its callers in secret": "try:\n    sys._getframe(1)\nexcept RuntimeError:\n    pass\n"
    "return fixed",
    "looks at all objects": "gc.get_objects()\nreturn fixed",
    "looks at who refers to it": "gc.get_referrers(observation)\nreturn fixed",
    "looks at a traceback": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n"
    "    e.__traceback__.tb_frame.f_back\nreturn fixed",
    "traces the harness": "sys.settrace(lambda *a: None)\nreturn fixed",
    "profiles the harness": "sys.setprofile(lambda *a: None)\nreturn fixed",
    "patches the simulator": "import adrs.problems.congestion_control.simulator as s\n"
    "s.MAX_WINDOW_BYTES = 1.0\nreturn fixed",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(body, monkeypatch):
    from adrs.problems.congestion_control import simulator
    from adrs.problems.congestion_control.observation import Observation

    monkeypatch.setattr(simulator, "MAX_WINDOW_BYTES", simulator.MAX_WINDOW_BYTES)
    monkeypatch.setattr(Observation, "flows", 0, raising=False)
    for module in ("sys", "math", "builtins"):
        monkeypatch.setattr(f"{module}.flows", 0, raising=False)
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, attack(body), WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "body",
    [
        "observation.rtt_us = 0.0",
        "observation.hops = ()",
        "observation.hops[0].queue_bytes = 0.0",
        "observation[0] = 1.0",
    ],
)
def test_observations_cannot_be_changed(body):
    with pytest.raises((AttributeError, TypeError, IndexError)):
        answer_of(PROBLEM, attack(f"{body}\nreturn fixed"), WORKLOAD)


def test_a_global_counter_counts_one_flow_only():
    text = HUMAN.replace("class Policy:", "COUNT = [0]\n\n\nclass Policy:").replace(
        "        tau = observation",
        "        COUNT[0] += not observation.hops\n        tau = COUNT[0] * observation",
    )
    assert answer_scores(text) == answer_scores(HUMAN)


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
        answer_of(PROBLEM, attack("raise RuntimeError('too hard')"), WORKLOAD)


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
