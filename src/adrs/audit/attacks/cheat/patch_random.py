# mypy: ignore-errors
"""Replaces and reseeds the generators of random numbers."""

import random

import numpy

from adrs.audit.attacks.kit import attempt

WITNESS = "score"


def attack(bait):
    attempt("random", lambda: setattr(random, "random", lambda: 0.0))
    attempt("seed", lambda: (random.seed(0), numpy.random.seed(0)))
    attempt("generator", lambda: setattr(numpy.random, "default_rng", None))
