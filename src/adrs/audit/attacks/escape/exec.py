# mypy: ignore-errors
"""Becomes another program in a child, by path and by descriptor."""

import os

from adrs.audit.attacks.kit import breach, tell

LIMITS = {"processes": 4}


def attack(bait):
    pid = os.fork()
    if pid == 0:
        breach("execve", lambda: os.execv("/bin/true", ["true"]))
        breach("execveat", lambda: os.execve(os.open("/bin/true", os.O_RDONLY), ["true"], {}))
        os._exit(77)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    tell("the child", "exited as itself" if status == 77 else f"BREACH: status {status}")
