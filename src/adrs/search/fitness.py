"""What a search may judge a trial by: its score, and nothing measured by a clock."""

from __future__ import annotations

from adrs.core.candidate import Trial
from adrs.core.verdict import Outcome

HUGE = 1e300
INFEASIBLE = -1e9  # nothing that keeps the rails is worth less


def fitness(trial: Trial) -> float | None:
    """What a search compares; ``None`` unless the trial was run on every workload, is valid, and sane.

    It is the score where the run's rails are kept. Else it lies far below any score, and the lower the more
    they are passed: feasible first (Deb, CMAME 186, 2000, section 3).
    """
    evaluation = trial.evaluation
    score = evaluation.score
    if score is None or not sane(score):
        return None
    if not evaluation.complete or evaluation.outcome is not Outcome.VALID:
        return None
    if evaluation.violation:
        return INFEASIBLE * (1.0 + evaluation.violation / (1.0 + evaluation.violation))
    return score


def sane(score: float) -> bool:
    """Whether ``score`` is a number, and so small that differences and sums of scores are finite too."""
    return -HUGE < score < HUGE


def length(trial: Trial) -> int:
    """Characters in all files of the program: of two equals the shorter is kept."""
    return sum(len(text) for text in trial.candidate.program.files.values())
