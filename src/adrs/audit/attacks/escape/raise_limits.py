# mypy: ignore-errors
"""Raises its own limits, and lowers those of others."""

import os
import resource

from adrs.audit.attacks.kit import attempt, breach


def attack(bait):
    for name in ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE"):
        kind = getattr(resource, f"RLIMIT_{name}")
        if resource.getrlimit(kind)[1] not in (-1, 2**40):
            breach(f"raise {name}", lambda kind=kind: resource.setrlimit(kind, (2**40, 2**40)))
    for pid in {bait["pid"], os.getppid(), 1} - {0, os.getpid()}:
        breach(f"limits of {pid}", lambda pid=pid: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)))
    attempt("nice", lambda: os.nice(-5))
    breach("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
