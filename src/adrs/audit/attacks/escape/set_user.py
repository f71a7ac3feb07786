# mypy: ignore-errors
"""Becomes root, another user or group, or takes capabilities."""

import os

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    breach("setuid 0", lambda: os.setuid(0))
    breach("setresuid", lambda: os.setresuid(0, 0, 0))
    breach("setgroups", lambda: os.setgroups([0]))
    breach("setgid 0", lambda: os.setgid(0))
    breach("capset", lambda: system_call(126, 91, b"\x22\x05\x08\x20" + bytes(4), b"\xff" * 24))
    breach("write an id map", lambda: open("/proc/self/uid_map", "w").write("0 0 1"))
