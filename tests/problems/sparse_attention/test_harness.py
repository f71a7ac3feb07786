from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.problems.sparse_attention.harness import run
from adrs.testing.inprocess import answer_of
from tests.problems.sparse_attention.scenes import PROBLEM, call, workload

SCENE = workload(call(), call(frozen=True))
HEAD = "import numpy as np\ndef select(queries, keys, values, visible, scale, fixed, rng):\n"


def test_every_call_is_answered_in_32_bits() -> None:
    answer = answer_of(PROBLEM, Program.from_text(f"{HEAD}    return np.full(fixed.shape, 0.1)\n"), SCENE)
    assert [part.dtype for part in answer] == [np.float32] * 2
    assert [part.shape for part in answer] == [c.fixed.shape for c in SCENE.calls]


def test_what_a_program_changes_does_not_reach_the_next_call() -> None:
    program = Program.from_text(f"{HEAD}    keys[:] = 0\n    return np.full(fixed.shape, abs(keys).sum())\n")
    inputs = dict(SCENE.inputs)
    before = inputs["calls"][0]["keys"].copy()
    module = ModuleType("p")
    exec(program.text, module.__dict__)
    run(lambda: module, inputs)
    assert np.array_equal(inputs["calls"][0]["keys"], before)


def test_the_generator_is_new_in_every_call_and_seeded() -> None:
    program = Program.from_text(f"{HEAD}    return np.full(fixed.shape, rng.random())\n")
    first, second = answer_of(PROBLEM, program, SCENE), answer_of(PROBLEM, program, SCENE)
    assert np.array_equal(first[0], second[0])
    assert first[0][0, 0, 0] != first[1][0, 0, 0]


@pytest.mark.parametrize("result", ["None", "1.0", "fixed", "np.ones(3)", "[[1.0], [2.0, 3.0]]"])
def test_a_result_of_another_kind_is_refused_with_what_is_expected(result: str) -> None:
    with pytest.raises(InvalidAnswer, match="call 0: select must return"):
        answer_of(PROBLEM, Program.from_text(f"{HEAD}    return {result}\n"), SCENE)
