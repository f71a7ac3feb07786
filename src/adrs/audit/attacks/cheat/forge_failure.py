# mypy: ignore-errors
"""Writes a frame of an unknown kind, with a huge length and a broken body."""

import os
import struct

from adrs.audit.attacks.kit import attempt

WITNESS = "outcome"
CONTAINED = ("INVALID", "CRASHED")


def attack(bait):
    attempt("a huge length", lambda: os.write(3, struct.pack(">cQ", b"A", 2**63) + b"[" * 100_000))
    attempt("a failure that is none", lambda: os.write(3, struct.pack(">cQ", b"F", 9) + b'["VALID"]'))
    os._exit(0)
