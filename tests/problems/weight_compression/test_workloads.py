from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from adrs.core.errors import UsageError
from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.weight_compression.cases import case_of
from adrs.problems.weight_compression.matrices import matrices, replaced
from adrs.problems.weight_compression.texts import CALIBRATION, facts, prose
from adrs.problems.weight_compression.workloads import PLANS
from adrs.small_model.checkpoint import shipped
from adrs.small_model.documents import HELD_OUT
from adrs.small_model.forward import in_64_bits, logits
from tests.problems.weight_compression.scenes import case, model
from tests.small_model.random_checkpoint import TINY, write


def test_no_document_is_judged_on_in_two_splits_or_calibrated_on() -> None:
    named = [{d for plan in plans for d in plan.documents} for plans in PLANS.values()] + [set(CALIBRATION)]
    assert sum(map(len, named)) == len(set().union(*named))
    assert set().union(*named) <= set(HELD_OUT)


def test_windows_open_with_the_start() -> None:
    tokenizer = shipped().tokenizer
    for text in (prose(tokenizer, HELD_OUT[:1], 3), facts(tokenizer, "x", 3)):
        assert text.windows.shape == (3, 257)
        assert (text.windows[:, 0] == tokenizer.start).all()
        assert 1.0 < text.bytes_per_token < 5.0


def test_matrices_are_the_models_own_and_go_back_where_they_came_from() -> None:
    found = case().matrices
    assert [m.name for m in found][:4] == [
        f"layers.0.{n}" for n in ("qkv", "attention_out", "gate_up", "down")
    ]
    assert len(found) == 4 * TINY.layers
    again = replaced(model(), [(m.name, m.weights) for m in found])
    assert all(np.array_equal(again.weights[name], w) for name, w in model().weights.items())


def test_inputs_are_what_the_matrix_is_multiplied_with() -> None:
    tokens = np.arange(12)[None]
    found = matrices(in_64_bits(model()), tokens)[0]
    x = model().weights["model.embed_tokens.weight"][tokens[0]]
    gain = model().weights["model.layers.0.input_layernorm.weight"]
    expected = x / np.sqrt(np.square(x).mean(axis=1, keepdims=True) + TINY.norm_eps) * gain
    assert np.allclose(found.inputs, expected, atol=1e-5)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_real_checkpoint_takes_the_place_of_the_small_model(tmp_path: Path) -> None:
    write(tmp_path)
    problem = load("weight_compression", model_dir=tmp_path)
    for workload in problem.workloads(Split.TRAIN):
        found = case_of(workload)
        assert found.model.config == TINY
        assert logits(found.model, np.arange(5)[None]).shape == (1, 5, TINY.vocabulary)
        answer = [
            {"bits": np.full(m.weights.shape[1], 2), "order": np.arange(m.weights.shape[1])}
            for m in found.matrices
        ]
        assert problem.judge(workload, answer).metrics["bitrate"] == 2.0


def test_a_problem_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="prism runs no model"):
        load("prism", model_dir=tmp_path)
