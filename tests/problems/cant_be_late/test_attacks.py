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
from adrs.problems.cant_be_late.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late.scenes import policy, scene

PROBLEM = create()
SCENE = scene(["0" * 8 + "1" * 20, "0" * 30, "01" * 15, "1" * 30], until=10_800)
HONEST = "return 'spot' if o.has_spot and o.tick < 6 else 'on_demand'"
AFTER = f"\n{HONEST}"


def judged(program, workload=SCENE):
    return PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))


LOOKS_AHEAD = {
    "the caller's frame": "import sys; sys._getframe(1).f_locals",
    "inspect": "import inspect; inspect.currentframe().f_back",
    "inspect.stack": "import inspect; inspect.stack()",
    "a traceback's frame": "\ntry: 1 / 0\nexcept ZeroDivisionError as e: e.__traceback__.tb_frame.f_back",
    "a generator's frame": "g = (x for x in 'a'); next(g); g.gi_frame.f_back",
    "a coroutine's frame": "\nasync def c(): pass\nk = c(); k.close(); k.cr_frame",
    "all objects": "import gc; gc.get_objects()",
    "referrers": "import gc; gc.get_referrers(o)",
    "referents": "import gc; gc.get_referents(o)",
    "threads' frames": "import sys; sys._current_frames()",
    "a trace function": "import sys; sys.settrace(lambda *a: None)",
    "a profile function": "import sys; sys.setprofile(lambda *a: None)",
    "a signal handler": "import signal; signal.signal(signal.SIGUSR1, lambda s, f: None)",
    "raw memory": "import ctypes; ctypes.string_at(id(o), 8)",
    "a hook of its own": "import sys; sys.addaudithook(print)",
    "code made by hand": "c = (lambda: 0).__code__; c.replace(co_name='x')",
}


@pytest.mark.parametrize("body", LOOKS_AHEAD.values(), ids=LOOKS_AHEAD.keys())
def test_looking_around_is_refused(body):
    with pytest.raises(InvalidAnswer, match="look past its observations"):
        judged(policy(body + AFTER))


@pytest.mark.parametrize("body", LOOKS_AHEAD.values(), ids=LOOKS_AHEAD.keys())
def test_looking_around_is_refused_also_when_the_refusal_is_swallowed(body):
    swallowing = "\n    ".join(["try:", *body.strip().splitlines(), "pass"]) + "\nexcept BaseException: pass"
    with pytest.raises(InvalidAnswer, match="look past its observations"):
        judged(policy(swallowing + AFTER))


@pytest.mark.parametrize("head", ["import sys\nF = sys._getframe()", "import gc\nG = gc.get_objects()"])
def test_looking_around_while_loading_is_refused(head):
    with pytest.raises(InvalidAnswer, match="look past its observations"):
        judged(policy(HONEST, head=head))


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
    assert judged(policy(HONEST, head=head)) == judged(policy(HONEST))


RISKY = "return 'spot' if o.has_spot and o.tick < 60 and {} else 'on_demand'"

FUTURE = {
    "a clairvoyant in disguise": ("CALLS = []", "CALLS.append(1)\n" + RISKY.format("len(CALLS) % 40 < 5")),
    "memory of the runs before": (
        "SEEN = set()",
        "new = o.tick not in SEEN\nSEEN.add(o.tick)\n" + RISKY.format("new"),
    ),
    "memory hidden in a module": (
        "import math",
        "math.seen = getattr(math, 'seen', 0) + 1\n" + RISKY.format("math.seen < 9"),
    ),
    "true randomness": ("import os", RISKY.format("os.urandom(1)[0] < 128")),
}


@pytest.mark.parametrize(("head", "body"), FUTURE.values(), ids=FUTURE.keys())
def test_deciding_the_same_past_differently_is_refused(head, body, monkeypatch):
    import math

    monkeypatch.setattr(math, "seen", 0, raising=False)
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judged(policy(body, head=head), PROBLEM.workloads(Split.TRAIN)[0])


def test_knowing_all_traces_by_heart_is_refused():
    """The worst case: the future is in the program, whatever way it got there."""
    workload = PROBLEM.workloads(Split.TRAIN)[0]
    head = f"TRACES = {workload.inputs['traces']!r}\nRUNS = []"
    begin = "self.future = TRACES[len(RUNS)]; RUNS.append(1)"
    body = """
if o.left_s + 4 * o.overhead_s + 3 * o.gap_s >= o.deadline_s - o.elapsed_s:
    return "on_demand"
coming = self.future[o.tick : o.tick + 12]
if o.has_spot and coming.startswith("000"):
    return "spot"
return "on_demand" if coming.count("1") > 9 else "wait"
"""
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judged(policy(body, head=head, begin=begin), workload)


def test_seeded_randomness_is_the_same_in_every_run():
    body = "return 'spot' if o.has_spot and random.random() < 0.5 and o.tick < 60 else 'on_demand'"
    judged(policy(body, head="import random"), PROBLEM.workloads(Split.TRAIN)[0])


MUTATES = {
    "work done": "o.done_s = o.duration_s",
    "work left": "o.left_s = 0.0",
    "the deadline": "o.deadline_s = 1e9",
    "the overhead": "o.overhead_s = 0.0",
    "the tick": "o.tick = 0",
    "an attribute of its own": "o.mine = 1",
    "by deleting": "del o.left_s",
}


@pytest.mark.parametrize("body", MUTATES.values(), ids=MUTATES.keys())
def test_changing_the_observation_is_refused(body):
    with pytest.raises(InvalidAnswer, match="may not change its observation"):
        judged(policy(body + AFTER))


CANNOT = {
    "spot that is not there": "return 'spot'",
    "another word": "return 'S'",
    "nothing": "pass",
    "a bool": "return True",
    "a list": "return ['spot']",
    "a string in disguise": "return type('T', (str,), {'__hash__': lambda s: hash('wait')})('wait')",
    "waiting with a tiny rest": "return 'on_demand' if o.left_s > 1e-3 else 'wait'",
}


@pytest.mark.parametrize("body", CANNOT.values(), ids=CANNOT.keys())
def test_impossible_choices_are_refused(body):
    tiny = scene(["1" * 40], work=3600.0005, until=10_800, overhead=0)
    with pytest.raises(InvalidAnswer):
        judged(policy(body), tiny)


PATCHES = {
    "the stepper": "import adrs.problems.cant_be_late.stepper as m\nm.stepper = m.math = None\nm.SPOT = 'x'",
    "the observation": "import adrs.problems.cant_be_late.observation as m\nm.Observation.left_s = 0.0",
    "the harness": "import adrs.problems.cant_be_late.harness as m\nm.stepper = None\nm.run = None",
    "the guard": "import adrs.core.guard as m\nm.install = m.refusal = None",
    "mathematics": "import math\nmath.ceil = lambda x: 0",
    "builtins": "import builtins\nbuiltins.max = lambda *a: 0.0\nbuiltins.enumerate = lambda x: iter(())",
}


@pytest.mark.parametrize("head", PATCHES.values(), ids=PATCHES.keys())
def test_patching_what_runs_beside_it_gains_nothing(head):
    """In a process of its own, as the patches would stay."""
    code = f"""
import sys, types
sys.path.insert(0, {str(Path(adrs.__file__).parents[1])!r})
from adrs.problems.cant_be_late import harness
text = {policy(HONEST, head=head).text!r}
def load():
    module = types.ModuleType("program")
    exec(compile(text, "program.py", "exec"), module.__dict__)
    return module
sys.stdout.write(repr(harness.run(load, {dict(SCENE.inputs)!r})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    honest = judged(policy(HONEST))
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
