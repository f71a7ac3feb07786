"""What becomes of a brief and its answer, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from adrs.core.events import Told
from adrs.core.verdict import Verdict


class State(StrEnum):
    """Where a brief stands."""

    OPEN = "open"
    REJECTED = "rejected"  # open still: the last answer was turned away
    ACCEPTED = "accepted"  # an answer was taken and is on its way to the evaluator
    EVALUATED = "evaluated"
    WITHDRAWN = "withdrawn"  # nobody needs an answer any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """Where a brief stands, and why.

    Args:
        state: Where it stands.
        reason: Why an answer was turned away or the brief withdrawn.
        rejections: Answers that were turned away.
        result: What the evaluation said, Markdown.
    """

    state: State
    reason: str = ""
    rejections: int = 0
    result: str = ""

    @property
    def is_open(self) -> bool:
        """Whether an answer would be read."""
        return self.state in (State.OPEN, State.REJECTED)


def describe_result(told: Told) -> str:
    """How an answer fared on the train workloads, Markdown."""
    evaluation = told.evaluation
    head = f"{told.candidate}: {evaluation.outcome.value}, {told.admission.name.lower()} in the archive"
    lines = [f"# {head}", ""]
    if evaluation.score is not None and evaluation.value is not None:
        lines += [f"Value {evaluation.value:.6g}, score {evaluation.score:.4f} (0 naive, 1 human).", ""]
    if not evaluation.complete:
        lines += ["Stopped early: it fell behind its parent or behaved the same.", ""]
    lines += ["| workload | outcome | value | feedback |", "| --- | --- | --- | --- |"]
    lines += [_row(verdict) for verdict in evaluation.verdicts]
    return "\n".join(lines) + "\n"


def _row(verdict: Verdict) -> str:
    value = "" if verdict.value is None else f"{verdict.value:.6g}"
    feedback = " ".join(verdict.feedback.split())[:200].replace("|", "\\|")
    return f"| {verdict.workload} | {verdict.outcome.value} | {value} | {feedback} |"
