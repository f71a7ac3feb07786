# mypy: ignore-errors
"""Lists the processes of the machine and reads their command lines."""

import os

from adrs.audit.attacks.kit import attempt, breach, read


def attack(bait):
    for pid in (bait["pid"], bait["holder"]):
        breach(f"command line of {pid}", lambda pid=pid: read(f"/proc/{pid}/cmdline"))
    seen = attempt("list processes", lambda: [e for e in os.listdir("/proc") if e.isdigit()]) or []
    for pid in seen[:50]:
        if int(pid) != os.getpid():
            breach(f"command line of {pid}", lambda pid=pid: read(f"/proc/{pid}/cmdline"))
