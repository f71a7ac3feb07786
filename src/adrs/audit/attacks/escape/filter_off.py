# mypy: ignore-errors
"""Tries to take its confinement off again, or to get around it by the other call tables."""

import ctypes
import os

from adrs.audit.attacks.kit import breach, checked, libc, system_call


def attack(bait):
    breach("prctl: no seccomp", lambda: checked(libc().prctl(22, 0, 0, 0, 0)))
    breach("prctl: new privileges", lambda: checked(libc().prctl(38, 0, 0, 0, 0)))
    breach("prctl: dumpable", lambda: checked(libc().prctl(4, 1, 0, 0, 0)))
    breach("seccomp", lambda: system_call(317, 277, 0, 0, 0))
    breach("x32 getpid", lambda: system_call(0x40000000 + 39, 0x40000000, 0))
    breach("x32 unshare", lambda: system_call(0x40000000 + 272, 0x40000000, 0x10000000))
    breach("arch_prctl of another mode", lambda: system_call(158, 999, 0x5001, ctypes.c_long(0)))
    os.getpid()
