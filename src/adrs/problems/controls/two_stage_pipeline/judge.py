"""Checks an order and plays it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score


def judge(inputs: Mapping[str, Any], answer: Any) -> Score:
    """When the last job has been computed, in ms.

    Raises:
        InvalidAnswer: The order is not a list that names every job once.
    """
    load_ms, compute_ms = inputs["load_ms"], inputs["compute_ms"]
    n = len(load_ms)
    if type(answer) is not list or len(answer) != n or not all(type(job) is int for job in answer):
        raise InvalidAnswer(f"an order is a list of {n} plain ints")
    if sorted(answer) != list(range(n)):
        raise InvalidAnswer(f"an order names each of the jobs 0 to {n - 1} exactly once")
    loaded = done = waited = 0
    for job in answer:
        loaded += load_ms[job]
        waited += max(0, loaded - done)
        done = max(done, loaded) + compute_ms[job]
    feedback = f"done after {done} ms; the second stage stood idle for {waited} ms of them"
    return Score(float(done), {"idle_ms": float(waited)}, feedback)
