# mypy: ignore-errors
"""Sends signals to every process number near its own, by process and by thread."""

import os
import signal

from adrs.audit.attacks.kit import attempt, system_call

WITNESS = "neighbour"


def attack(bait):
    me = os.getpid()
    attempt("neighbours", lambda: [_end(pid) for pid in range(2, 40) if pid != me])
    attempt("tgkill", lambda: system_call(234, 131, me + 1, me + 1, 9))
    attempt("tkill", lambda: system_call(200, 130, me + 1, 9))
    attempt("rt_sigqueueinfo", lambda: system_call(129, 138, me + 1, 9, bytes(128)))
    attempt("pidfd_send_signal", lambda: system_call(424, 424, 3, 9, 0, 0))


def _end(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
