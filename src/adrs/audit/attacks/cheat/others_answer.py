# mypy: ignore-errors
"""Looks for the answer of a candidate before it, in descriptors, files and memory, and returns it."""

import glob
import os
import struct

from adrs.audit.attacks.kit import attempt, tell

WITNESS = "breach"
REPEAT = 2


def attack(bait):
    for fd in range(3, 32):
        attempt(f"descriptor {fd}", lambda fd=fd: _frame(os.pread(fd, 4096, 0)))
    for path in glob.glob("/tmp/**/answer", recursive=True) + glob.glob("/candidate/**", recursive=True):
        if os.path.isfile(path) and not path.endswith(".py"):
            attempt("a file", lambda path=path: _frame(open(path, "rb").read(4096)))


def _frame(data):
    if len(data) > 9 and data[:1] == b"A" and struct.unpack_from(">cQ", data)[1] < 2**30:
        tell("an answer of another", "BREACH")
