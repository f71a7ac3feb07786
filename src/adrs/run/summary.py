"""What came of a run, as one JSON object: the answer that ``adrs run``, ``resume`` and ``report`` give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from adrs.core.acceptance import Rail
from adrs.core.claimed import self_scored
from adrs.core.problem import Bound, Problem, Published
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split
from adrs.evaluate.weighed import metric
from adrs.run.bounds import bound_json, bounds_by_split
from adrs.run.doubts import doubts
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.interventions import as_json
from adrs.run.paired import margin
from adrs.run.state import Ranked, RunState


def champion(state: RunState) -> Ranked | None:
    """Who was elected; before the end of the run, the best on train."""
    if state.finished and state.champion is not None:
        return state.finalist(state.champion)
    return state.best


def value_on(state: RunState, candidate: str, split: Split) -> float | None:
    """A candidate's journalled value on a split; ``None`` if it was not valid or not assessed."""
    evaluation = state.assessed.get((candidate, split.value))
    return None if evaluation is None else evaluation.value


def failure_on(state: RunState, candidate: str, split: Split) -> str:
    """How a candidate failed on a split: outcome, workload, reason; empty if it did not, or was not run."""
    evaluation = state.assessed.get((candidate, split.value))
    if evaluation is None or evaluation.value is not None:
        return ""
    return f"{evaluation.outcome.value} on {evaluation.reason}"


def summarise(
    state: RunState, problem: Problem, *, program: str | None = None, audit: str | None = None
) -> dict[str, Any]:
    """The run as plain data.

    Args:
        state: The run.
        problem: Its problem.
        program: Where the champion's program was written, if it was.
        audit: Whether the problem was audited, in words; ``None`` if nobody asked.
    """
    bounds, claimed = bounds_by_split(problem), self_scored(problem)
    return {
        "run": state.run_id,
        "problem": problem.name,
        "self_scored": claimed,
        "doubts": list(doubts(state, champion(state))) if claimed else [],
        "stopped": state.stopped,
        "finished": state.finished,
        "evaluations": state.evaluations,
        "seconds": state.elapsed_s,
        "initial": value_on(state, NAIVE, Split.TRAIN),
        "human": None if claimed else value_on(state, HUMAN, Split.TRAIN),
        "best": _best(state, bounds, program),
        "unit": problem.objective.unit,
        "direction": problem.objective.direction.value,
        "human_by_split": {} if claimed else _by_split(state, HUMAN),
        "initial_by_split": _by_split(state, NAIVE),
        "bounds": {split.value: bound_json(bound) for split, bound in bounds.items()},
        "test_margin": held_out_margin(state, problem),
        "leaderboard": _leaderboard(state, problem, bounds),
        "proposals": {"asked": state.asked, "failed": state.failed},
        "failures": dict(state.reasons.most_common()),
        "outcomes": dict(state.outcomes.most_common()),
        "arms": {name: asdict(tally) for name, tally in sorted(state.arms.items())},
        "usage": asdict(state.usage),
        "terms": terms(state),
        "audit": audit,
        "machine_load": state.machine_load,
        "steering": [as_json(event) for event in state.steered],
    }


def held_out_margin(state: RunState, problem: Problem) -> dict[str, Any] | None:
    """The champion's relative gain over human on test, with its interval; ``None`` before the end."""
    best = champion(state)
    if best is None:
        return None
    ours = state.assessed.get((best.candidate, Split.TEST.value))
    theirs = state.assessed.get((HUMAN, Split.TEST.value))
    if ours is None or theirs is None:
        return None
    result = margin(problem.objective, ours, theirs)
    return None if result is None else asdict(result)


def terms(state: RunState) -> dict[str, Any] | None:
    """How the champion stands to the run's rails, and the front of its objectives; ``None`` without any."""
    asked = None if state.config is None else state.config.terms.acceptance
    best = champion(state)
    if not asked:
        return None
    name = "" if best is None else best.candidate
    splits = [split for split in Split if (name, split.value) in state.assessed]
    return {
        "infeasible": state.infeasible,
        "rails": [_rail(state, rail, name, splits) for rail in asked.rails],
        "front": [
            {"candidate": member.candidate, "score": member.score, "also": dict(member.also)}
            for member in state.front.members
        ],
        "hypervolume": state.front.hypervolume if asked.also else None,
    }


def _rail(state: RunState, rail: Rail, candidate: str, splits: Sequence[Split]) -> dict[str, Any]:
    """A rail on each split: its limit, the champion's value, and whether it was kept."""
    found = {}
    for split in splits:
        value = metric(state.assessed[candidate, split.value], rail.metric)
        human = state.assessed.get((HUMAN, split.value))
        theirs = None if human is None else metric(human, rail.metric)
        kept = value is not None and rail.violation(value, theirs) == 0.0
        found[split.value] = {"limit": rail.bound(theirs), "value": value, "kept": kept}
    return {"metric": rail.metric, "at_least": rail.at_least, "by_split": found}


def published(problem: Problem, evaluation: Evaluation, split: Split) -> Published | None:
    """The public board's figure for an evaluation; ``None`` if it has none or is not valid throughout."""
    return None if evaluation.value is None else problem.published(evaluation.verdicts, split)


def _best(state: RunState, bounds: Mapping[Split, Bound], program: str | None) -> dict[str, Any] | None:
    best = champion(state)
    if best is None:
        return None
    return {
        "candidate": best.candidate,
        "origin": best.origin,
        "score": best.score,
        "train": best.value,
        "validation": value_on(state, best.candidate, Split.VALIDATION),
        "test": value_on(state, best.candidate, Split.TEST),
        "test_failure": failure_on(state, best.candidate, Split.TEST),
        "bound": bound_json(bounds.get(Split.TEST)),
        "program": program,
    }


def _by_split(state: RunState, candidate: str) -> dict[str, float | None]:
    return {split: e.value for (name, split), e in state.assessed.items() if name == candidate}


def _leaderboard(state: RunState, problem: Problem, bounds: Mapping[Split, Bound]) -> dict[str, Any] | None:
    split, best = Split.LEADERBOARD, champion(state)
    ours = None if best is None else state.assessed.get((best.candidate, split.value))
    theirs = state.assessed.get((HUMAN, split.value))
    if ours is None:
        return None
    board = published(problem, ours, split)
    human_board = None if theirs is None else published(problem, theirs, split)
    return {
        "value": ours.value,
        "bound": bound_json(bounds.get(split)),
        "published": None if board is None else asdict(board),
        "human": None if theirs is None else theirs.value,
        "human_published": None if human_board is None else asdict(human_board),
    }
