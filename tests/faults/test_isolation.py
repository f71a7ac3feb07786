"""Runs on one machine keep out of each other's way; a sandbox that never wakes is replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.verdict import Outcome
from adrs.core.workload import Split, Workload
from adrs.sandbox import connection
from adrs.sandbox.forkserver import ForkServer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server needs Linux")

MARKING = """
import glob, os, time
PLACES = (".", os.path.expanduser("~"), "/tmp", "/var/tmp", "/dev/shm", "/run", "/")

def solve(inputs):
    wrote = 0
    for place in PLACES:
        try:
            with open(os.path.join(place, "mark-" + inputs["name"]), "w") as file:
                file.write("mine")
            wrote += 1
        except OSError:
            pass
    time.sleep(0.5)
    seen = {os.path.basename(path) for place in PLACES for path in glob.glob(os.path.join(place, "mark-*"))}
    return [wrote, sorted(seen)]
"""
ECHO = Program.from_text("def solve(inputs):\n    return inputs\n")


def workload(name: str) -> Workload:
    return Workload(name, Split.TRAIN, {"name": name})


def test_neither_of_two_runs_sees_the_others_scratch() -> None:
    async def story() -> list[Any]:
        runs = [ForkServer("adrs.testing.echo_harness", slots=2, unsafe=True) for _ in range(2)]
        program, limits = Program.from_text(MARKING), Limits(wall_s=30.0)
        try:
            shares = [[workload(f"{name}{number}") for number in range(2)] for name in "ab"]
            working = [
                run.run(program, share, limits=limits) for run, share in zip(runs, shares, strict=True)
            ]
            return await asyncio.gather(*working)
        finally:
            await asyncio.gather(*(run.aclose() for run in runs))

    for done in asyncio.run(story()):
        for completed in done:
            wrote, seen = completed.answer
            assert wrote >= 1
            assert seen == [f"mark-{completed.workload}"]


def below(pid: int) -> list[int]:
    """A process and all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in below(int(child)))]


def lives(pid: int) -> bool:
    """Whether a process is more than an entry that nobody has read yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.slow
def test_a_sandbox_that_never_wakes_is_replaced_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> tuple[Outcome, list[int]]:
        sandbox = ForkServer("adrs.testing.echo_harness", unsafe=True)
        sandbox.describe()  # starts the server
        server = sandbox._slots[0]._connection
        assert isinstance(server, connection.Connection)
        asleep = below(server._process.pid)
        for pid in asleep:
            os.kill(pid, signal.SIGSTOP)
        monkeypatch.setattr(connection, "START_TIMEOUT_S", 5.0)
        try:
            (done,) = await sandbox.run(ECHO, [workload("a")], limits=Limits(wall_s=1.0))
        finally:
            await sandbox.aclose()
        return done.outcome, asleep

    outcome, asleep = asyncio.run(story())
    assert outcome is Outcome.VALID
    assert not any(map(lives, asleep))
