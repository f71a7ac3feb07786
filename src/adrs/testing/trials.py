"""Trials made up for tests: programs that are a line of text, evaluations that are a row of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adrs.core.candidate import Brief, Candidate, Trial
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Verdict

Scores = Mapping[str, float] | Sequence[float]


def make_evaluation(scores: Scores, *, outcome: Outcome = Outcome.VALID, complete: bool = True) -> Evaluation:
    """An evaluation with these normalised scores, by workload id or for ``w0``, ``w1``…

    Args:
        scores: Normalised scores; each value is its score, and the overall score is the mean.
        outcome: With anything but ``VALID`` the last workload fails that way.
        complete: With ``False`` the evaluation was stopped early.
    """
    named = scores if isinstance(scores, Mapping) else {f"w{i}": score for i, score in enumerate(scores)}
    verdicts = [
        Verdict(workload=name, outcome=Outcome.VALID, value=score, normalised=score)
        for name, score in named.items()
    ]
    valid = outcome is Outcome.VALID
    if not valid:
        verdicts[-1] = Verdict(workload=verdicts[-1].workload, outcome=outcome, feedback="made to fail")
    mean = sum(named.values()) / len(named) if valid and complete else None
    return Evaluation(verdicts=tuple(verdicts), value=mean, score=mean, complete=complete)


def make_trial(
    name: str,
    scores: Scores,
    *,
    parents: tuple[str, ...] = (),
    text: str | None = None,
    outcome: Outcome = Outcome.VALID,
    complete: bool = True,
) -> Trial:
    """A trial of this candidate id; the program's text is made from the id unless given."""
    program = Program.from_text(f"# {name}\n" if text is None else text)
    candidate = Candidate(id=name, program=program, parents=parents, origin="made:up")
    return Trial(candidate, make_evaluation(scores, outcome=outcome, complete=complete))


def make_child(
    brief: Brief,
    scores: Scores,
    *,
    text: str | None = None,
    outcome: Outcome = Outcome.VALID,
    complete: bool = True,
) -> Trial:
    """The trial that answers ``brief``."""
    parents = (brief.parent.candidate.id,)
    return make_trial(f"c{brief.id}", scores, parents=parents, text=text, outcome=outcome, complete=complete)
