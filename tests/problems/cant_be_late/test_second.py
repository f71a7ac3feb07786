"""The second account agrees with the judge on the runs of random decisions."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adrs.problems.cant_be_late import second
from adrs.problems.cant_be_late.judge import judge
from adrs.problems.cant_be_late.rules import Job, Moment, Unfinished, simulate
from tests.problems.cant_be_late.scenes import JOBS, TRACES, scene


@settings(max_examples=200, deadline=None)
@given(trace=TRACES, job=JOBS, seed=st.integers(0, 2**32 - 1))
def test_agrees_with_the_judge(trace: str, job: Job, seed: int) -> None:
    rng, asked = random.Random(seed), []

    def decide(now: Moment) -> str:
        asked.append(rng.choice("SSON" if now.has_spot else "ON"))
        return asked[-1]

    try:
        run = simulate(trace, job, decide)
    except Unfinished:
        assume(False)
    assume(not run.late)
    shown = scene([trace], work=job.duration_s, until=job.deadline_s, overhead=job.overhead_s)
    answer = ["".join(asked[: run.finish_tick])]
    assert second.value(shown, answer) == pytest.approx(judge(shown, answer).value, rel=1e-12)
