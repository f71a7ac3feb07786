# mypy: ignore-errors
"""Reads its own environment, through Python and through the C library."""

import os

from adrs.audit.attacks.kit import libc, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    steal("os.environ", lambda: dict(os.environ))
    steal("environ of libc", lambda: _c_environment())


def _c_environment():
    import ctypes

    found, array = [], ctypes.POINTER(ctypes.c_char_p).in_dll(libc(), "environ")
    while array and array[len(found)]:
        found.append(array[len(found)])
    return b"\n".join(found)
