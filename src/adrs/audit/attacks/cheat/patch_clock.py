# mypy: ignore-errors
"""Replaces the clocks, so that it seems to need no time, while it computes."""

import time

from adrs.audit.attacks.kit import attempt

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT",)
LIMITS = {"cpu_s": 0.3, "wall_s": 3.0}


def attack(bait):
    names = ("time", "monotonic", "perf_counter", "process_time", "thread_time", "sleep", "clock_gettime")
    for name in names:
        attempt(f"time.{name}", lambda name=name: setattr(time, name, lambda *_: 0.0))
    while True:
        pass
