# mypy: ignore-errors
"""Lets a child die with a core dump and looks where dumps go."""

import os
import resource

from adrs.audit.attacks.kit import attempt, breach, loot, read

WITNESS = "breach"
LIMITS = {"processes": 4}


def attack(bait):
    unlimited = (2**30, 2**30)
    breach("raise the limit on dumps", lambda: resource.setrlimit(resource.RLIMIT_CORE, unlimited))
    attempt("die in a child", _die)
    attempt("dumps here", lambda: [loot(read(name)) for name in os.listdir(".") if name.startswith("core")])
    breach("where dumps go", lambda: open("/proc/sys/kernel/core_pattern", "w"))


def _die():
    pid = os.fork()
    if pid == 0:
        os.abort()
    os.waitpid(pid, 0)
