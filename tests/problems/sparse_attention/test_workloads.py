from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.sparse_attention import captured, controlled
from adrs.problems.sparse_attention.calls import calls_of
from adrs.problems.sparse_attention.controlled import Kind
from adrs.problems.sparse_attention.workloads import PLANS
from adrs.small_model.checkpoint import read, shipped
from adrs.small_model.documents import HELD_OUT
from tests.small_model.random_checkpoint import TINY, write


@pytest.mark.parametrize(
    ("kind", "effective"),
    [
        (Kind(shape="normal", spread=0.5), 1700),
        (Kind(shape="normal", spread=1.0), 1190),
        (Kind(shape="normal", spread=2.0), 320),
        (Kind(shape="normal", spread=4.0), 14),
        (Kind(shape="needles"), 7),
        (Kind(shape="power"), 20),
        (Kind(shape="recency"), 1100),
    ],
)
def test_logits_are_as_sharp_as_they_say(kind: Kind, effective: float) -> None:
    """exp(entropy) at 2048 keys, the mean over rows; the specification's figures, roughly."""
    call = controlled.call(kind, np.random.RandomState(1), frozen=False)
    share = call.exps / call.exps.sum(axis=2, keepdims=True)
    entropy = -(share * np.log(np.maximum(share, 1e-300))).sum(axis=2)
    assert np.exp(entropy).mean() == pytest.approx(effective, rel=0.5)


def test_half_of_every_split_is_frozen() -> None:
    for plans in PLANS.values():
        assert sum(plan.frozen for plan in plans) * 2 == len(plans)


def test_no_document_is_in_two_splits() -> None:
    named = {split: {p.document for p in plans if p.document} for split, plans in PLANS.items()}
    assert sum(map(len, named.values())) == len(set().union(*named.values()))
    assert set().union(*named.values()) <= set(HELD_OUT)


def test_calls_of_the_model_are_its_attention() -> None:
    """The output of a captured call is what the model itself computes, up to 16-bit rounding."""
    from adrs.small_model.forward import Hooks, causal_attention, logits

    tokens = captured.prompt(shipped(), "facts", "x")[:200]
    calls = captured.calls(shipped(), tokens, frozen=False)
    outputs = []

    def attend(layer, q, k, v):  # type: ignore[no-untyped-def]
        outputs.append(causal_attention(q, k, v))
        return outputs[-1]

    logits(shipped().model, np.array([tokens]), hooks=Hooks(attend=attend))
    places = np.linspace(len(tokens) // 2, len(tokens) - 1, captured.QUERIES).astype(int)
    for call, output in zip(calls, outputs, strict=True):
        expected = output[0][:, places]
        assert np.linalg.norm(call.exact - expected) < 0.02 * np.linalg.norm(expected)


def test_prompts_are_full_and_open_with_the_start() -> None:
    for kind, seed in (("prose", HELD_OUT[0]), ("facts", "a"), ("table", "a"), ("copy", "a")):
        tokens = captured.prompt(shipped(), kind, seed)
        assert len(tokens) == captured.LENGTH
        assert tokens[0] == shipped().tokenizer.start
        assert tokens == captured.prompt(shipped(), kind, seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_real_checkpoint_takes_the_place_of_the_small_model(tmp_path: Path) -> None:
    write(tmp_path)
    problem = load("sparse_attention", model_dir=tmp_path)
    workload = problem.workloads(Split.TRAIN)[0]
    calls = calls_of(workload)
    assert len(calls) == TINY.layers
    assert calls[0].queries.shape == (TINY.heads, captured.QUERIES, TINY.head_width)
    assert calls[0].keys.shape[0] == TINY.kv_heads
    assert workload.digest != load("sparse_attention").workloads(Split.TRAIN)[0].digest
    score = problem.judge(workload, [np.ones(call.fixed.shape) for call in calls])
    assert score.value == pytest.approx(0.5)
    assert read(tmp_path).model.config == TINY


def test_a_folder_without_a_checkpoint_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"config\.json"):
        load("sparse_attention", model_dir=tmp_path).workloads(Split.TRAIN)
