# mypy: ignore-errors
"""Sets up io_uring, whose requests no system-call filter sees."""

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    breach("io_uring_setup", lambda: system_call(425, 425, 8, bytes(120)))
    breach("io_uring_enter", lambda: system_call(426, 426, 3, 1, 0, 0, 0, 0))
    breach("io_uring_register", lambda: system_call(427, 427, 3, 0, 0, 0))
    breach("io_setup", lambda: system_call(206, 0, 8, bytes(8)))
