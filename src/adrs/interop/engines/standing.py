"""What an engine is told of a candidate: one number to maximise, the same for every workload, and why.

Engines expect a score that is more for better, 0 for a failure, and not negative. Ours has 0 for the naive
program and 1 for the human one, and may be far below 0. So an engine is told the *standing*::

    1 + s          for s >= 0      naive 1, human 2
    1 / (1 - s)    for s < 0       between 0 and 1

which keeps the order, and 0 for what failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adrs.core.verdict import Evaluation

_MOST_FEEDBACK = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an engine is told of one candidate.

    Args:
        standing: The number to maximise; 0 for a failure.
        valid: Whether the candidate is valid on every train workload.
        value: In the objective's own unit, where there is one.
        workloads: Standing by train workload; 0 where it failed or was not run.
        feedback: What the judge says, in words.
    """

    standing: float
    valid: bool
    value: float | None = None
    workloads: Mapping[str, float] = field(default_factory=dict)
    feedback: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "score": self.standing,
            "valid": self.valid,
            "value": self.value,
            "workloads": dict(self.workloads),
            "feedback": self.feedback,
        }


def standing(score: float) -> float:
    """The standing of a normalised score; positive, and increasing with it."""
    return 1.0 + score if score >= 0 else 1.0 / (1.0 - score)


def score_of(told: float) -> float | None:
    """The normalised score of a standing; ``None`` for a failure's."""
    if told <= 0:
        return None
    return told - 1.0 if told >= 1 else 1.0 - 1.0 / told


def tell(evaluation: Evaluation, workloads: list[str]) -> Told:
    """What an engine is told of an evaluation on these train workloads."""
    by_workload = {
        v.workload: standing(v.normalised) for v in evaluation.verdicts if v.normalised is not None
    }
    lines = [f"{v.workload}: {v.feedback}" for v in evaluation.verdicts if v.feedback]
    valid = evaluation.score is not None
    return Told(
        standing=standing(evaluation.score) if evaluation.score is not None else 0.0,
        valid=valid,
        value=evaluation.value,
        workloads={name: by_workload.get(name, 0.0) if valid else 0.0 for name in workloads},
        feedback=("\n".join(lines) if valid else evaluation.reason)[:_MOST_FEEDBACK],
    )


def refuse(reason: str, workloads: list[str]) -> Told:
    """What an engine is told of a candidate that was not run."""
    return Told(
        standing=0.0, valid=False, workloads=dict.fromkeys(workloads, 0.0), feedback=reason[:_MOST_FEEDBACK]
    )
