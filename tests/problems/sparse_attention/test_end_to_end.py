from __future__ import annotations

import numpy as np
import pytest

from adrs.problems.sparse_attention import captured
from adrs.problems.sparse_attention.calls import Call
from adrs.problems.sparse_attention.end_to_end import LAST, run
from adrs.small_model.checkpoint import shipped
from adrs.small_model.forward import nats

TOKENS = captured.prompt(shipped(), "facts", "end to end")[:300]


def everything(call: Call):  # type: ignore[no-untyped-def]
    return np.ones(call.fixed.shape)


def test_reading_everything_is_the_model_itself() -> None:
    dense, sparse = (run(shipped(), TOKENS, select, seed=1) for select in (None, everything))
    expected = nats(shipped().model, np.array([TOKENS]))[0, -LAST:]
    assert np.allclose(dense.nats, expected, atol=1e-4)
    assert np.allclose(sparse.nats, expected, atol=1e-3)
    assert sparse.density == 1.0


def test_reading_less_changes_the_loss_and_the_density() -> None:
    few = run(shipped(), TOKENS, lambda call: np.full(call.fixed.shape, 0.1), seed=1)
    assert few.density == pytest.approx(0.1, rel=0.1)
    assert not np.allclose(few.nats, run(shipped(), TOKENS, None, seed=1).nats, atol=1e-3)
