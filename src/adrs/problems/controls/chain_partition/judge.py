"""Checks the cuts and finds the slowest stage."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score


def judge(inputs: Mapping[str, Any], answer: Any) -> Score:
    """Work in ms of the slowest stage.

    Raises:
        InvalidAnswer: There are too many cuts or too few, or they do not rise within the chain.
    """
    work_ms, stages = inputs["work_ms"], inputs["stages"]
    n = len(work_ms)
    if type(answer) is not list or len(answer) != stages - 1 or not all(type(cut) is int for cut in answer):
        raise InvalidAnswer(f"{stages} stages need a list of {stages - 1} cuts, plain ints")
    edges = [0, *answer, n]
    if not all(first <= second for first, second in pairwise(edges)):
        raise InvalidAnswer(f"cuts must not fall and lie between 0 and {n}")
    loads = [sum(work_ms[first:second]) for first, second in pairwise(edges)]
    slowest, lightest = max(loads), min(loads)
    feedback = (
        f"stage {loads.index(slowest)} of {stages} is the slowest with {slowest} ms, stage"
        f" {loads.index(lightest)} the fastest with {lightest} ms"
    )
    return Score(float(slowest), {"fastest_ms": float(lightest)}, feedback)
