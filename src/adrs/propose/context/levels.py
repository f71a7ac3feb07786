"""How much a model is told: the published studies vary both."""

from __future__ import annotations

from enum import IntEnum


class Detail(IntEnum):
    """What a prompt tells of results."""

    NONE = 0  # the program only
    SCORE = 1  # the score of the whole
    PER_WORKLOAD = 2  # and of each workload
    FULL = 3  # and the judge's feedback, hot spots and decisions with most regret


class HintLevel(IntEnum):
    """What a prompt tells beyond statement and results."""

    NONE = 0
    GENERAL = 1  # advice that is the same for every problem, and what people told the run
    SPECIFIC = 2  # and the problem's own hints
