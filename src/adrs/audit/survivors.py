"""Who is still there: processes that outlived their sandbox, and servers that did not.

While it watches, this process adopts every orphan below it (``PR_SET_CHILD_SUBREAPER``), so that nothing can
leave unseen. Linux only; elsewhere nothing is reported.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE_S = 2.0
_DEAD = ("Z", "X")


class Survivors:
    """Looks after processes. Made by :func:`watched`.

    Args:
        name: Name by which attacks mark theirs.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._before = self._known = children()

    def settle(self) -> None:
        """Take the present children for granted: the servers of a sandbox, and what is not the audit's."""
        self._known = children()

    def settle_servers(self) -> None:
        """The servers were ended by their owner: none of them counts as lost, and none may be left."""
        self._known = self._before & children()

    def found(self) -> list[str]:
        """What outlived the last attack, or did not survive it. Survivors are ended."""
        deadline = time.monotonic() + _PATIENCE_S
        while (left := self._left()) and time.monotonic() < deadline:
            time.sleep(0.02)  # the kernel takes a moment to end a whole process namespace
        said = [f"{len(left)} processes outlived their candidate"] if left else []
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        if lost := self._known - children():
            said.append(f"{len(lost)} servers of the sandbox died")
            self._known = self._known - lost
        return said

    def _left(self) -> set[int]:
        return (children() - self._known) | named(self._name)


@contextlib.contextmanager
def watched(name: str) -> Iterator[Survivors]:
    """Adopt orphans for a while."""
    _adopt(True)
    try:
        yield Survivors(name)
    finally:
        _adopt(False)


def children() -> set[int]:
    """Live children of this process; empty where the system does not tell."""
    found: set[int] = set()
    for listing in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found |= {int(word) for word in listing.read_text().split()}
    return {pid for pid in found if (_stat(pid) or ("", "X"))[1] not in _DEAD}


def named(name: str) -> set[int]:
    """Live processes with this name, whoever started them."""
    entries = os.listdir("/proc") if sys.platform == "linux" else []
    found = {int(entry): _stat(int(entry)) for entry in entries if entry.isdigit()}
    return {pid for pid, stat in found.items() if stat[:1] == (name,) and stat[1] not in _DEAD}


def _stat(pid: int) -> tuple[str, ...]:
    """Name and state of a process; empty when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ()
    name, _, rest = text.partition("(")[2].rpartition(")")
    return name, rest.split()[0]


def _adopt(on: bool) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)
