"""What is left where a kernel refuses a layer. The refusals are real: a filter installed in the driver."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from adrs.sandbox import syscalls

# In front of a driver: refuse some system calls to it and to everything it starts.
DRIVER = """
import asyncio, json, os, struct, sys
from adrs.core.errors import SandboxError
from adrs.sandbox import seccomp
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.sandbox_tools import gone, solve
refused, unsafe, programs = json.loads(sys.argv[1])
code = [(0x20, 0, 0, 0)]
for number in refused:
    code += [(0x15, 0, 1, number), (0x06, 0, 0, 0x50001)]
code.append((0x06, 0, 0, 0x7FFF0000))
seccomp.install(b"".join(struct.pack("=HBBI", *line) for line in code))
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
UNSHARE = {"x86_64": 272, "aarch64": 97}
SECCOMP = {"x86_64": 317, "aarch64": 277}

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


def drive(refused: list[int], *programs: tuple[str, int], unsafe: bool = False) -> list[object]:
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
    layers, done, gone = drive([UNSHARE[machine]], *programs)
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


def test_without_namespaces_and_filter_it_refuses_unless_told(machine: str) -> None:
    # Filters are installed through prctl, whose number is in the table; the driver's own came before.
    refused = [UNSHARE[machine], SECCOMP[machine], syscalls.ARCHITECTURES[machine].numbers["prctl"]]
    (message,) = drive(refused, ("def solve(inputs): return 1\n", 1))
    assert "unsafe=True" in str(message)
