"""Programs that try to look better than they are. Each is refused, or gains nothing."""

import gc

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.cant_be_late_multi import harness
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT, Job
from adrs.problems.cant_be_late_multi.problem import create
from adrs.problems.cant_be_late_multi.simulator import Simulator
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late_multi.worlds import workload

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]

HEAD = """
class Policy:
    def decide(self, o):
        {body}
        return "on_demand", o.region
"""
OUTSIDE = "{body}\nclass Policy:\n    def decide(self, o):\n        return 'on_demand', 0\n"


def score(text, on=WORKLOAD):
    return PROBLEM.judge(on, answer_of(PROBLEM, Program.from_text(text), on))


REACHES_OUT = {
    "frames": "import sys; sys._getframe(1).f_locals",
    "frame of a generator": "g = (x for x in ()); g.gi_frame.f_back",
    "frame of a coroutine": "c = o; c.cr_frame",
    "traceback": "\n        try: 1 / 0\n        except ZeroDivisionError as e: e.__traceback__",
    "class pattern": "\n        match o:\n            case object(gi_frame=f): pass",
    "closure of look": "o.look.__closure__[0].cell_contents",
    "globals of look": "o.look.__globals__",
    "getattr": "getattr(o.look, '__clos' + 'ure__')",
    "format fields": "'{0.look.__closure__}'.format(o)",
    "format of a variable": "t = '{0.look}'; t.format(o)",
    "format as a function": "str.format('{0.look}', o)",
    "format_map": "'{o.look}'.format_map({'o': o})",
    "subclasses": "().__class__.__base__.__subclasses__()",
    "garbage collector": "import gc; gc.get_objects()",
    "memory": "import ctypes; ctypes.string_at(id(o))",
    "inspect": "import inspect; inspect.stack()",
    "importlib": "__import__('gc')",
    "another module's import": "import statistics; statistics.sys",
    "renamed import": "from random import _os",
    "eval": "eval('1')",
    "exec": "exec('1')",
    "files": "open('/etc/passwd')",
    "the simulator": "from adrs.problems.cant_be_late_multi import simulator",
    "the harness": "import adrs.problems.cant_be_late_multi.harness",
    "builtins": "__builtins__",
    "type": "type(o)",
    "type hints": "from typing import get_type_hints",
    "wraps": "from functools import update_wrapper",
    "attrgetter": "from operator import attrgetter",
    "numpy": "import numpy as np; np.lib",
    "clock": "import time; time.time()",
    "threads": "import threading",
    "relative import": "from . import harness",
    "star import": "from statistics import *",
    "getattr of a starred pair": "getattr(*(o.look, '__closure__'), 'tick')",
    "getattr of a built name": "getattr(o.look, '__clo' 'sure__')",
    "getattr of format": "getattr('{0.look.__closure__}', 'format')(o)",
    "getattr by another name": "g = getattr; g(o.look, 'x')",
    "hasattr of a name in a variable": "hasattr(o, n)",
    "the private name of another": "getattr(o, '_hidden')",
    "logging's own modules": "import logging; logging.sys",
    "typing inside": "import typing; typing.get_type_hints(o)",
    "public files": "from argparse import FileType as _; open('x')",
    "writing past the guard": "object.__setattr__(o, 'done_s', o.duration_s)",
}


@pytest.mark.parametrize("body", REACHES_OUT.values(), ids=REACHES_OUT.keys())
def test_reaching_past_the_observation_is_refused_before_it_runs(body):
    with pytest.raises(InvalidAnswer, match="a policy knows what its observation says"):
        score(HEAD.format(body=body))


def test_it_is_refused_outside_the_policy_too():
    bodies = ("import os", "import gc", "x = __loader__", "print(open)", "class A:\n    import typing")
    for body in bodies:
        with pytest.raises(InvalidAnswer, match="not allowed"):
            score(OUTSIDE.format(body=body))


PARTLY = {
    "eval by type hints": "import typing\ntyping.get_type_hints(print)",
    "typing's modules": "import typing as t\nt.sys",
    "typing by another name": "import typing\nt = typing",
    "typing as an argument": "import typing\nprint(typing)",
    "files": "import json\njson.codecs",
    "changing a module": "import json\njson.loads = print",
    "collections' modules": "import collections\ncollections.abc",
}


@pytest.mark.parametrize("body", PARTLY.values(), ids=PARTLY.keys())
def test_of_modules_allowed_in_part_the_rest_is_out_of_reach(body):
    with pytest.raises(InvalidAnswer, match=r"there is only|not allowed"):
        score(OUTSIDE.format(body=body))


def test_offered_modules_are_ours_and_lead_nowhere():
    for body in (
        "import logging\nlogging.sys",
        "import logging\nlogging.root",
        "from argparse import FileType",
    ):
        with pytest.raises((InvalidAnswer, AttributeError, ImportError)):
            score(OUTSIDE.format(body=body))


IMPOSSIBLE = {
    "no pair": "return 'spot'",
    "a list": "return ['spot', 0]",
    "another word": "return 'free', 0",
    "a letter": "return 'S', 0",
    "no such region": "return 'spot', o.regions",
    "a negative region": "return 'spot', -1",
    "a bool": "return 'spot', True",
    "a float": "return 'spot', 0.0",
    "a huge region": "return 'spot', 10**100",
    "nothing": "return None",
    "a subclass": "\n        class W(str): pass\n        return W('spot'), 0",
    "more done": "o.done_s = o.duration_s",
    "no overhead": "o.overhead_s = 0",
    "no tick": "del o.tick",
    "a look beyond": "o.look(o.regions)",
    "a look at a bool": "o.look(True)",
}


@pytest.mark.parametrize("body", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_impossible_choices_and_changed_observations_are_invalid(body):
    with pytest.raises(InvalidAnswer) as caught:
        score(HEAD.format(body=body))
    assert 0 < len(str(caught.value)) < 300


def test_old_observations_cannot_be_asked_later():
    text = """
class Policy:
    old = None
    def decide(self, o):
        self.old = self.old or o
        self.old.look(0)
        return "on_demand", 0
"""
    with pytest.raises(InvalidAnswer, match="earlier tick"):
        score(text)


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
    with pytest.raises(InvalidAnswer, match="not allowed"):
        score(RANDOM.format(rng="random.SystemRandom()"))


def test_state_outside_the_policy_does_not_pass_for_looking_around():
    text = """
seen = []
class Policy:
    def decide(self, o):
        seen.append(o.tick)
        return ("spot" if len(seen) > 300 else "on_demand"), 0
"""
    with pytest.raises(InvalidAnswer, match="keep state in self"):
        score(text)


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


def test_printing_a_mean_changes_nothing():
    plain, loud = (HEAD.format(body=body) for body in ("pass", "print('mean: 1.0')"))
    assert score(plain) == score(loud)


def test_giving_up_is_no_answer():
    with pytest.raises(RuntimeError, match="too dear"):
        score(HEAD.format(body="raise RuntimeError('too dear')"))
