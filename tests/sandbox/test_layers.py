"""What is left where a kernel refuses a layer. The refusals are real: a filter installed in the driver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import adrs
from adrs.sandbox import syscalls

# In front of a driver: refuse some system calls to it and to everything it starts.
PREFACE = """
import asyncio, json, os, struct, sys
from adrs.core.errors import SandboxError
from adrs.sandbox import seccomp
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.sandbox_tools import gone, solve
def refuse(calls):
    code = []
    for number, *first_argument in calls:
        code += [(0x20, 0, 0, 0), (0x15, 0, 1 + 2 * len(first_argument), number)]
        code += [line for value in first_argument for line in ((0x20, 0, 0, 16), (0x15, 0, 1, value))]
        code += [(0x06, 0, 0, 0x50001)]
    code.append((0x06, 0, 0, 0x7FFF0000))
    seccomp.install(b"".join(struct.pack("=HBBI", *line) for line in code))
"""
DRIVER = (
    PREFACE
    + """
refused, unsafe, programs = json.loads(sys.argv[1])
refuse(refused)
sandbox = ForkServer("adrs.testing.echo_harness", unsafe=unsafe)
try:
    layers = sandbox.describe()
    done = [solve(sandbox, text, processes=n) for text, n in programs]
    said = [[one.outcome, one.answer, one.reason] for one in done]
    print(json.dumps([layers, said, gone("layer%d" % os.getpid())]))
except SandboxError as error:
    print(json.dumps([str(error)]))
asyncio.run(sandbox.aclose())
"""
)
UNSHARE = {"x86_64": 272, "aarch64": 97}
LANDLOCK = [(444,), (445,), (446,)]
PIDFD_OPEN = (434,)
STEPS = {
    "mount": {"x86_64": 165, "aarch64": 40},
    "pivot_root": {"x86_64": 155, "aarch64": 41},
    "mount_setattr": {"x86_64": 442, "aarch64": 442},
    "setns": {"x86_64": 308, "aarch64": 268},
}
GOOD = "def solve(inputs): return 1\n"

# A driver whose server is killed while a candidate runs: is that one gone then?
KILL = (
    PREFACE
    + """
import signal, time
from adrs.testing.sandbox_tools import children, limits, living, program, workload
refused, source, name = json.loads(sys.argv[1])
refuse(refused)
async def main():
    sandbox = ForkServer("adrs.testing.echo_harness")
    sandbox.describe()
    run = asyncio.create_task(sandbox.run(program(source), [workload()], limits=limits(wall_s=50)))
    while name not in living(): await asyncio.sleep(0.02)
    for pid in children(): os.kill(pid, signal.SIGKILL)
    ended = gone(name)
    run.cancel()
    await sandbox.aclose()
    print(ended)
asyncio.run(main())
"""
)

IMPORT = """
def solve(inputs):
    import numpy.polynomial
    return numpy.polynomial.__name__
"""
OPEN_OUTSIDE = """
def solve(inputs):
    try: return open("/etc/passwd").read(4)
    except OSError as error: return type(error).__name__
"""
FORK = """
import os
def solve(inputs):
    try: return os.fork() and "forked"
    except OSError as error: return type(error).__name__
"""
DAEMON = """
import ctypes, os, time
def solve(inputs):
    ctypes.CDLL(None).prctl(15, b"layer%d" % {pid})
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(60)
        os._exit(0)
    os.wait()
    return 1
"""


def drive(
    refused: Sequence[tuple[int, ...]], *programs: tuple[str, int], unsafe: bool = False
) -> list[object]:
    """What a driver says that may not make these system calls."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, json.dumps([refused, unsafe, programs])],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: list[object] = json.loads(done.stdout)
    return said


@pytest.fixture
def machine() -> str:
    machine = os.uname().machine
    if machine not in syscalls.ARCHITECTURES:
        pytest.skip(f"no system-call table for {machine}")
    return machine


def test_without_namespaces_landlock_filter_and_reaper_remain(machine: str) -> None:
    programs = ((OPEN_OUTSIDE, 1), (FORK, 1), (DAEMON.format(pid=os.getpid()), 8), (OPEN_OUTSIDE, 1))
    layers, done, gone = drive([(UNSHARE[machine],)], *programs)
    assert isinstance(layers, dict)
    assert isinstance(done, list)
    assert layers["namespaces"] is False
    assert "unshare" in layers["no_namespaces"]
    assert layers["seccomp"] is True
    expected = "PermissionError" if layers["landlock"] else "root"
    assert done[0] == done[3] == ["VALID", expected, ""]
    assert done[1] == ["VALID", "PermissionError", ""]
    assert done[2] == ["VALID", 1, ""]
    assert gone is True


def prctl_seccomp(machine: str) -> tuple[int, int]:
    """The call that installs filters, PR_SET_SECCOMP; the driver's own comes before."""
    return syscalls.ARCHITECTURES[machine].numbers["prctl"], 22


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_costs_the_namespaces(machine: str, step: str) -> None:
    layers, done, _ = drive([(STEPS[step][machine],)], (GOOD, 1))
    assert isinstance(layers, dict)
    assert isinstance(done, list)
    assert layers["namespaces"] is layers["filesystem_view"] is False
    assert step in layers["no_namespaces"]
    assert done[0] == ["VALID", 1, ""]


def test_a_kernel_without_process_descriptors_is_too_old(machine: str) -> None:
    (message,) = drive([PIDFD_OPEN], (GOOD, 1), unsafe=True)
    assert "pidfd_open" in str(message)
    assert "5.3" in str(message)


def test_without_landlock_the_view_remains(machine: str) -> None:
    layers, done, _ = drive(LANDLOCK, (OPEN_OUTSIDE, 1))
    assert isinstance(layers, dict)
    assert isinstance(done, list)
    assert (layers["landlock"], layers["no_landlock"] != "") == (False, True)
    if not layers["namespaces"]:
        pytest.skip("this machine has no namespaces either")
    assert done[0] == ["VALID", "FileNotFoundError", ""]


def test_without_a_filter_namespaces_remain(machine: str) -> None:
    layers, done, _ = drive([prctl_seccomp(machine)], (FORK, 1), (OPEN_OUTSIDE, 1), unsafe=False)
    assert isinstance(layers, dict)
    assert isinstance(done, list)
    assert layers["seccomp"] is False
    assert "prctl(22)" in layers["no_seccomp"]
    assert done[1] == ["VALID", "FileNotFoundError", ""]


@pytest.mark.parametrize("second", ["seccomp", "landlock"])
def test_less_than_the_least_is_refused_unless_told(machine: str, second: str) -> None:
    refused = [(UNSHARE[machine],), *(LANDLOCK if second == "landlock" else [prctl_seccomp(machine)])]
    (message,) = drive(refused, (GOOD, 1))
    assert "too little isolation" in str(message)
    assert f"{second}: " in str(message)
    assert "--unsafe" in str(message)


def test_less_than_the_least_runs_when_told_and_says_so(machine: str) -> None:
    layers, done, _ = drive([(UNSHARE[machine],), *LANDLOCK], (GOOD, 1), unsafe=True)
    assert isinstance(layers, dict)
    assert isinstance(done, list)
    assert (layers["namespaces"], layers["landlock"], layers["seccomp"]) == (False, False, True)
    assert done[0] == ["VALID", 1, ""]


def test_without_namespaces_modes_and_neighbours_are_still_out_of_reach(machine: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("secret")
    mine.chmod(0o600)
    tmp_path.chmod(0o755)
    attempts = f"""
import os
def solve(inputs):
    said = []
    for action in (lambda: os.chmod({str(mine)!r}, 0o777), lambda: os.utime({str(mine)!r}),
                   lambda: open({str(mine)!r}), lambda: open({adrs.__file__!r}), lambda: os.fork()):
        try: said.append(repr(action()))
        except OSError as error: said.append(type(error).__name__)
    return said
"""
    layers, done, _ = drive([(UNSHARE[machine],)], (attempts, 1), (IMPORT, 1))
    assert isinstance(layers, dict)
    assert isinstance(done, list)
    if not layers["landlock"]:
        pytest.skip("this kernel has no Landlock")
    assert done[0] == ["VALID", ["PermissionError"] * 5, ""]
    assert done[1] == ["VALID", "numpy.polynomial", ""]
    assert mine.stat().st_mode & 0o777 == 0o600


def test_without_namespaces_scratch_is_limited_as_a_whole(machine: str) -> None:
    many_bytes = """
import time
def solve(inputs):
    for n in range(40): open(str(n), "wb").write(bytes(100_000))
    time.sleep(60)
"""
    many_files = """
import os, time
def solve(inputs):
    os.mkdir("deep")
    for n in range(2000): open(f"deep/{n}", "wb").close()
    time.sleep(60)
"""
    _, done, _ = drive([(UNSHARE[machine],)], (many_bytes, 1), (many_files, 1), (GOOD, 1))
    assert isinstance(done, list)
    for outcome, _answer, reason in done[:2]:
        assert outcome == "CRASHED"
        assert "1048576 bytes together, or were too many" in reason
    assert done[2] == ["VALID", 1, ""]


def test_without_namespaces_a_killed_server_takes_its_candidate_along(machine: str) -> None:
    stuck = f"""
import ctypes, os, time
ctypes.CDLL(None).prctl(15, b"orphan%d" % {os.getpid()})
def solve(inputs):
    time.sleep(60)
"""
    done = subprocess.run(
        [sys.executable, "-c", KILL, json.dumps([[(UNSHARE[machine],)], stuck, f"orphan{os.getpid()}"])],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.stdout == "True\n", done.stderr
