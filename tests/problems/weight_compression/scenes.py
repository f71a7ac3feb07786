"""A tiny model of random weights for the tests of this problem."""

from __future__ import annotations

from functools import cache

import numpy as np

from adrs.core.workload import Split
from adrs.problems.weight_compression.cases import Case, CompressionWorkload, workload_of
from adrs.problems.weight_compression.matrices import matrices
from adrs.problems.weight_compression.problem import create
from adrs.problems.weight_compression.texts import Text
from adrs.small_model.forward import Model, in_64_bits
from tests.small_model.random_checkpoint import TINY, weights_of

PROBLEM = create()


@cache
def model() -> Model:
    """The tiny model, its weights as 16 bits hold them."""
    return Model(TINY, {name: w.astype("f2").astype("f4") for name, w in weights_of(TINY).items()})


@cache
def case() -> Case:
    """The tiny model with random tokens for texts and calibration."""
    rng = np.random.RandomState(0)
    texts = {name: Text(rng.randint(0, TINY.vocabulary, (3, 33)), 2.5) for name in "AB"}
    found = matrices(in_64_bits(model()), rng.randint(0, TINY.vocabulary, (4, 64)))
    return Case(model(), tuple(found), texts)


@cache
def workload() -> CompressionWorkload:
    """The tiny case as a workload."""
    return workload_of("train/scene", Split.TRAIN, "scene", case())
