"""Programs that try to know or to change what they must not. Each is refused, or gains nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

import adrs
from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.cant_be_late.attacks import (
    changes_observation,
    impossible_choices,
    knows_the_future,
    looks_ahead,
    patches,
)
from adrs.problems.cant_be_late.attacks._parts import DECIDES
from adrs.problems.cant_be_late.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late.scenes import policy, scene

PROBLEM = create()
SCENE = scene(["0" * 8 + "1" * 20, "0" * 30, "01" * 15, "1" * 30], until=10_800)
TRAIN = PROBLEM.workloads(Split.TRAIN)[0]


def judged(program, workload=SCENE):
    return PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))


def cases(module, workload=SCENE):
    found = module.programs(workload)
    return pytest.mark.parametrize("text", found.values(), ids=found)


@cases(looks_ahead)
def test_looking_around_is_refused(text):
    with pytest.raises(InvalidAnswer, match="look past its observations"):
        judged(Program.from_text(text))


def test_ordinary_modules_may_be_used():
    head = """
import collections, dataclasses, enum, functools, heapq, itertools, logging, math, random, statistics, typing
import numpy as np
Pair = collections.namedtuple("Pair", "a b")
class Kind(enum.Enum):
    A = 1
class Row(typing.NamedTuple):
    x: int
@dataclasses.dataclass
class State:
    seen: list = dataclasses.field(default_factory=list)
T = typing.TypeVar("T")
logging.getLogger(__name__).warning("begin")
"""
    assert judged(policy(DECIDES, head=head)) == judged(policy(DECIDES))


@cases(knows_the_future, TRAIN)
def test_deciding_the_same_past_differently_is_refused(text, monkeypatch):
    import math

    monkeypatch.setattr(math, "seen", 0, raising=False)
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judged(Program.from_text(text), TRAIN)


def test_seeded_randomness_is_the_same_in_every_run():
    body = "return 'spot' if o.has_spot and random.random() < 0.5 and o.tick < 60 else 'on_demand'"
    judged(policy(body, head="import random"), PROBLEM.workloads(Split.TRAIN)[0])


@cases(changes_observation)
def test_changing_the_observation_is_refused(text):
    with pytest.raises(InvalidAnswer, match="may not change its observation"):
        judged(Program.from_text(text))


WAITS_WITH_A_TINY_REST = "return 'on_demand' if o.left_s > 1e-3 else 'wait'"


@pytest.mark.parametrize(
    "text", [*impossible_choices.programs(SCENE).values(), policy(WAITS_WITH_A_TINY_REST).text]
)
def test_impossible_choices_are_refused(text):
    tiny = scene(["1" * 40], work=3600.0005, until=10_800, overhead=0)
    with pytest.raises(InvalidAnswer):
        judged(Program.from_text(text), tiny)


@cases(patches)
def test_patching_what_runs_beside_it_gains_nothing(text):
    """In a process of its own, as the patches would stay."""
    code = f"""
import sys, types
sys.path.insert(0, {str(Path(adrs.__file__).parents[1])!r})
from adrs.problems.cant_be_late import harness
text = {text!r}
def load():
    module = types.ModuleType("program")
    exec(compile(text, "program.py", "exec"), module.__dict__)
    return module
sys.stdout.write(repr(harness.run(load, {dict(SCENE.inputs)!r})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    honest = judged(policy(DECIDES))
    if done.returncode == 0:
        assert PROBLEM.judge(SCENE, eval(done.stdout)) == honest
    else:
        assert "Error" in done.stderr or "InvalidAnswer" in done.stderr


def test_forged_logs_are_replayed_on_the_judge_s_own_traces():
    n = len(SCENE.inputs["traces"])
    for forged in (["S" * 7] * n, ["N" * 12] * n, [""] * n, ["O" * 6] * n, ["F"] * n):
        with pytest.raises(InvalidAnswer):
            PROBLEM.judge(SCENE, forged)


def test_the_inputs_are_gone_before_the_program_is_loaded():
    from adrs.problems.cant_be_late import harness

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
    for text in ("x = 1", "Policy = 3", "class Policy: pass"):
        with pytest.raises((InvalidAnswer, WireError), match="Policy"):
            judged(Program.from_text(text))
