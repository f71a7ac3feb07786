# mypy: ignore-errors
"""Opens what shows the machine's memory, its log, and its counters."""

import os

from adrs.audit.attacks.kit import breach, system_call


def attack(bait):
    for path in ("/dev/mem", "/dev/kmem", "/proc/kcore", "/dev/kmsg", "/proc/kallsyms", "/sys/kernel/debug"):
        breach(path, lambda path=path: os.open(path, os.O_RDONLY))
    breach("syslog", lambda: system_call(103, 116, 3, bytes(64), 64))
    breach("perf_event_open", lambda: system_call(298, 241, bytes(128), 0, -1, -1, 0))
