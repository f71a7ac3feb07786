from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import adrs
from adrs.api.resuming import resume_async
from adrs.core.errors import StoreError, UsageError
from adrs.core.events import Event, Told
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import InProcess, TinyProblem
from tests.api.conftest import Evolve, Numbers


@pytest.fixture
def objects(store: MemoryStore) -> dict[str, Any]:
    """What the tiny run was given as objects, again."""
    problem = TinyProblem()
    return {"problem": problem, "proposer": Numbers(), "sandbox": InProcess(problem), "store": store}


def test_a_run_goes_on_to_a_higher_limit(evolve: Evolve, objects: dict[str, Any]) -> None:
    assert evolve(evals=6).evaluations == 6
    assert adrs.resume("tiny-1", evals=10, **objects).evaluations == 10


def test_awaited_it_goes_on_too(evolve: Evolve, objects: dict[str, Any]) -> None:
    evolve(evals=6)
    result = asyncio.run(resume_async("tiny-1", budget=adrs.Budget(evaluations=9), **objects))
    assert result.evaluations == 9


def test_a_broken_off_run_ends_as_if_nothing_had_happened(evolve: Evolve, objects: dict[str, Any]) -> None:
    def break_off(event: Event) -> None:
        if isinstance(event, Told) and event.candidate == "c4":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evolve(on_event=break_off)
    assert adrs.resume("tiny-1", workers=1, **objects).champion == evolve().champion


def test_a_run_with_nothing_left_to_do_is_not_touched(
    evolve: Evolve, store: MemoryStore, objects: dict[str, Any]
) -> None:
    before = evolve()
    length = store.last("tiny-1")[0]
    again = adrs.resume("tiny-1", **objects)
    assert (again.champion, again.splits, again.gain) == (before.champion, before.splits, before.gain)
    assert store.last("tiny-1")[0] == length


def test_other_objects_than_before_are_refused(evolve: Evolve, objects: dict[str, Any]) -> None:
    evolve(evals=6)
    with pytest.raises(UsageError, match="was begun with proposer"):
        adrs.resume("tiny-1", evals=9, **{**objects, "proposer": lambda brief: "x = 1"})
    with pytest.raises(UsageError, match="was begun with strategy 'top_k', not 'adaptive'"):
        adrs.resume("tiny-1", evals=9, strategy="adaptive", **objects)


def test_missing_things_are_said(evolve: Evolve, objects: dict[str, Any], tmp_path: Path) -> None:
    evolve(evals=6)
    with pytest.raises(UsageError, match="no run called 'tiny-7'"):
        adrs.resume("tiny-7", **objects)
    with pytest.raises(StoreError, match="there is no journal at"):
        adrs.resume("tiny-1", store=tmp_path / "none.sqlite")
    with pytest.raises(UsageError, match="no option called 'seed'"):
        adrs.resume("tiny-1", seed=3, **objects)  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="no problem called 'tiny'"):
        adrs.resume("tiny-1", store=objects["store"])
