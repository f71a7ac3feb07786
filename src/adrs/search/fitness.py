"""What a search may judge a trial by: its score, and nothing measured by a clock."""

from __future__ import annotations

import math

from adrs.core.candidate import Trial
from adrs.core.verdict import Outcome


def fitness(trial: Trial) -> float | None:
    """The trial's score; ``None`` unless it was run on every workload, is valid, and the score is finite."""
    evaluation = trial.evaluation
    score = evaluation.score
    if score is None or not math.isfinite(score):
        return None
    if not evaluation.complete or evaluation.outcome is not Outcome.VALID:
        return None
    return score


def length(trial: Trial) -> int:
    """Characters in all files of the program: of two equals the shorter is kept."""
    return sum(len(text) for text in trial.candidate.program.files.values())
