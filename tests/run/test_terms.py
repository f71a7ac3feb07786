"""Runs on other terms than their problem's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from adrs import search
from adrs.core.errors import StoreError, UsageError
from adrs.core.events import Told
from adrs.core.problem import Score
from adrs.core.program import Program
from adrs.core.workload import Workload
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState
from adrs.run.summary import summarise
from adrs.run.terms import Terms
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import BEST, Constants, InProcess, TinyProblem


class Reporting(TinyProblem):
    """Reports which job comes first: a metric that no good order cares for."""

    seeds: Mapping[str, Program] = {**TinyProblem.seeds, "smith": Program.from_text(BEST)}

    def judge(self, workload: Workload, answer: Any) -> Score:
        score = super().judge(workload, answer)
        return Score(score.value, metrics={"first": float(answer[0])}, feedback=score.feedback)


def run(terms: Terms, *, evaluations: int = 20) -> tuple[RunState, MemoryStore, TinyProblem]:
    problem = terms.restate(Reporting())
    config = RunConfig(problem="tiny", evaluations=evaluations, terms=terms)
    proposers = {"genetic": Constants()}
    store = MemoryStore()
    cast = Cast(
        problem=problem,
        strategy=search.create("adaptive", arms(proposers), seed=1),
        proposers=proposers,
        sandbox=InProcess(problem),
        store=store,
        clock=lambda: 0.0,
    )
    session = Session("tiny-1", config, cast)
    session.begin()
    return asyncio.run(session.run()), store, problem


def test_terms_survive_the_journal() -> None:
    terms = Terms(aggregate="cvar:0.5", rails=("first<=3",), also=("first:min",), start=("smith",))
    config = RunConfig(problem="tiny", terms=terms)
    assert RunConfig.from_json(config.to_json()) == config
    assert "terms" not in RunConfig(problem="tiny").to_json()
    with pytest.raises(StoreError, match="unknown keys"):
        Terms.from_json({"mood": "good"})


def test_a_champion_keeps_the_rails_though_better_programs_break_them() -> None:
    # Smith's rule is optimal, and puts another job first than the naive order does on most workloads.
    free, _, _ = run(Terms())
    kept, store, problem = run(Terms(rails=("first<=human",)))
    told = [event for _, event in store.read("tiny-1") if isinstance(event, Told)]
    assert any(event.evaluation.violation for event in told)
    assert all(ranked.candidate != "s1" for ranked in kept.finalists) or not told[1].evaluation.violation
    assert kept.infeasible == sum(event.evaluation.violation > 0 for event in told)
    summary = summarise(kept, problem)
    if kept.champion is not None:
        assert summary["terms"]["rails"][0]["by_split"]["validation"]["kept"]
    assert free.champion is not None


def test_a_further_objective_gives_a_front_and_its_volume() -> None:
    state, _, problem = run(Terms(also=("first:min",)))
    found = summarise(state, problem)["terms"]
    assert found["front"]
    assert found["hypervolume"] > 0.0


def test_a_run_starts_from_the_seeds_that_are_named() -> None:
    _, store, _ = run(Terms(start=("naive",)), evaluations=4)
    seeds = [e.candidate for _, e in store.read("tiny-1") if isinstance(e, Told) and e.brief is None]
    assert seeds == ["s0"]
    with pytest.raises(UsageError, match="no seed 'smart' to start from; it has naive, smith"):
        Terms(start=("smart",)).restate(Reporting())


def test_the_worst_workload_can_be_what_counts() -> None:
    state, _, _ = run(Terms(aggregate="worst"), evaluations=2)
    evaluation = state.seeds["s0"]
    assert evaluation.value == max(verdict.value or 0.0 for verdict in evaluation.verdicts)
