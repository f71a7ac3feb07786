"""Made-up runs have the shape of real ones, and are the same every time."""

from __future__ import annotations

from pathlib import Path

from adrs.core.events import Told
from adrs.run.state import fold
from adrs.store.sqlite import SqliteStore
from adrs.testing.synthetic_run import Shape, facts, write_run


def test_equal_shapes_give_equal_journals() -> None:
    assert list(facts(Shape(candidates=40))) == list(facts(Shape(candidates=40)))
    assert list(facts(Shape(candidates=40))) != list(facts(Shape(candidates=40, seed=2)))


def test_a_fold_finds_a_champion_who_is_the_best_on_train(tmp_path: Path) -> None:
    write_run(tmp_path / "s", "r", Shape(candidates=300))
    with SqliteStore(tmp_path / "s", readonly=True) as store:
        state = fold("r", (event for _, event in store.read("r")))
    assert state.finished
    assert state.best is not None
    assert state.champion == state.best.candidate
    assert set(state.outcomes) >= {"VALID", "INVALID", "CRASHED"}
    assert state.usage.cost_usd > 0


def test_every_candidate_has_its_program_and_a_parent_that_came_before() -> None:
    known: set[str] = set()
    for event, program in facts(Shape(candidates=200)):
        if isinstance(event, Told):
            assert program is not None
            assert program.digest == event.program
            assert set(event.parents) <= known
            known.add(event.candidate)
