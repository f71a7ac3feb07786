"""How a program scored, in words: worst first; and what other programs do better."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.candidate import Trial
from adrs.core.problem import Objective
from adrs.core.verdict import Evaluation, Verdict
from adrs.propose.context.text import figure, one_line

_MOST_FEEDBACK = 500
_LONGEST = 5000
_MOST_INSPIRATIONS = 2


def summary(evaluation: Evaluation, objective: Objective) -> str:
    """One sentence on the whole."""
    failed = sum(not v.ok for v in evaluation.verdicts)
    if failed:
        return f"It failed on {failed} of the {len(evaluation.verdicts)} workloads that were run: no score."
    if evaluation.value is None:
        return "It was not run on every workload: no score."
    text = f"{objective.name}: {figure(evaluation.value)} {objective.unit}"
    if evaluation.score is not None:
        text += f"; {evaluation.score:.4f} on the scale from the naive program (0) to the human solution (1)"
    return text + "."


def rows(evaluation: Evaluation, objective: Objective, *, feedback: bool) -> list[str]:
    """A line for each workload: failures first, then the lowest normalised score first.

    A judge's further metrics are left out: a board's score among them may be worked out from the bound.
    """
    return [_row(verdict, objective, feedback) for verdict in worst_first(evaluation)]


def worst_first(evaluation: Evaluation) -> list[Verdict]:
    """Verdicts: failures, then those without a normalised score, then the lowest score first."""

    def key(verdict: Verdict) -> tuple[bool, bool, float, str]:
        score = verdict.normalised
        return verdict.ok, score is not None, score or 0.0, verdict.workload

    return sorted(evaluation.verdicts, key=key)


def _row(verdict: Verdict, objective: Objective, feedback: bool) -> str:
    if not verdict.ok:
        why = _feedback(verdict) if feedback else ""
        return f"{verdict.workload}: {verdict.outcome.value}" + (f": {why}" if why else "")
    parts = [f"{verdict.workload}:"]
    if verdict.value is not None:
        parts.append(f"{figure(verdict.value)} {objective.unit}")
    if verdict.normalised is not None:
        parts.append(f"(scale {verdict.normalised:.3f})")
    if feedback:
        parts.append(_feedback(verdict))
    return " ".join(part for part in parts if part)


def _feedback(verdict: Verdict) -> str:
    lines = (line.strip() for line in verdict.feedback[:_LONGEST].splitlines())
    return one_line("; ".join(line for line in lines if line), _MOST_FEEDBACK)


def gains(trial: Trial, parent: Trial) -> dict[str, float]:
    """By how much ``trial`` scores higher than ``parent``, where it does, by workload."""
    have = parent.evaluation.scores
    return {
        name: score - have[name]
        for name, score in trial.evaluation.scores.items()
        if name in have and score > have[name] + 1e-9
    }


def chosen(inspirations: Sequence[Trial], parent: Trial) -> list[Trial]:
    """One or two inspirations: the largest gains over the parent, then the most added to those.

    Without scores by workload the first ones are taken, as the strategy ordered them.
    """
    left = [t for t in inspirations if t.candidate.program != parent.candidate.program]
    best: dict[str, float] = {}
    picked: list[Trial] = []
    while left and len(picked) < _MOST_INSPIRATIONS:
        added = [sum(max(0.0, g - best.get(w, 0.0)) for w, g in gains(t, parent).items()) for t in left]
        top = max(added)
        if picked and best and top <= 0.0:
            break
        trial = left.pop(added.index(top))
        for workload, gain in gains(trial, parent).items():
            best[workload] = max(gain, best.get(workload, 0.0))
        picked.append(trial)
    return picked


def strengths(trial: Trial, parent: Trial, *, most: int = 4) -> str:
    """Where a trial beats the parent and by how much, in one sentence."""
    better = sorted(gains(trial, parent).items(), key=lambda item: (-item[1], item[0]))
    if not better:
        return "not better than the program above on any workload"
    named = ", ".join(f"{name} (+{gain:.3f})" for name, gain in better[:most])
    more = f" and {len(better) - most} more" if len(better) > most else ""
    return f"better than the program above on {named}{more}, on the scale from naive (0) to human (1)"
