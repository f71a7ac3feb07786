"""Training repeats, resumes and learns; on a model far smaller than the one that ships."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from adrs.small_model import bpe
from adrs.small_model.batches import Source, stream
from adrs.small_model.synthetic import facts, text_of
from adrs.small_model.training import Phase, Plan, Progress, train
from tests.small_model.random_checkpoint import TINY

TEXT = "The cache keeps what was asked before. What was asked before is not asked again.\n" * 60
PLAN = Plan(
    steps=120,
    decay=20,
    warm_up=5,
    tokens=128,
    phases=(
        Phase(0, 32, {"prose": 0.6, "drill": 0.2, "copy": 0.2}, guide=0.2),
        Phase(60, 64, {"prose": 0.6, "facts": 0.2, "table": 0.2}),
    ),
)


@pytest.fixture(scope="module")
def source() -> Source:
    pairs = bpe.learn([TEXT, *(text_of(facts(Random(i))) for i in range(60))], 512)
    return Source(pairs, stream(pairs, {"text": TEXT}))


def trained(source: Source, folder: Path, told: list[Progress] | None = None) -> Any:
    config = replace(TINY, vocabulary=512, tied=True, rope_scaling=None)
    keep = told if told is not None else []
    return train(config, PLAN, source, checkpoint=folder / "checkpoint.pt", tell=keep.append)


@pytest.mark.slow
def test_a_run_that_was_stopped_ends_like_one_that_was_not(source: Source, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    told: list[Progress] = []
    expected = trained(source, whole, told)
    assert told[-1].loss < 0.8 * told[0].loss

    def stop(progress: Progress) -> None:
        if progress.step > 100:
            raise KeyboardInterrupt

    config = replace(TINY, vocabulary=512, tied=True, rope_scaling=None)
    with pytest.raises(KeyboardInterrupt):
        train(config, PLAN, source, checkpoint=broken / "checkpoint.pt", tell=stop)
    resumed = trained(source, broken)
    assert all(np.array_equal(resumed[name], value) for name, value in expected.items())
