# mypy: ignore-errors
"""Reads the driver's memory by process_vm_readv."""

import ctypes
import os

from adrs.audit.attacks.kit import checked, libc, steal

WITNESS = "canary"


def attack(bait):
    for pid in (bait["pid"], os.getppid(), 1):
        steal(f"process_vm_readv {pid}", lambda pid=pid: _peek(pid, bait["address"]))


class _Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


def _peek(pid, address):
    here = ctypes.create_string_buffer(64)
    near, far = _Vector(ctypes.addressof(here), 64), _Vector(address, 64)
    checked(libc().process_vm_readv(pid, ctypes.byref(near), 1, ctypes.byref(far), 1, 0))
    return here.raw
