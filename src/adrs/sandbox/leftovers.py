"""A candidate's directory and orphans, where no namespaces make them vanish by themselves.

Imported only there: what it imports would make every fork dearer.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

_MOST_FILES = 1024


def create_scratch() -> str:
    """A new, empty, private directory."""
    return os.path.realpath(tempfile.mkdtemp(prefix="adrs-"))


def held_bytes(home: str) -> int:
    """Bytes that the files in a directory take up; more than any limit when they are too many.

    A mount would limit both as they are written. A file that is deleted and still open is not seen.
    """
    total = seen = 0
    waiting = [home]
    while waiting and seen <= _MOST_FILES:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                seen += 1
                if seen > _MOST_FILES:
                    break
                total += 512 * entry.stat(follow_symlinks=False).st_blocks
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return total if seen <= _MOST_FILES else sys.maxsize


def clear(home: str) -> None:
    """End what still runs, then remove the directory as far as it can be."""
    kill_descendants()
    with contextlib.suppress(RecursionError):  # before Python 3.13 a very deep tree is too much
        shutil.rmtree(home, ignore_errors=True)


def kill_descendants() -> None:
    """Kill and reap every descendant of this process, which must be a child subreaper."""
    while children := _children(os.getpid()):
        for pid in children:
            _kill(pid)
        _reap()


def _children(parent: int) -> list[int]:
    """Direct children; orphaned descendants become such as their parents die."""
    found: list[int] = []
    for listing in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in listing.read_text().split()]
    return found


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, 0)
