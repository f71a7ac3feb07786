# mypy: ignore-errors
"""Starts one process, where only one is allowed."""

import os

from adrs.audit.attacks.kit import breach


def attack(bait):
    breach("fork", _fork)


def _fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
