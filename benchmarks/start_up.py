"""How fast the command line starts: wall and CPU milliseconds, the best of several starts.

Run with ``python benchmarks/start_up.py``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

REPEATS = 7
CASES = {
    "python alone": ["-c", "pass"],
    "import adrs": ["-c", "import adrs"],
    "adrs --help": ["-m", "adrs.cli.main", "--help"],
    "adrs problems": ["-m", "adrs.cli.main", "problems"],
    "adrs run --help": ["-m", "adrs.cli.main", "run", "--help"],
}


def cpu_s() -> float:
    """CPU seconds of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start(args: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one start."""
    wall, cpu = time.perf_counter(), cpu_s()
    subprocess.run([sys.executable, *args], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - wall, cpu_s() - cpu


def main() -> None:
    """Print the best of the repeats for each case."""
    for name, args in CASES.items():
        walls, cpus = zip(*(start(args) for _ in range(REPEATS)), strict=True)
        print(f"{name:16} {min(walls) * 1e3:6.0f} ms wall {min(cpus) * 1e3:6.0f} ms CPU")


if __name__ == "__main__":
    main()
