# mypy: ignore-errors
"""Replaces os._exit, os.write and the exception hook, by which a child would end itself."""

import builtins
import os
import sys
import time

WITNESS = "neighbour"
CONTAINED = ("VALID", "CRASHED", "TIMED_OUT")
LIMITS = {"wall_s": 1.0, "cpu_s": 0.6}
BARE = False


def attack(bait):
    os._exit = lambda status: time.sleep(60)
    sys.excepthook = lambda *_: time.sleep(60)
    builtins.BaseException = KeyError
