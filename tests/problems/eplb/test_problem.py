"""The parts together: seeds, what time costs, and the sandbox."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from adrs.core.verdict import Outcome
from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.eplb.problem import FULL_SPEED, STEP, charged
from adrs.sandbox.choose import best
from adrs.testing.inprocess import answer_of
from tests.problems.eplb.scenes import PROBLEM


def test_is_found_by_name() -> None:
    assert load("eplb").name == "eplb"


@pytest.mark.parametrize(
    ("ratio", "steps"),
    [(1000, 0), (16, 0), (14, 0), (11.3, 1), (8, 2), (4, 4), (1, 8), (0.5, 10), (1e-6, 16)],
)
def test_time_costs_a_step_for_every_root_of_two_below_full_speed(ratio: float, steps: int) -> None:
    assert charged(0.8, ratio) == pytest.approx(0.8 - STEP * steps)


def test_noise_of_a_tenth_does_not_move_a_ratio_in_the_middle_of_its_step() -> None:
    for n in range(8):
        middle = FULL_SPEED / 2 ** (n / 2)
        assert charged(0.8, middle * 1.1) == charged(0.8, middle) == charged(0.8, middle / 1.1)


def test_the_fast_form_places_as_the_reference_for_speed() -> None:
    for split in (Split.TRAIN, Split.VALIDATION):
        shown = PROBLEM.workloads(split)[-1]
        fast, plain = (
            answer_of(PROBLEM, PROBLEM.baselines[name], shown) for name in ("human_sota", "deepseek_loops")
        )
        for a, b in zip(fast, plain, strict=True):
            for name in a:
                np.testing.assert_array_equal(a[name], b[name], err_msg=name)


def test_programs_run_in_the_sandbox_under_the_search_s_limits() -> None:
    async def run() -> list[Outcome]:
        sandbox = best(PROBLEM.harness)
        shown = PROBLEM.workloads(Split.VALIDATION)[-1:]
        try:
            done = [
                (await sandbox.run(program, shown, limits=PROBLEM.search_limits))[0]
                for program in (PROBLEM.pace.reference, PROBLEM.pace.idle, PROBLEM.baselines["mean_history"])
            ]
        finally:
            await sandbox.aclose()
        return [completed.outcome for completed in done]

    assert asyncio.run(run()) == [Outcome.VALID] * 3


def test_programs_are_shown_without_our_own_markers() -> None:
    for program in [*PROBLEM.seeds.values(), *PROBLEM.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.startswith('"""')
