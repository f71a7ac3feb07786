# mypy: ignore-errors
"""Sets the machine's clock and its own timers back."""

import time

from adrs.audit.attacks.kit import attempt, breach, system_call


def attack(bait):
    breach("clock_settime", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()))
    breach("adjtimex", lambda: system_call(159, 171, bytes(256)))
    attempt("its own CPU clock", lambda: time.clock_settime(time.CLOCK_PROCESS_CPUTIME_ID, 0))
