"""What programs are handed, and what becomes of what they return."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.problems.eplb import harness
from adrs.testing.inprocess import answer_of
from tests.problems.eplb.scenes import PROBLEM, SMALL, workload

LOAD = [[8, 4, 2, 2]]
WORKLOAD = workload(LOAD, [[1, 1, 1, 1]], history=[[[5, 5, 5, 5]], [[6, 6, 6, 6]]])
HEAD = """
import numpy as np
P = np.array([[0, 1, 2, 3, 0, 1, 2, 3]])
L = np.array([[[0, 4], [1, 5], [2, 6], [3, 7]]])
C = np.array([[2, 2, 2, 2]])
def rebalance_experts({parameters}):
    {body}
"""


def run(body: str, parameters: str = "weight, num_replicas, num_groups, num_nodes, num_gpus") -> Any:
    program = Program.from_text(HEAD.format(body=body, parameters=parameters))
    return answer_of(PROBLEM, program, WORKLOAD)


def test_a_program_sees_the_window_that_has_ended_and_the_cluster() -> None:
    said = "assert weight.tolist() == [[8, 4, 2, 2]] and weight.dtype == np.int64; "
    said += "assert (num_replicas, num_groups, num_nodes, num_gpus) == (8, 2, 2, 4); return P, L, C"
    (part,) = run(said)
    assert part["phy2log"].tolist() == [[0, 1, 2, 3, 0, 1, 2, 3]]
    assert (SMALL.replicas, SMALL.gpus) == (8, 4)


def test_a_program_that_asks_for_history_gets_it_oldest_first() -> None:
    body = "assert history.tolist() == [[[5] * 4], [[6] * 4]]; return P, L, C"
    assert run(body, "weight, num_replicas, num_groups, num_nodes, num_gpus, history=None")


def test_what_a_program_does_to_its_load_changes_nothing() -> None:
    before = WORKLOAD.encoded
    run("weight[:] = 0; return P, L, C")
    assert WORKLOAD.encoded == before
    assert WORKLOAD.cases[0].windows[-1].tolist() == LOAD


@pytest.mark.parametrize(
    "result", ["[P, L, C]", "P.tolist(), L.tolist(), C.tolist()", "P.astype('uint8'), L, C.astype('int16')"]
)
def test_lists_and_other_integers_will_do(result: str) -> None:
    (part,) = run(f"return {result}")
    assert part["logcnt"].tolist() == [[2, 2, 2, 2]]


def test_room_that_is_not_used_does_not_travel() -> None:
    (part,) = run("return P, np.concatenate([L, np.full((1, 4, 500), -1)], axis=2), C")
    assert part["log2phy"].shape == (1, 4, 2)


class FakeTensor:
    """The part of a tensor that the harness asks for, and that programs use."""

    __module__ = "torch"

    def __init__(self, array: Any) -> None:
        self.array = array

    def float(self) -> FakeTensor:
        return FakeTensor(self.array.astype(np.float32))

    def detach(self) -> FakeTensor:
        return self

    def cpu(self) -> FakeTensor:
        return self

    def numpy(self) -> Any:
        return self.array


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A stand-in for torch: tensors in name only."""
    module = ModuleType("torch")
    module.from_numpy = FakeTensor  # type: ignore[attr-defined]
    module.Tensor = FakeTensor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", module)
    return module


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("importing", ["import torch", "from torch import Tensor"])
def test_programs_that_speak_torch_get_tensors_and_may_return_them(importing: str) -> None:
    text = HEAD.format(
        body="weight.float().cpu(); return tuple(type(weight)(x) for x in (P, L, C))",
        parameters="weight, num_replicas, num_groups, num_nodes, num_gpus",
    )
    (part,) = answer_of(PROBLEM, Program.from_text(f"{importing}\n{text}"), WORKLOAD)
    assert part["logcnt"].tolist() == [[2, 2, 2, 2]]


@pytest.mark.usefixtures("torch")
def test_other_programs_get_arrays_where_torch_is_there() -> None:
    assert run("assert type(weight) is np.ndarray; return P, L, C")


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("None", "must return"),
        ("P, L", "tuple of 2"),
        ("P, L, C * 0.5", "integers, not float64"),
        ("P, L, C > 0", "integers, not bool"),
        ("P, [[[0], [1, 2]]], C", "no array"),
        ("P, L, 'many'", "integers"),
        ("P, L, None", "integers, not object"),
    ],
)
def test_other_results_are_refused(result: str, said: str) -> None:
    with pytest.raises(InvalidAnswer, match="case 0") as caught:
        run(f"return {result}")
    assert said in str(caught.value)


def test_a_program_without_the_entry_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="rebalance_experts"):
        answer_of(PROBLEM, Program.from_text("x = 1\n"), WORKLOAD)


def test_the_harness_knows_no_window_to_come() -> None:
    assert not {"cases", "judge", "workloads"} & set(vars(harness))
    assert set(WORKLOAD.inputs["cases"][0]) == {
        "windows", "num_replicas", "num_groups", "num_nodes", "num_gpus"
    }  # fmt: skip
