"""What a run ran on, for its journal and report."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from importlib import metadata, util
from typing import Any

from adrs import __version__
from adrs.core.problem import Problem
from adrs.core.workload import Split


def environment() -> dict[str, Any]:
    """Versions and machine, as plain data; no names of people or hosts."""
    return {
        "adrs": __version__,
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count() or 1,
        "numpy": metadata.version("numpy"),
        "numba": metadata.version("numba") if util.find_spec("numba") else None,
    }


def fingerprint(problem: Problem) -> str:
    """Digest of what a search on this problem sees: train workloads and seeds (16 hex digits)."""
    hasher = hashlib.sha256(problem.name.encode())
    for workload in problem.workloads(Split.TRAIN):
        hasher.update(workload.digest.encode())
    for program in problem.seeds.values():
        hasher.update(program.digest.encode())
    return hasher.hexdigest()[:16]
