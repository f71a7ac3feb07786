"""Programs that try to know or to change what they must not. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.spec_control.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.online import LOOKS_AHEAD, answer_in_a_process, policy, swallowed

PROBLEM = create()
SCENE = PROBLEM.workloads(Split.TRAIN)[0]
HONEST = "return [2] * len(o.requests)"


def judged(program, workload=SCENE):
    return PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))


@pytest.mark.parametrize("body", LOOKS_AHEAD.values(), ids=LOOKS_AHEAD.keys())
def test_looking_around_is_refused_also_when_the_refusal_is_swallowed(body):
    for text in (body, swallowed(body)):
        with pytest.raises(InvalidAnswer, match="look past its observations"):
            judged(policy(f"{text}\n{HONEST}"))


BY_HEART = """
lengths = []
for r in o.requests:
    bits, k = self.bits[r.id], 0
    while k < o.k_max and bits[r.generated + k : r.generated + k + 1] == "1":
        k += 1
    lengths.append(k)
return lengths
"""


@pytest.mark.parametrize("workload", PROBLEM.workloads(Split.TRAIN), ids=lambda w: w.id)
def test_knowing_both_futures_by_heart_is_refused(workload):
    """The worst case: the future of whatever is served is in the program, in whatever way it got there."""
    head = f"BITS = [{workload.inputs['accepts']!r}, {workload.inputs['twin']!r}]\nRUNS = []"
    begin = "self.bits = BITS[len(RUNS)]; RUNS.append(1)"
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judged(policy(BY_HEART, head=head, begin=begin), workload)


REMEMBERS = {
    "a module's global": ("SEEN = []", "SEEN.append(1)\nreturn [len(SEEN) % 3] * len(o.requests)"),
    "true randomness": ("import os", "return [os.urandom(1)[0] % 3 for r in o.requests]"),
    "a clock": ("import time", "return [time.perf_counter_ns() % 3 for r in o.requests]"),
}


@pytest.mark.parametrize(("head", "body"), REMEMBERS.values(), ids=REMEMBERS.keys())
def test_deciding_the_same_past_differently_is_refused(head, body):
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judged(policy(body, head=head))


def test_seeded_randomness_is_the_same_in_every_episode():
    judged(policy("return [random.randint(0, 3) for r in o.requests]", head="import random"))


CANNOT = {
    "nothing": "pass",
    "a number": "return 2",
    "a tuple": "return (2,) * len(o.requests)",
    "too few": "return []",
    "too many": "return [0] * (len(o.requests) + 1)",
    "negative": "return [-1] * len(o.requests)",
    "beyond the longest": "return [o.k_max + 1] * len(o.requests)",
    "huge": "return [10**5000] * len(o.requests)",
    "a float": "return [2.0] * len(o.requests)",
    "not a number": "return [float('nan')] * len(o.requests)",
    "a bool": "return [True] * len(o.requests)",
    "a string": "return ['2'] * len(o.requests)",
    "an int in disguise": "return [type('I', (int,), {'__le__': lambda s, o: True})(99)] * len(o.requests)",
    "a list in disguise": "return type('L', (list,), {'__len__': lambda s: 1})([2])",
    "a coroutine": "\nasync def later(): return [2]\nc = later(); c.close(); return c",
    "one array": "import numpy; return numpy.zeros(len(o.requests), dtype=int)",
    "numpy's integers": "import numpy; return list(numpy.zeros(len(o.requests), dtype=int))",
}


@pytest.mark.parametrize("body", CANNOT.values(), ids=CANNOT.keys())
def test_impossible_lengths_are_refused(body):
    with pytest.raises(InvalidAnswer) as caught:
        judged(policy(body))
    assert 0 < len(str(caught.value)) < 300


MUTATES = {
    "the clock": "o.now_ms = 0.0",
    "the requests": "o.requests = ()",
    "a request": "o.requests[0].generated = 1000",
    "an item": "o[0] = 0.0",
    "the profile": "o.profile.base_ms = 0.0",
    "an attribute of its own": "o.mine = 1",
    "by deleting": "del o.queue_length",
}


@pytest.mark.parametrize("body", MUTATES.values(), ids=MUTATES.keys())
def test_observations_cannot_be_changed(body):
    with pytest.raises((AttributeError, TypeError)):
        judged(policy(f"{body}\n{HONEST}"))


PATCHES = {
    "the simulator": "import adrs.problems.spec_control.simulator as m\nm._cost_ms = lambda *a: 0.0",
    "its check": "import adrs.problems.spec_control.simulator as m\nm._check = lambda *a: None",
    "its advance": "import adrs.problems.spec_control.simulator as m\nm._advance = lambda r, *a: 9",
    "the observation": "import adrs.problems.spec_control.observation as m\nm.Observation.queue_length = 0",
    "the harness": "import adrs.problems.spec_control.harness as m\nm.serve = m.run = None",
    "the player": "import adrs.core.online as m\nm.play = m.entry = None",
    "the guard": "import adrs.core.guard as m\nm.install = m.refusal = None",
    "builtins": "import builtins\nbuiltins.max = lambda *a: 0\nbuiltins.sum = lambda *a: 0",
    "builtins that are handed lists": "import builtins\nbuiltins.zip = lambda *a, **k: iter(())",
}


@pytest.mark.parametrize("head", PATCHES.values(), ids=PATCHES.keys())
def test_patching_what_runs_beside_it_gains_nothing(head):
    """Some only break the run; what still gives an answer is judged on its decisions alone."""
    answer = answer_in_a_process(PROBLEM, policy(HONEST, head=head), SCENE)
    try:
        score = PROBLEM.judge(SCENE, answer)
    except InvalidAnswer:
        return
    assert score == judged(policy(HONEST))


def test_patched_functions_are_never_handed_the_future():
    """Every builtin that the simulator could call is replaced by one that keeps what it is given."""
    names = "len zip sum max min sorted enumerate range list tuple str int any all map type abs"
    head = f"""
import builtins
KEPT = []
def spy(original):
    def call(*args, **named):
        KEPT.extend(a for a in args if type(a) in (str, list, tuple))
        return original(*args, **named)
    return call
for name in {names!r}.split():
    if name not in ("str", "int", "list", "tuple", "type"):
        setattr(builtins, name, spy(getattr(builtins, name)))
"""
    body = """
found = [k for k in KEPT if isinstance(k, str) and len(k) > 20 and not k.strip("01")]
nested = [k for k in KEPT if isinstance(k, (list, tuple)) and any(isinstance(i, str) for i in k)]
KEPT.clear()
return [8 if found or nested else 0 for r in o.requests]
"""
    answer = answer_of(PROBLEM, policy(body, head=head), SCENE)
    assert set("".join(answer)) == {"0"}


def test_forged_logs_are_replayed_on_the_judge_s_own_requests():
    """What the clairvoyant would choose in the twin, told as if chosen in the scored episode."""
    honest = answer_of(PROBLEM, policy(HONEST), SCENE)
    for forged in (
        [honest[0].replace("2", "8"), honest[1]],
        [honest[0][:-1], honest[1]],
        [honest[0] + "2", honest[1]],
        [honest[0], honest[1][:-1]],
        [honest[0], ""],
        [honest[1], honest[0]],
    ):
        with pytest.raises(InvalidAnswer):
            PROBLEM.judge(SCENE, forged)


def test_the_inputs_are_gone_before_the_program_is_loaded():
    from adrs.problems.spec_control import harness

    inputs, seen = dict(SCENE.inputs), []

    def load():
        seen.append(dict(inputs))
        raise LookupError

    with pytest.raises(LookupError):
        harness.run(load, inputs)
    assert seen == [{}]


def test_raising_is_no_answer():
    with pytest.raises(ZeroDivisionError):
        judged(policy("return 1 / 0"))


def test_a_program_without_policy_is_told_so():
    for text in ("x = 1", "Policy = 3", "class Policy: pass", "def Policy(): pass"):
        with pytest.raises(InvalidAnswer, match="Policy"):
            judged(Program.from_text(text))


def test_ordinary_modules_may_be_used():
    head = """
import collections, dataclasses, enum, functools, heapq, itertools, math, random, statistics, typing
import numpy as np
Pair = collections.namedtuple("Pair", "a b")
@dataclasses.dataclass
class State:
    seen: list = dataclasses.field(default_factory=list)
"""
    assert judged(policy(HONEST, head=head)) == judged(policy(HONEST))
