"""A problem's workloads as a fresh interpreter makes them, to see whether they are the same every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from adrs.core.problem import Problem

_CODE = """
import json, sys
from importlib import import_module
from pathlib import Path
factory, path, data = json.loads(sys.argv[1])
sys.path[:] = path
from adrs.core.inspected import available
module, _, name = factory.partition(":")
problem = getattr(import_module(module), name)(data=Path(data) if data else None)
print(json.dumps({w.id: w.digest for _, ws in available(problem) for w in ws}))
"""


def factory_of(problem: Problem) -> str:
    """Where the problem's ``create`` is, as ``package.problem:create``: beside its harness."""
    return f"{problem.harness.rpartition('.')[0]}.problem:create"


def digests_in_fresh_interpreter(factory: str, data: Path | None = None) -> dict[str, str]:
    """Workload digests by id, from a process with another hash seed; without splits that lack data files.

    Args:
        factory: ``module:attribute`` of a function that takes ``data`` and returns the problem.
        data: Folder with data files.

    Raises:
        CalledProcessError: The problem cannot be made there.
    """
    order = json.dumps([factory, sys.path, None if data is None else str(data)])
    finished = subprocess.run(
        [sys.executable, "-c", _CODE, order],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(finished.stdout.splitlines()[-1]))
