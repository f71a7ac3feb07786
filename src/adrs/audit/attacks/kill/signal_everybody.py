# mypy: ignore-errors
"""Sends signals to every process it may reach, and to its group."""

import os
import signal

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"


def attack(bait):
    for target in (-1, 0):
        for number in (signal.SIGTERM, signal.SIGKILL):
            attempt(
                f"{number.name} to {target}", lambda target=target, number=number: os.kill(target, number)
            )
