"""The first page of a run, and its line in the list of runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from adrs.core.errors import AdrsError
from adrs.core.problem import Direction, Objective
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Split
from adrs.dashboard.library import Library
from adrs.dashboard.limits import Limit
from adrs.dashboard.view import RunView, Waiting, admissions
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.paired import margin
from adrs.run.state import RunState
from adrs.run.summary import value_on

MOST_POINTS = 600
_FEED = 40
_FAILURES = 12
T = TypeVar("T")


def card(view: RunView) -> dict[str, Any]:
    """A run in the list of runs."""
    state, best = view.state, view.champion
    config = state.config
    return {
        "run": view.run_id,
        "problem": config.problem if config else "",
        "strategy": config.strategy if config else "",
        "status": status(state),
        "started": view.started_at,
        "last": view.last_at,
        "evaluations": state.evaluations,
        "limit": config.evaluations if config else None,
        "seconds": state.elapsed_s,
        "cost_usd": state.usage.cost_usd,
        "tokens": state.usage.tokens,
        "candidate": None if best is None else best.candidate,
        "score": None if best is None else best.score,
        "train": None if best is None else best.value,
        "self_scored": claims(view),
        "human": None if claims(view) else value_on(state, HUMAN, Split.TRAIN),
        "test": None if best is None else value_on(state, best.candidate, Split.TEST),
        "margin": margin_on(view, Split.TEST),
        "spark": [[point.evaluations, point.score] for point in thinned(state.curve, 60)],
        "data": config.data if config else None,
        "number": view.number,
    }


def claims(view: RunView) -> bool:
    """Whether the run's values are what candidates say of themselves."""
    return bool(view.state.environment.get("self_scored"))


def cards(library: Library) -> list[dict[str, Any]]:
    """All runs, oldest first; one that cannot be read says why and hides none of the others."""
    found = []
    for run_id in library.runs():
        try:
            found.append(library.card(run_id, card))
        except AdrsError as error:
            found.append({"run": run_id, "error": str(error), "number": 0})
    return found


def status(state: RunState) -> str:
    """``searching``, ``paused``, ``scoring`` (the search is over, held-out splits are not), ``finished``."""
    if state.finished:
        return "finished"
    if state.stopped:
        return "scoring"
    return "paused" if getattr(state, "paused", False) else "searching"


def overview(view: RunView, limit: Limit) -> dict[str, Any]:
    """Everything on a run's first page."""
    state = view.state
    return {
        **card(view),
        "stopped": state.stopped,
        "objective": _objective(view, limit),
        "splits": splits(view, limit),
        "curve": [[p.evaluations, p.seconds, p.value, p.score, p.candidate] for p in _curve(view)],
        "cloud": _cloud(view),
        "arms": arms(view),
        "spent": [list(astuple) for astuple in _spent(view)],
        "failures": _failures(view),
        "outcomes": dict(state.outcomes.most_common()),
        "proposals": {
            "asked": state.asked,
            "failed": state.failed,
            "reasons": dict(state.reasons.most_common(_FAILURES)),
        },
        "admissions": admissions(view),
        "flight": flight(view),
        "news": [asdict(news) for news in list(view.news)[-_FEED:][::-1]],
        "config": {} if state.config is None else state.config.to_json(),
        "environment": state.environment,
        "wishes": view.wishes,
        "calls": {"made": state.calls.made, "failed": state.calls.failed},
        "usage": asdict(state.usage),
        "candidates": len(view.rows),
    }


def _objective(view: RunView, limit: Limit) -> dict[str, Any]:
    facts, known = limit.facts, stand_in(view)
    if facts["direction"] is None and known is not None:
        facts["direction"] = known.direction.value
    return facts


def splits(view: RunView, limit: Limit) -> list[dict[str, Any]]:
    """Champion, references and bound for each split that has been opened or is bounded."""
    state, best = view.state, view.champion
    found = []
    for split in Split:
        ours = None
        if best is not None:
            ours = best.value if split is Split.TRAIN else value_on(state, best.candidate, split)
        line = {
            "split": split.value,
            "opened": split is Split.TRAIN
            or (best is not None and (best.candidate, split.value) in state.assessed),
            "champion": ours,
            "naive": value_on(state, NAIVE, split),
            "human": None if claims(view) else value_on(state, HUMAN, split),
            "bound": limit.splits.get(split.value),
            "margin": margin_on(view, split),
        }
        if split is not Split.LEADERBOARD or any(line[key] is not None for key in ("champion", "human")):
            found.append(line)
    return found


def margin_on(view: RunView, split: Split) -> dict[str, Any] | None:
    """The champion's gain over human, paired by workload, with its interval."""
    theirs = view.state.assessed.get((HUMAN, split.value))
    ours, objective = _champions(view, split), stand_in(view)
    if claims(view) or ours is None or theirs is None or objective is None:
        return None
    result = margin(objective, ours, theirs)
    return None if result is None else asdict(result)


def _champions(view: RunView, split: Split) -> Evaluation | None:
    """The champion's evaluation on a split; on train, what is remembered of it."""
    best = view.champion
    if best is None or split is not Split.TRAIN:
        return None if best is None else view.state.assessed.get((best.candidate, split.value))
    found = zip(view.workloads, best.values, strict=False)
    return Evaluation(verdicts=tuple(Verdict(workload=w, outcome=Outcome.VALID, value=v) for w, v in found))


def stand_in(view: RunView) -> Objective | None:
    """An objective that knows which way is better, from the journal alone: human beats naive."""
    naive, human = (value_on(view.state, name, Split.TRAIN) for name in (NAIVE, HUMAN))
    if naive is None or human is None or naive == human:
        return None
    direction = Direction.MINIMIZE if human < naive else Direction.MAXIMIZE
    return Objective(name="value", unit="", direction=direction)


def arms(view: RunView) -> list[dict[str, Any]]:
    """What each arm was tried for, brought and cost, the largest gain in the lead first."""
    found = []
    for name in view.state.arms.keys() | view.earned.keys():
        tally, earned = view.state.arms.get(name), view.earned.get(name)
        if name.startswith("seed:"):
            continue
        found.append(
            {
                "arm": name,
                "tried": tally.tried if tally else 0,
                "failed": tally.failed if tally else 0,
                "improved": tally.improved if tally else 0,
                "lead": earned.lead if earned else 0.0,
                "leads": earned.leads if earned else 0,
                "best": earned.best if earned else None,
                "tokens": earned.tokens if earned else 0,
                "cost_usd": earned.cost_usd if earned else 0.0,
            }
        )
    return sorted(found, key=lambda arm: (-arm["lead"], -arm["improved"], arm["arm"]))


def flight(view: RunView) -> list[dict[str, Any]]:
    """Briefs that are out and calls that have not ended, oldest first."""
    found: list[tuple[str, str, Waiting]] = [
        *(("brief", f"brief {number}", waiting) for number, waiting in view.briefs.items()),
        *(("call", f"call {number}", waiting) for number, waiting in view.open_calls.items()),
    ]
    found.sort(key=lambda item: item[2].number)
    return [
        {"kind": kind, "name": name, "what": w.what, "parent": w.parent, "since": w.since_s}
        for kind, name, w in found
    ]


def _failures(view: RunView) -> list[dict[str, Any]]:
    common = view.failures.most_common(_FAILURES)
    rest = sum(view.failures.values()) - sum(count for _, count in common)
    found = [{"outcome": outcome, "what": what, "count": n} for (outcome, what), n in common]
    return [*found, *([{"outcome": "", "what": "others", "count": rest}] if rest else [])]


def _curve(view: RunView) -> Sequence[Any]:
    return thinned(view.state.curve, MOST_POINTS)


def _cloud(view: RunView) -> list[list[float | str | None]]:
    """A sample of all candidates behind the curve: evaluations, seconds, value."""
    valued = [row for row in view.rows if row.value is not None]
    return [[row.evaluations, row.elapsed_s, row.value] for row in thinned(valued, MOST_POINTS)]


def _spent(view: RunView) -> list[tuple[float, int, int, float]]:
    points = thinned(view.spent, MOST_POINTS // 2)
    return [(p.elapsed_s, p.evaluations, p.tokens, p.cost_usd) for p in points]


def thinned(items: Sequence[T], most: int) -> list[T]:
    """At most ``most`` of the items, evenly spaced, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    step = (len(items) - 1) / (most - 1)
    return [items[round(i * step)] for i in range(most)]
