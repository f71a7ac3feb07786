"""The tree of a process, looked at from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from adrs.sandbox.tree import Tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")

# A process that starts another, which holds 50 MB and has used 0.2 s of CPU time when it says so.
PARENT = """
import subprocess, sys
child = '''
import time
hog = b'x' * 50_000_000
while time.process_time() < 0.2: pass
print(1, flush=True)
time.sleep(60)
'''
subprocess.run([sys.executable, "-c", child])
"""


@pytest.fixture
def proc() -> Iterator[int]:
    fd = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
    yield fd
    os.close(fd)


def test_sees_grandchildren_and_not_the_process_itself(proc: int) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdout is not None
    try:
        tree = Tree(proc, parent.pid)
        parent.stdout.readline()
        use = tree()
        (child,) = tree.children(parent.pid)
        assert use.cpu_s >= 0.15
        assert 50_000_000 <= use.memory_bytes < 150_000_000
        assert Tree(proc, child)().memory_bytes == 0
    finally:
        os.killpg(parent.pid, 9)
        parent.wait()
        parent.stdout.close()


def test_an_ended_process_uses_nothing(proc: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    tree = Tree(proc, process.pid)
    process.communicate(b"\n")
    assert (tree().cpu_s, tree().memory_bytes) == (0.0, 0)


def test_needs_a_proc_that_tells() -> None:
    nowhere = os.open("/", os.O_PATH | os.O_DIRECTORY)
    try:
        with pytest.raises(OSError, match="No such file"):
            Tree(nowhere, os.getpid())
    finally:
        os.close(nowhere)
