"""The tuning ceiling: how far a seed gets by its constants alone. It tells tuning from structure."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from adrs.core.candidate import Arm, Attempt, Brief, Candidate, Trial
from adrs.core.errors import ProposalError
from adrs.core.program import Program
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split
from adrs.evaluate.scale import Scale
from adrs.propose.tuner import Tuner
from adrs.run.analysis.bench import Bench

_SPENT = "the budget of the analysis was spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """A seed with its constants tuned.

    Args:
        seed: ``"seed:naive"``.
        evaluations: Settings that were tried.
        budget: Settings that might have been.
        before: The seed's values on train and validation.
        after: Those of the best setting on train.
        note: Why there is nothing to tune, if there is not.
    """

    seed: str
    evaluations: int
    budget: int
    before: tuple[float | None, float | None]
    after: tuple[float | None, float | None]
    note: str = ""


async def tuning_ceiling(
    bench: Bench, seed: Program, name: str, scale: Scale, *, budget: int
) -> Ceiling | None:
    """The tuner alone on ``seed``; settings are chosen by train, validation is only looked at.

    ``None`` if the seed could not be evaluated within what the bench allows.
    """
    kept = bench.fact(f"ceiling {seed.digest} {budget}")
    if kept is not None:
        return Ceiling(**{**kept, "before": tuple(kept["before"]), "after": tuple(kept["after"])})
    first = await bench.on(seed, Split.TRAIN)
    validation = await bench.on(seed, Split.VALIDATION)
    if first is None or validation is None:
        return None
    trial = Trial(Candidate("s", seed, origin=name), _scored(first, scale))
    best, attempts, note = await _tune(bench, trial, scale, budget)
    after = await bench.on(best.candidate.program, Split.VALIDATION)
    if after is None:
        return None
    found = Ceiling(
        seed=name,
        evaluations=attempts,
        budget=budget,
        before=(first.value, validation.value),
        after=(best.evaluation.value, after.value),
        note=note,
    )
    if note != _SPENT:
        bench.keep(f"ceiling {seed.digest} {budget}", asdict(found))
    return found


async def _tune(bench: Bench, trial: Trial, scale: Scale, budget: int) -> tuple[Trial, int, str]:
    """The best trial, the number of settings tried, and why there were no more."""
    tuner, arm, best = Tuner(), Arm("tuner", "constants"), trial
    attempts: list[Attempt] = []
    for number in range(budget):
        brief = Brief(id=number, arm=arm, parent=trial, attempts=tuple(attempts), seed=number)
        try:
            proposal = await tuner.propose(bench.problem, brief)
        except ProposalError as error:
            return best, len(attempts), str(error)
        evaluation = await bench.on(proposal.program, Split.TRAIN)
        if evaluation is None:
            return best, len(attempts), _SPENT
        scored = _scored(evaluation, scale)
        candidate = Candidate(f"t{number}", proposal.program, origin=str(arm))
        attempts.append(Attempt(candidate=candidate, score=scored.score))
        if _beats(scored, best.evaluation):
            best = Trial(candidate, scored)
    return best, len(attempts), ""


def _scored(evaluation: Evaluation, scale: Scale) -> Evaluation:
    value, score = scale.aggregate(evaluation.verdicts)
    return Evaluation(verdicts=evaluation.verdicts, value=value, score=score)


def _beats(one: Evaluation, other: Evaluation) -> bool:
    return one.score is not None and (other.score is None or one.score > other.score)


def gain_by_tuning(before: float | None, tuned: float | None, champion: float | None) -> float | None:
    """Share of the champion's way from the seed that tuning alone goes; ``None`` where it went nowhere."""
    if before is None or tuned is None or champion is None or champion == before:
        return None
    return (tuned - before) / (champion - before)
