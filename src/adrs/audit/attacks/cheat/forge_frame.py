# mypy: ignore-errors
"""Writes a made-up answer into the descriptor of answers, and ends before the harness can write."""

import json
import os
import struct

from adrs.audit.attacks.kit import attempt

WITNESS = "score"
CONTAINED = ("INVALID", "CRASHED")


def attack(bait):
    body = json.dumps({"outcome": "VALID", "value": bait["perfect"], "score": bait["perfect"]}).encode()
    for fd in range(3, 16):
        attempt(f"forge on {fd}", lambda fd=fd: os.write(fd, struct.pack(">cQ", b"A", len(body)) + body))
    os._exit(0)
