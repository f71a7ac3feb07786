# mypy: ignore-errors
"""Maps memory, files in its scratch and shared memory without end."""

import mmap

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"
CONTAINED = ("VALID", "OUT_OF_MEMORY", "CRASHED")


def attack(bait):
    attempt("anonymous", lambda: [mmap.mmap(-1, 2**27) for _ in range(64)])
    attempt("a sparse file", _sparse)


def _sparse():
    with open("sparse", "wb+") as file:
        file.truncate(2**32)
        return mmap.mmap(file.fileno(), 0)
