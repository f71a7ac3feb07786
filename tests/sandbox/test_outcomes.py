"""Measured time and exit status decide before anything a candidate says."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from adrs.core.problem import Limits
from adrs.core.verdict import Outcome
from adrs.sandbox import frames, outcomes
from adrs.sandbox.job import Result

LIMITS = Limits(cpu_s=1.0, wall_s=2.0, memory_bytes=1000)
ANSWER = frames.answer(b"7")


@pytest.mark.parametrize(
    ("how", "left", "outcome", "said"),
    [
        ({}, ANSWER, Outcome.VALID, ""),
        ({"cpu_s": 1.5}, ANSWER, Outcome.TIMED_OUT, "more than 1 s of CPU"),
        ({"stopped": "cpu", "status": -9}, ANSWER, Outcome.TIMED_OUT, "CPU"),
        ({"stopped": "wall", "status": -9}, ANSWER, Outcome.TIMED_OUT, "within 2 s"),
        ({"status": -signal.SIGXCPU}, b"", Outcome.TIMED_OUT, "CPU"),
        ({"status": 1}, ANSWER, Outcome.CRASHED, "status 1"),
        ({"status": -signal.SIGSEGV}, b"", Outcome.CRASHED, "SIGSEGV"),
        ({"status": -signal.SIGKILL, "peak_bytes": 900}, b"", Outcome.OUT_OF_MEMORY, "900"),
        ({"status": -signal.SIGKILL, "peak_bytes": 90}, b"", Outcome.CRASHED, "SIGKILL"),
        ({"status": -64}, b"", Outcome.CRASHED, "SIGRTMAX"),
        ({}, b"", Outcome.CRASHED, "without returning"),
        ({}, b"A garbled frame", Outcome.INVALID, "a descriptor not its own"),
        ({}, b"A", Outcome.INVALID, "1 bytes, where a header"),
        ({}, ANSWER + ANSWER, Outcome.INVALID, "claims 1 bytes"),
        (
            {"stopped": "memory", "status": -9, "peak_bytes": 2000},
            b"",
            Outcome.OUT_OF_MEMORY,
            "2000 bytes together",
        ),
        ({}, None, Outcome.INVALID, "longer than"),
        ({}, frames.failure(Outcome.OUT_OF_MEMORY, "too much"), Outcome.OUT_OF_MEMORY, "too much"),
    ],
)
def test_outcome(how: dict[str, Any], left: bytes | None, outcome: Outcome, said: str) -> None:
    done = outcomes.completed("w", Result(id=1, printed=b"hi\xff\x1b", **how), left, LIMITS)
    assert done.outcome is outcome
    assert said in done.reason
    assert (done.answer == 7) == (outcome is Outcome.VALID)
    assert done.stdout == "hi" + 2 * "\N{REPLACEMENT CHARACTER}"
