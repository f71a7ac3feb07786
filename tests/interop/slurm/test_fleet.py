"""Over jobs of submitit's local executor the sandbox's contract holds; jobs may die, strangers stay out."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import answer_challenge, deliver_challenge
from pathlib import Path

import pytest

from adrs.core.seams import Completed, Sandbox
from adrs.core.verdict import Outcome
from adrs.interop.executor.pool import Placed
from adrs.interop.executor.seams import Order
from adrs.interop.slurm import lines
from adrs.interop.slurm.fleet import SlurmFleet, _answered
from adrs.testing.sandbox import SandboxContract
from adrs.testing.sandbox_tools import limits, program, workload

pytest.importorskip("submitit", reason="submitit is not installed: pip install 'adrs[slurm]'")
pytestmark = pytest.mark.slow

ECHO = Order(harness="adrs.testing.echo_harness")


class TestContract(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Sandbox]:
        options = {"cluster": "local", "folder": str(tmp_path_factory.mktemp("slurm"))}
        return lambda: Placed(SlurmFleet(options=options), ECHO, most=2)


def serving(folder: Path) -> list[int]:
    """Processes of jobs that were submitted from a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            if b"_submit" in line and str(folder).encode() in line:
                found.append(int(entry.name))
    return found


def test_a_job_that_is_killed_is_replaced_and_nobody_is_blamed(tmp_path: Path) -> None:
    sandbox = Placed(SlurmFleet(options={"cluster": "local", "folder": str(tmp_path)}), ECHO, most=1)
    napping = "import time\ndef solve(inputs):\n    time.sleep(0.5)\n    return 5\n"

    async def killed_at_work() -> Sequence[Completed]:
        await sandbox.run(program("def solve(inputs): return 5\n"), [workload()], limits=limits())
        working = asyncio.create_task(sandbox.run(program(napping), [workload()], limits=limits()))
        await asyncio.sleep(0.2)
        assert not working.done()
        for pid in serving(tmp_path):
            os.kill(pid, signal.SIGKILL)
        done = await working
        await sandbox.aclose()
        return done

    (done,) = asyncio.run(killed_at_work())
    assert (done.outcome, done.answer) == (Outcome.VALID, 5)
    assert serving(tmp_path) == []
    assert list(tmp_path.iterdir()) == [], "submitit's files are removed"


def test_only_who_knows_the_key_is_listened_to() -> None:
    class Waiting:
        job_id = "7"

        def done(self) -> bool:
            return False

    key = b"k" * 32
    with socket.create_server(("127.0.0.1", 0)) as door, ThreadPoolExecutor(1) as pool:
        answered = pool.submit(_answered, door, key, Waiting(), threading.Event())
        with socket.create_connection(door.getsockname()) as stranger:
            stranger.sendall(b"let me in" * 100)
        caller = lines.line(socket.create_connection(door.getsockname()))
        answer_challenge(caller, key)
        deliver_challenge(caller, key)
        ours = answered.result(timeout=60)
        ours.send_bytes(b"hello")
        assert caller.recv_bytes() == b"hello"
        ours.close()
        caller.close()
