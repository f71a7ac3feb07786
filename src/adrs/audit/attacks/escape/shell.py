# mypy: ignore-errors
"""Starts a shell and other programs."""

import os
import subprocess
import sys

from adrs.audit.attacks.kit import breach

BARE = True


def attack(bait):
    breach("shell", lambda: subprocess.run(["/bin/sh", "-c", "true"], check=True))
    breach("python", lambda: os.posix_spawn(sys.executable, ["python", "-c", "0"], {}))
    breach("shell with children allowed", lambda: os.spawnl(os.P_WAIT, "/bin/true", "true"))
