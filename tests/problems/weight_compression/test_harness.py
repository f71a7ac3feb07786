from __future__ import annotations

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.testing.inprocess import answer_of
from tests.problems.weight_compression.scenes import PROBLEM, case, workload

ENTRY = (
    "import numpy as np\n"
    "def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx"
)


def program(body: str, more: str = "") -> Program:
    return Program.from_text(f"{ENTRY}{more}):\n    {body}\n")


def test_the_first_of_the_rank_get_four_bits() -> None:
    found = answer_of(PROBLEM, program("return 0.3, np.arange(weights.shape[1])[::-1]"), workload())
    bits = found[0]["bits"]
    assert bits[-4:].tolist() == [4] * 4
    assert bits[:-4].tolist() == [2] * 12
    assert found[0]["order"].tolist() == list(range(16))[::-1]


def test_bits_may_be_given_by_column() -> None:
    found = answer_of(PROBLEM, program("return 2 + np.arange(weights.shape[1]) % 3"), workload())
    assert found[0]["bits"].tolist() == [2 + i % 3 for i in range(16)]


def test_a_program_that_asks_is_told_what_is_spent() -> None:
    body = "assert info['cap'] == 2.6; return np.full(weights.shape[1], 2 if info['spent_bits'] else 3)"
    found = answer_of(PROBLEM, program(body, ", info"), workload())
    assert found[0]["bits"].tolist() == [3] * 16
    assert found[1]["bits"].tolist() == [2] * 32


def test_a_program_sees_the_weights_and_both_scores() -> None:
    body = "assert weights.dtype == inputs.dtype == np.float32; return 0.5, np.argsort(-hessian_score)"
    found = answer_of(PROBLEM, program(body), workload())
    for matrix, part in zip(case().matrices, found, strict=True):
        energy = np.square(matrix.inputs).mean(axis=0)
        assert energy[part["bits"] == 4].min() >= 0.99 * energy[part["bits"] == 2].max()


def test_published_programs_may_return_tensors() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    assert torch is not None
    found = answer_of(
        PROBLEM, program("import torch; return 0.1, torch.arange(weights.shape[1])"), workload()
    )
    assert found[0]["order"].tolist() == list(range(16))


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("return 0.5, np.zeros(weights.shape[1], int)", "no permutation"),
        ("return 1.01, np.arange(weights.shape[1])", "0 to 1 is allowed"),
        ("return None", "must be 16 integers"),
        ("return 1, 2, 3", "not 3 values"),
    ],
)
def test_a_decision_that_is_none_is_refused(body: str, complaint: str) -> None:
    with pytest.raises(InvalidAnswer, match=complaint):
        answer_of(PROBLEM, program(body), workload())
