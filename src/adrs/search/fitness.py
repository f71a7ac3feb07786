"""What a search may judge a trial by: its score, and nothing measured by a clock."""

from __future__ import annotations

from adrs.core.candidate import Trial
from adrs.core.verdict import Outcome

HUGE = 1e300


def fitness(trial: Trial) -> float | None:
    """The trial's score; ``None`` unless it was run on every workload, is valid, and the score is sane."""
    evaluation = trial.evaluation
    score = evaluation.score
    if score is None or not sane(score):
        return None
    if not evaluation.complete or evaluation.outcome is not Outcome.VALID:
        return None
    return score


def sane(score: float) -> bool:
    """Whether ``score`` is a number, and so small that differences and sums of scores are finite too."""
    return -HUGE < score < HUGE


def length(trial: Trial) -> int:
    """Characters in all files of the program: of two equals the shorter is kept."""
    return sum(len(text) for text in trial.candidate.program.files.values())
