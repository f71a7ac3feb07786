# mypy: ignore-errors
"""Takes all memory, in one piece and then in ever smaller ones."""

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"
CONTAINED = ("VALID", "OUT_OF_MEMORY", "CRASHED")


def attack(bait):
    attempt("64 GiB at once", lambda: bytearray(2**36))
    held, size = [], 2**26
    while size > 64:
        try:
            held.append(bytearray(size))
        except MemoryError:
            size //= 2
    raise MemoryError
