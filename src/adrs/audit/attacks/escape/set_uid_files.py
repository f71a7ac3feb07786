# mypy: ignore-errors
"""Makes files that would run with another's rights, and devices."""

import os

from adrs.audit.attacks.kit import attempt, breach


def attack(bait):
    attempt("a file", lambda: open("mine", "w").close())
    attempt("set-uid on it", lambda: os.chmod("mine", 0o4755))
    breach("give it away", lambda: os.chown("mine", 0, 0))
    breach("a disk device", lambda: os.mknod("disk", 0o60666, os.makedev(8, 0)))
    breach("a memory device", lambda: os.mknod("mem", 0o20666, os.makedev(1, 1)))
    breach("run as root", lambda: os.execv("/usr/bin/sudo", ["sudo", "-n", "true"]))
