"""Programs that try to know or to change what they must not. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.expert_offload.attacks import (
    changes_observation,
    impossible_choices,
    knows_the_future,
    looks_ahead,
    patches,
)
from adrs.problems.expert_offload.attacks._parts import DECIDES
from adrs.problems.expert_offload.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.online import answer_in_a_process, policy

PROBLEM = create()
SCENE = PROBLEM.workloads(Split.TRAIN)[0]


def judged(program, workload=SCENE):
    return PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))


def cases(module, workload=SCENE):
    found = module.programs(workload)
    return pytest.mark.parametrize("text", found.values(), ids=found)


@cases(looks_ahead)
def test_looking_around_is_refused_also_when_the_refusal_is_swallowed(text):
    with pytest.raises(InvalidAnswer, match="look past its observations"):
        judged(Program.from_text(text))


@cases(knows_the_future)
def test_deciding_the_same_past_differently_is_refused(text):
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judged(Program.from_text(text))


@pytest.mark.parametrize("workload", PROBLEM.workloads(Split.TRAIN)[1:], ids=lambda w: w.id)
def test_knowing_both_futures_by_heart_is_refused(workload):
    """The worst case: the future of whatever is served is in the program, in whatever way it got there."""
    program = Program.from_text(knows_the_future.programs(workload)[knows_the_future.BY_HEART])
    answer = answer_of(PROBLEM, program, workload)
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        PROBLEM.judge(workload, answer)


@cases(impossible_choices)
def test_impossible_decisions_are_refused(text):
    with pytest.raises(InvalidAnswer) as caught:
        judged(Program.from_text(text))
    assert 0 < len(str(caught.value)) < 300


def test_experts_of_the_program_s_making_count_as_the_model_s_own():
    """An object that equals an expert names it, and nothing of it is kept."""
    disguised = policy(
        "class E(tuple):\n    def __getitem__(self, i): raise ValueError\n"
        "return [], [E(k) for k in o.resident if k[0] != o.layer]"
    )
    assert judged(disguised) == judged(policy(DECIDES))


@cases(changes_observation)
def test_observations_cannot_be_changed(text):
    with pytest.raises((AttributeError, TypeError)):
        judged(Program.from_text(text))


@cases(patches)
def test_patching_what_runs_beside_it_gains_nothing(text):
    """Some only break the run; what still gives an answer is judged on its decisions alone."""
    answer = answer_in_a_process(PROBLEM, Program.from_text(text), SCENE)
    try:
        score = PROBLEM.judge(SCENE, answer)
    except InvalidAnswer:
        return
    assert score.value >= judged(policy(DECIDES)).value


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
