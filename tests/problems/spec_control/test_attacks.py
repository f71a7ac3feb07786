"""Programs that try to know or to change what they must not. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.spec_control.attacks import (
    changes_observation,
    impossible_choices,
    knows_the_future,
    looks_ahead,
    patches,
)
from adrs.problems.spec_control.attacks._parts import DECIDES
from adrs.problems.spec_control.problem import create
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


def test_seeded_randomness_is_the_same_in_every_episode():
    judged(policy("return [random.randint(0, 3) for r in o.requests]", head="import random"))


@cases(impossible_choices)
def test_impossible_lengths_are_refused(text):
    with pytest.raises(InvalidAnswer) as caught:
        judged(Program.from_text(text))
    assert 0 < len(str(caught.value)) < 300


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
    assert score == judged(policy(DECIDES))


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
    honest = answer_of(PROBLEM, policy(DECIDES), SCENE)
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
    assert judged(policy(DECIDES, head=head)) == judged(policy(DECIDES))
