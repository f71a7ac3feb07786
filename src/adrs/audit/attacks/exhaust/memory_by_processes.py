# mypy: ignore-errors
"""Takes memory in several processes, each below the limit."""

import os
import time

from adrs.audit.attacks.kit import sign

WITNESS = "survivor"
CONTAINED = ("VALID", "OUT_OF_MEMORY", "CRASHED", "TIMED_OUT")
LIMITS = {"processes": 4, "wall_s": 1.0, "memory_bytes": 48_000_000}


def attack(bait):
    sign(bait)
    for _ in range(6):
        try:
            if os.fork() == 0:
                held = bytearray(40 * 2**20)
                held[::4096] = b"x" * len(held[::4096])
                time.sleep(60)
        except OSError:
            break
    time.sleep(60)
