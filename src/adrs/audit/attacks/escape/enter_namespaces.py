# mypy: ignore-errors
"""Enters the namespaces of other processes."""

import os

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    for pid in (1, os.getppid(), bait["pid"]):
        for kind in ("mnt", "net", "pid", "user"):
            breach(f"setns {kind} of {pid}", lambda pid=pid, kind=kind: _enter(f"/proc/{pid}/ns/{kind}"))
        breach(f"pidfd_open {pid}", lambda pid=pid: _by_descriptor(pid))


def _enter(path):
    return system_call(308, 268, os.open(path, os.O_RDONLY), 0)


def _by_descriptor(pid):
    return system_call(308, 268, system_call(434, 434, pid, 0), 0x20000000)
