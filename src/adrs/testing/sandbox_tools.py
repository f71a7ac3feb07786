"""Small helpers of the sandbox suites: programs, limits, and a look at the processes of the machine."""

from __future__ import annotations

import asyncio
import os
import textwrap
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed, Sandbox
from adrs.core.workload import Split, Workload

MEBIBYTE = 1024**2


def limits(**changes: Any) -> Limits:
    """Limits that end a test soon."""
    defaults = {"cpu_s": 2.0, "wall_s": 20.0, "memory_bytes": 256 * MEBIBYTE, "output_bytes": MEBIBYTE}
    return Limits(**{**defaults, "file_bytes": MEBIBYTE, **changes})


def program(source: str) -> Program:
    """A program of one file, its text dedented."""
    return Program.from_text(textwrap.dedent(source).strip() + "\n")


def workload(inputs: Mapping[str, Any] | None = None, name: str = "w") -> Workload:
    """A workload with these inputs."""
    return Workload(name, Split.TRAIN, inputs or {})


def solve(
    sandbox: Sandbox, source: str, inputs: Mapping[str, Any] | None = None, **changes: Any
) -> Completed:
    """The outcome of one program on one workload."""
    done = asyncio.run(sandbox.run(program(source), [workload(inputs)], limits=limits(**changes)))
    assert len(done) == 1
    return done[0]


def children() -> set[int]:
    """Process ids of this process's children; empty where the system does not tell."""
    found: set[int] = set()
    for thread in os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else ():
        with suppress(FileNotFoundError), open(f"/proc/self/task/{thread}/children") as file:
            found |= {int(word) for word in file.read().split()}  # a thread may end meanwhile
    return found


def gone(name: str, *, within_s: float = 10.0) -> bool:
    """Whether no process of this name is left after a while; true where the system does not tell."""
    deadline = time.monotonic() + within_s
    while name in living():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def living() -> set[str]:
    """Names of the processes that this one can see and that are not zombies."""
    names: set[str] = set()
    for entry in os.listdir("/proc") if os.path.isdir("/proc") else ():
        try:
            with open(f"/proc/{entry}/stat") as file:
                name, _, rest = file.read().partition("(")[2].rpartition(")")
        except OSError:
            continue
        if not rest.startswith((" Z", " X")):
            names.add(name)
    return names
