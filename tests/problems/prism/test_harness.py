import subprocess
import sys

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.prism import harness
from adrs.problems.prism.problem import create
from adrs.testing.inprocess import answer_of

WORKLOAD = Workload(
    "test/case",
    Split.TEST,
    {"gpu_num": 2, "models": [[20, 4, 5], [30, 9, 5], [10, 1, 9], [15.5, 6, 8]]},
)


def answer(text):
    return answer_of(create(), Program.from_text(text), WORKLOAD)


def test_turns_objects_into_indices_in_order():
    text = """
def compute_model_placement(gpu_num, models):
    return {1: [models[2], models[0]], 0: models[1::2]}
"""
    assert answer(text) == [[1, [2, 0]], [0, [1, 3]]]


def test_models_carry_the_published_attributes():
    text = """
def compute_model_placement(gpu_num, models):
    m = models[3]
    assert (m.model_name, m.model_size, m.req_rate, m.slo, m.cur_gpu_id) == ("model_3", 15.5, 6, 8, 3)
    assert type(models[0].model_size) is int
    return {0: models}
"""
    assert answer(text) == [[0, [0, 1, 2, 3]]]


def test_programs_may_rely_on_the_evaluator_s_constant():
    text = """
LIMIT = GPU_MEM_SIZE
def compute_model_placement(gpu_num, models):
    assert LIMIT == GPU_MEM_SIZE == 80
    return {0: models}
"""
    assert answer(text) == [[0, [0, 1, 2, 3]]]


def test_programs_may_use_collections_numpy_copies_of_the_list_and_removal():
    text = """
import collections, copy, random
import numpy as np
def compute_model_placement(gpu_num, models):
    placement = collections.defaultdict(list)
    left = copy.copy(models)
    random.shuffle(left)
    by_id = {id(m): np.float64(m.req_rate) / m.slo for m in models}
    for m in sorted(left, key=lambda m: -by_id[id(m)]):
        placement[len(placement) % gpu_num].append(m)
        left.remove(m)
    assert not left and models
    return placement
"""
    assert sorted(j for _, group in answer(text) for j in group) == [0, 1, 2, 3]


def test_programs_may_define_the_published_class_for_their_annotations():
    text = """
from dataclasses import dataclass
from typing import Dict, List
@dataclass
class Model:
    model_name: str
    model_size: int
def compute_model_placement(gpu_num: int, models: List[Model]) -> Dict[int, List[Model]]:
    return {0: models}
if __name__ == "__main__":
    raise SystemExit("not when imported")
"""
    assert answer(text) == [[0, [0, 1, 2, 3]]]


def test_what_a_program_does_to_its_models_changes_nothing():
    text = """
def compute_model_placement(gpu_num, models):
    result = {0: list(models)}
    for m in models:
        m.model_size, m.req_rate, m.model_name = 0, 0, "x"
    models.clear()
    return result
"""
    assert answer(text) == [[0, [0, 1, 2, 3]]]


@pytest.mark.parametrize("copied", ["copy.copy", "copy.deepcopy"])
def test_equal_copies_are_foreign(copied):
    text = f"""
import copy
def compute_model_placement(gpu_num, models):
    return {{0: [{copied}(models[0]), *models[1:]]}}
"""
    with pytest.raises(InvalidAnswer, match="place those objects themselves"):
        answer(text)


def test_a_program_without_the_entry_is_refused():
    with pytest.raises(InvalidAnswer, match="does not define the function compute_model_placement"):
        answer("x = 1")


def test_models_cannot_be_hashed_as_in_the_published_evaluator():
    with pytest.raises(TypeError, match="unhashable"):
        hash(harness.Model("model_0", 1, 1, 1, 0))


def test_brings_no_judge_nor_workloads_into_the_sandbox():
    code = (
        "import sys, adrs.problems.prism.harness as h; print(*sorted(m for m in sys.modules if 'adrs' in m))"
    )
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(modules.split()) == {
        "adrs",
        "adrs.core",
        "adrs.core.errors",
        "adrs.core.harness",
        "adrs.core.verdict",
        "adrs.problems",
        "adrs.problems.prism",
        "adrs.problems.prism.harness",
    }
