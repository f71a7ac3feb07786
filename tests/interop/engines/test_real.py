"""The engines themselves, where they are installed: ``adrs engines install NAME``."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adrs import problems
from adrs.core.events import Told
from adrs.interop.engines.cells import run_engine
from adrs.interop.engines.install import find_installed
from adrs.interop.engines.known import ENGINES
from adrs.interop.engines.running import EngineResult
from adrs.store.memory import MemoryStore

EVALUATIONS = 12


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_searches_within_its_budget_and_claims_what_the_judge_said(
    name: str, tmp_path: Path
) -> None:
    if find_installed(ENGINES[name]) is None:
        pytest.skip(f"the engine {name} is not installed")
    problem, store = problems.load("prism", data=None), MemoryStore()

    async def run() -> EngineResult:
        return await run_engine(
            name, problem, run_id="r", evaluations=EVALUATIONS, seed=1, store=store, folder=tmp_path
        )

    result = asyncio.run(run())
    assert result.state.finished
    assert result.ended in {"evaluations", "optimum"}
    assert result.state.evaluations <= EVALUATIONS
    assert result.model_calls > 0
    told = [event for _, event in store.read("r") if isinstance(event, Told) and event.brief is not None]
    assert len(told) == result.state.evaluations - len(result.state.seeds)
    assert any(event.evaluation.score is not None for event in told)
    assert result.checked is not None
    assert result.checked.seen
    assert abs(result.checked.difference) < 1e-9
