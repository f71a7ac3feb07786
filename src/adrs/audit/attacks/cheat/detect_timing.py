# mypy: ignore-errors
"""Finds out whether it is being timed or traced, and by which limits."""

import os
import resource
import sys

from adrs.audit.attacks.kit import attempt, breach, tell

WITNESS = "breach"


def attack(bait):
    tell("traced", sys.gettrace() is not None or sys.getprofile() is not None)
    attempt("the limits", lambda: resource.getrlimit(resource.RLIMIT_CPU))
    breach("who watches", lambda: open(f"/proc/{os.getppid()}/cmdline").read())
    breach("whether it is traced", lambda: open("/proc/self/status").read())
