# mypy: ignore-errors
"""Computes in many threads at once, to use more time than the clock shows."""

import hashlib
import threading

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT", "CRASHED")
LIMITS = {"cpu_s": 0.4, "wall_s": 3.0}


def attack(bait):
    block = bytes(2**20)

    def work():
        while True:
            hashlib.sha256(block)

    for _ in range(4):
        threading.Thread(target=work, daemon=True).start()
    work()
