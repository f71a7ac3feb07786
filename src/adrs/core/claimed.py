"""Problems whose score is the candidate's own claim, because its evaluator shares a process with it."""

from __future__ import annotations

from adrs.core.problem import Problem

SELF_SCORED = (
    "self-scored: evaluator and candidate share a process, so every score is the candidate's claim;"
    " nothing is held out"
)
"""What has to stand wherever such a score is shown."""


def self_scored(problem: Problem) -> bool:
    """Whether values of this problem are what candidates say of themselves: it has ``self_scored = True``."""
    return getattr(problem, "self_scored", False) is True
