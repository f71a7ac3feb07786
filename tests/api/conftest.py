"""Runs on the tiny problem, without walls, in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import adrs
from adrs.api.result import Result
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import Constants, InProcess, TinyProblem

Evolve = Callable[..., Result]


class Numbers(Constants):
    """The tiny proposer under a name of its own."""

    name = "numbers"


@pytest.fixture
def store() -> MemoryStore:
    """The journal of a test."""
    return MemoryStore()


@pytest.fixture
def tiny(store: MemoryStore) -> dict[str, Any]:
    """What ``adrs.evolve`` is given for a repeatable run on the tiny problem, besides the problem."""
    problem = TinyProblem()
    return {
        "strategy": "top_k",
        "proposer": Numbers(),
        "sandbox": InProcess(problem),
        "store": store,
        "workers": 1,
        "proposing": 1,
    }


@pytest.fixture
def evolve(tiny: dict[str, Any]) -> Evolve:
    """``adrs.evolve`` on the tiny problem."""
    return lambda **options: adrs.evolve(TinyProblem(), **{"evals": 12, **tiny, **options})
