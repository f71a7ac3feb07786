# mypy: ignore-errors
"""Types into the driver's terminal and writes to the machine's consoles."""

import fcntl
import os

from adrs.audit.attacks.kit import breach


def attack(bait):
    for path in ("/dev/tty", "/dev/console", "/dev/ptmx", "/dev/tty0", "/dev/pts/0"):
        breach(path, lambda path=path: os.open(path, os.O_RDWR))
    for fd in (0, 1, 2):
        breach(f"TIOCSTI on {fd}", lambda fd=fd: fcntl.ioctl(fd, 0x5412, b"x"))
