"""Programs that try to know or to change what they must not. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.expert_offload.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.online import LOOKS_AHEAD, answer_in_a_process, policy, swallowed

PROBLEM = create()
SCENE = PROBLEM.workloads(Split.TRAIN)[0]
HONEST = "return [], [k for k in o.resident if k[0] != o.layer]"


def judged(program, workload=SCENE):
    return PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))


@pytest.mark.parametrize("body", LOOKS_AHEAD.values(), ids=LOOKS_AHEAD.keys())
def test_looking_around_is_refused_also_when_the_refusal_is_swallowed(body):
    for text in (body, swallowed(body)):
        with pytest.raises(InvalidAnswer, match="look past its observations"):
            judged(policy(f"{text}\n{HONEST}"))


@pytest.mark.parametrize("workload", PROBLEM.workloads(Split.TRAIN), ids=lambda w: w.id)
def test_knowing_both_futures_by_heart_is_refused(workload):
    """The worst case: the future of whatever is decoded is in the program, in whatever way it got there."""
    futures = [workload.inputs["needed"].tolist(), workload.inputs["twin_needed"].tolist()]
    body = """
soon, token, layer = [], o.token, o.layer
for _ in range(len(o.coming) + 2):
    token, layer = token + (layer + 1 == o.layers), (layer + 1) % o.layers
    soon += [(layer, e) for e in self.needs[token][layer] if e >= 0] if token < len(self.needs) else []
return [k for k in soon if k not in o.resident], [k for k in o.resident if k not in soon]
"""
    program = policy(
        body, head=f"NEEDS = {futures!r}\nRUNS = []", begin="self.needs = NEEDS[len(RUNS)]; RUNS.append(1)"
    )
    answer = answer_of(PROBLEM, program, workload)
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        PROBLEM.judge(workload, answer)


REMEMBERS = {
    "a module's global": ("SEEN = []", "SEEN.append(1)\nreturn [(0, len(SEEN) % o.experts)], []"),
    "true randomness": ("import os", "return [(0, os.urandom(1)[0] % o.experts)], []"),
    "a clock": ("import time", "return [(0, time.perf_counter_ns() % o.experts)], []"),
}


@pytest.mark.parametrize(("head", "body"), REMEMBERS.values(), ids=REMEMBERS.keys())
def test_deciding_the_same_past_differently_is_refused(head, body):
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judged(policy(body, head=head))


CANNOT = {
    "nothing": "pass",
    "one list": "return []",
    "a list of lists": "return [[], []]",
    "three lists": "return [], [], []",
    "tuples": "return (), ()",
    "sets": "return set(), set()",
    "numbers": "return [3], []",
    "strings": "return ['00'], []",
    "lists for experts": "return [[0, 0]], []",
    "triples": "return [(0, 0, 0)], []",
    "no such layer": "return [(o.layers, 0)], []",
    "no such expert": "return [], [(0, o.experts)]",
    "a negative expert": "return [(0, -1)], []",
    "half an expert": "return [(0, 0.5)], []",
    "not a number": "return [(0, float('nan'))], []",
    "endless": "return [(0, 0)] * 100_000, []",
    "a list in disguise": "return type('L', (list,), {})(), []",
    "a pair in disguise": "return type('P', (tuple,), {})(([], []))",
    "None inside": "return [None], []",
}


@pytest.mark.parametrize("body", CANNOT.values(), ids=CANNOT.keys())
def test_impossible_decisions_are_refused(body):
    with pytest.raises(InvalidAnswer) as caught:
        judged(policy(body))
    assert 0 < len(str(caught.value)) < 300


def test_experts_of_the_program_s_making_count_as_the_model_s_own():
    """An object that equals an expert names it, and nothing of it is kept."""
    disguised = policy(
        "class E(tuple):\n    def __getitem__(self, i): raise ValueError\n"
        "return [], [E(k) for k in o.resident if k[0] != o.layer]"
    )
    assert judged(disguised) == judged(policy(HONEST))


MUTATES = {
    "the clock": "o.now_ms = 0.0",
    "the cache": "o.resident = ()",
    "an expert": "o.needed[0] = (0, 0)",
    "an item": "o[0] = 0.0",
    "an attribute of its own": "o.mine = 1",
    "by deleting": "del o.coming",
}


@pytest.mark.parametrize("body", MUTATES.values(), ids=MUTATES.keys())
def test_observations_cannot_be_changed(body):
    with pytest.raises((AttributeError, TypeError)):
        judged(policy(f"{body}\n{HONEST}"))


M = "import adrs.problems.expert_offload"
PATCHES = {
    "the simulator": f"{M}.simulator as m\nm._checked = lambda *a: ((), ())\nm.decode = None",
    "the channel": f"{M}.channel as m\nm.Channel.settle = lambda s, now: now",
    "its loads": f"{M}.channel as m\nm.Channel._start = lambda s: None",
    "the observation": f"{M}.observation as m\nm.Observation.needed = ()",
    "the harness": f"{M}.harness as m\nm.packed = lambda log, e: {{}}",
    "the player": "import adrs.core.online as m\nm.play = m.entry = None",
    "the guard": "import adrs.core.guard as m\nm.install = m.refusal = None",
    "builtins": "import builtins\nbuiltins.max = lambda *a: 0\nbuiltins.len = lambda *a: 1",
}


@pytest.mark.parametrize("head", PATCHES.values(), ids=PATCHES.keys())
def test_patching_what_runs_beside_it_gains_nothing(head):
    """Some only break the run; what still gives an answer is judged on its decisions alone."""
    answer = answer_in_a_process(PROBLEM, policy(HONEST, head=head), SCENE)
    try:
        score = PROBLEM.judge(SCENE, answer)
    except InvalidAnswer:
        return
    assert score.value >= judged(policy(HONEST)).value


def test_patched_functions_are_never_handed_the_future():
    """Builtins that the simulator could call keep what they are given; it never goes beyond the gate."""
    head = """
import builtins
KEPT = []
def spy(original):
    def call(*args, **named):
        KEPT.extend(a for a in args if type(a) in (list, tuple))
        return original(*args, **named)
    return call
for name in "len zip sum max min sorted enumerate any all map reversed".split():
    setattr(builtins, name, spy(getattr(builtins, name)))
"""
    body = """
ahead = False
for kept in KEPT:
    for item in kept:
        if type(item) is tuple and item.__len__() == o.layers and type(item[0]) is tuple:
            ahead = True
KEPT.clear()
return ([(0, 0)] if ahead else []), []
"""
    answer = answer_of(PROBLEM, policy(body, head=head), SCENE)
    assert all(log["keys"].size == 0 for log in answer)


def test_the_inputs_are_gone_before_the_program_is_loaded():
    from adrs.problems.expert_offload import harness

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
    for text in ("x = 1", "class Policy: pass"):
        with pytest.raises(InvalidAnswer, match="Policy"):
            judged(Program.from_text(text))
