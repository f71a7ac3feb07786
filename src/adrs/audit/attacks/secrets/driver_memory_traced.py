# mypy: ignore-errors
"""Attaches to the driver as a debugger and peeks at its memory."""

import ctypes

from adrs.audit.attacks.kit import breach, libc, system_call

WITNESS = "breach"


def attack(bait):
    breach("PTRACE_SEIZE", lambda: system_call(101, 117, 0x4206, bait["pid"], 0, 0))
    breach("PTRACE_ATTACH to the parent", lambda: system_call(101, 117, 16, _parent(), 0, 0))


def _parent():
    libc().getppid.restype = ctypes.c_int
    return libc().getppid()
