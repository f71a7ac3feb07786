"""The fork server keeps the contract and the walls, restarts, and dies with its driver."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adrs.core.errors import SandboxError, UsageError
from adrs.core.seams import Sandbox
from adrs.core.verdict import Outcome
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.sandbox import SandboxContract
from adrs.testing.sandbox_tools import children, gone, limits, program, solve, workload
from adrs.testing.sandbox_walls import SandboxWalls

ECHO = "adrs.testing.echo_harness"


class TestContract(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        return lambda: ForkServer(ECHO, slots=2)


class TestWalls(SandboxWalls):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls) -> Callable[[], Sandbox]:
        return lambda: ForkServer(ECHO)


@pytest.fixture
def sandbox() -> Iterator[ForkServer]:
    sandbox = ForkServer(ECHO)
    yield sandbox
    asyncio.run(sandbox.aclose())


def test_says_which_layers_are_in_force(sandbox: ForkServer) -> None:
    layers = sandbox.describe()
    assert layers["kind"] == "fork server"
    assert layers["namespaces"] or layers["seccomp"]
    assert all(f"no_{name}" in layers for name in ("namespaces", "seccomp") if not layers[name])


def test_a_killed_server_is_replaced_once_and_nobody_notices(sandbox: ForkServer) -> None:
    good = "def solve(inputs): return 5\n"
    before = children()
    assert solve(sandbox, good).answer == 5
    (server,) = children() - before
    os.kill(server, signal.SIGKILL)
    assert solve(sandbox, good).answer == 5


def test_a_harness_that_cannot_be_imported_is_our_error() -> None:
    with pytest.raises(SandboxError, match="no_such_harness"):
        ForkServer("no_such_harness").describe()


def test_needs_a_slot() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        ForkServer(ECHO, slots=0)


def test_slots_work_side_by_side() -> None:
    sandbox = ForkServer(ECHO, slots=2)
    sleeping = program("""
        import time
        def solve(inputs):
            started = time.monotonic()
            time.sleep(0.6)
            print(started, time.monotonic())
        """)

    async def both() -> list[tuple[float, ...]]:
        work = [workload({}, name) for name in "ab"]
        await sandbox.run(program("def solve(inputs): return 1\n"), work, limits=limits())  # both start
        done = await sandbox.run(sleeping, work, limits=limits())
        await sandbox.aclose()
        return [tuple(float(word) for word in one.stdout.split()) for one in done]

    (start_a, end_a), (start_b, end_b) = asyncio.run(both())
    assert max(start_a, start_b) < min(end_a, end_b)


def test_waiting_runs_that_are_cancelled_do_not_lose_the_slot(sandbox: ForkServer) -> None:
    slow = program("import time\ndef solve(inputs): time.sleep(0.2)\n")

    async def crowd() -> int:
        runs = [asyncio.create_task(sandbox.run(slow, [workload()], limits=limits())) for _ in range(6)]
        await asyncio.sleep(0.1)
        for run in runs[::2]:
            run.cancel()
        done = await asyncio.gather(*runs, return_exceptions=True)
        return sum(isinstance(one, asyncio.CancelledError) for one in done)

    assert asyncio.run(crowd()) == 3
    assert solve(sandbox, "def solve(inputs): return 5\n").answer == 5


def test_dies_with_its_driver(tmp_path: Path) -> None:
    name = f"left{os.getpid()}"
    script = tmp_path / "driver.py"
    script.write_text(
        f"""
import asyncio
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.sandbox_tools import limits, program, workload
stuck = program('''
    import ctypes, time
    ctypes.CDLL(None).prctl(15, b"{name}")
    def solve(inputs): time.sleep(60)
''')
asyncio.run(ForkServer("{ECHO}").run(stuck, [workload()], limits=limits(wall_s=60)))
"""
    )
    driver = subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    try:
        deadline = time.monotonic() + 60
        while gone(name, within_s=0) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not gone(name, within_s=0)
    finally:
        driver.kill()
        driver.wait()
    assert gone(name)


def test_a_driver_with_many_open_files_hands_none_down(tmp_path: Path) -> None:
    held = [os.open(tmp_path / str(n), os.O_WRONLY | os.O_CREAT) for n in range(200)]
    for fd in held:
        os.set_inheritable(fd, True)
    sandbox = ForkServer(ECHO)
    source = "import os\ndef solve(inputs): return [fd for fd in range(4, 4096) if is_open(fd)]\n"
    source += "def is_open(fd):\n    try: return bool(os.fstat(fd))\n    except OSError: return False\n"
    try:
        assert solve(sandbox, source).answer == []
    finally:
        asyncio.run(sandbox.aclose())
        for fd in held:
            os.close(fd)


def test_a_forged_answer_is_only_an_answer(sandbox: ForkServer) -> None:
    forged = """
        import os, struct
        def solve(inputs):
            os.write(3, struct.pack(">cQ", b"A", 4) + b"1234")
            os._exit(0)
        """
    assert solve(sandbox, forged).answer == 1234
    huge = "import os\ndef solve(inputs):\n    os.ftruncate(3, 1024**2 + 2000)\n    os._exit(0)\n"
    assert solve(sandbox, huge).outcome is Outcome.INVALID
