# mypy: ignore-errors
"""Makes a program in memory, or in its scratch, and runs it in a child."""

import os

from adrs.audit.attacks.kit import attempt, breach, system_call, tell

LIMITS = {"processes": 4}


def attack(bait):
    breach("memfd_create", lambda: system_call(319, 279, b"x", 0))
    attempt("write a script", _write)
    pid = os.fork()
    if pid == 0:
        breach("execute from scratch", lambda: os.execve("./script", ["script"], {}))
        os._exit(77)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    tell("the child", "exited as itself" if status == 77 else f"BREACH: status {status}")


def _write():
    with open("script", "wb") as file:
        file.write(b"#!/bin/sh\nexit 0\n")
    os.chmod("script", 0o700)
