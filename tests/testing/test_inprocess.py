import builtins
import os
import random
import sys

import numpy as np
import pytest

from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.prism.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]

MESSY = """
import builtins, os, random, sys, types
import helper
import numpy as np
builtins.left_behind = 1
sys.modules["made_up"] = types.ModuleType("made_up")
sys.path.append("/nowhere")
random.seed(7)
np.random.seed(7)
os.mkdir("sub")
os.chdir("sub")
assert __file__.endswith("program.py")
def compute_model_placement(gpu_num, models):
    return helper.spread(gpu_num, models)
"""
HELPER = "def spread(gpu_num, models):\n    return {g: models[g::gpu_num] for g in range(gpu_num)}\n"


def test_everything_a_program_touches_is_put_back():
    program = Program({"program.py": MESSY, "helper.py": HELPER})
    cwd, path, state = os.getcwd(), list(sys.path), random.getstate()
    numpy_state = np.random.get_state()[1].tolist()
    answer_of(PROBLEM, program, WORKLOAD)
    assert (os.getcwd(), sys.path, random.getstate()) == (cwd, path, state)
    assert np.random.get_state()[1].tolist() == numpy_state
    assert not hasattr(builtins, "left_behind")
    assert not {"made_up", "helper", "candidate_program"} & set(sys.modules)


def test_what_a_program_raises_comes_through():
    with pytest.raises(ZeroDivisionError):
        answer_of(PROBLEM, Program.from_text("1 / 0"), WORKLOAD)


def test_answers_cross_the_wire():
    class Harness:
        harness = "tests.testing.odd_harness"

    with pytest.raises(WireError, match="is not plain data"):
        answer_of(Harness(), Program.from_text("x = object()"), WORKLOAD)
