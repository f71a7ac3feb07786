# mypy: ignore-errors
"""Opens a socket by the bare system call, and by its number in the other call tables."""

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    breach("socket", lambda: system_call(41, 198, 2, 1, 0))
    breach("socketpair", lambda: system_call(53, 199, 1, 1, 0, bytes(8)))
    breach("socket by its x32 number", lambda: system_call(0x40000000 + 41, 198, 2, 1, 0))
