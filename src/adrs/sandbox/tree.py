"""What a process and everything below it uses, read from ``/proc``: for programs that may start processes.

It looks now and then, so it is coarser than a cgroup: a process that comes and goes between two looks is
not seen, and memory that forks share counts once for each of them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Use:
    """CPU seconds so far, and bytes of memory and of files now, of all processes together."""

    cpu_s: float = 0.0
    memory_bytes: int = 0
    file_bytes: int = 0

    def most(self, other: Use) -> Use:
        """The larger of each."""
        return Use(
            max(self.cpu_s, other.cpu_s),
            max(self.memory_bytes, other.memory_bytes),
            max(self.file_bytes, other.file_bytes),
        )


Gauge = Callable[[], Use]
"""A look at what a candidate uses."""


class Tree:
    """The descendants of one process.

    Args:
        proc: Descriptor of the directory ``/proc``.
        pid: The process, by the number that this ``/proc`` knows it by.

    Raises:
        OSError: This ``/proc`` does not tell of children or memory.
    """

    def __init__(self, proc: int, pid: int) -> None:
        self._proc = proc
        self._pid = pid
        self.children(pid)
        self._own_bytes = self._memory(pid)

    def __call__(self) -> Use:
        """What the descendants use; what they share with the process itself is not theirs."""
        cpu_s, memory_bytes = 0.0, 0
        for pid in self._below():
            with contextlib.suppress(OSError, ValueError):  # it has just ended
                cpu_s += self._cpu(pid)
                memory_bytes += max(self._memory(pid) - self._own_bytes, 0)
        return Use(cpu_s, memory_bytes)

    def children(self, pid: int) -> list[int]:
        """Direct children of a process, whichever of its threads started them.

        Raises:
            OSError: There is no such process, or the kernel does not tell.
        """
        threads = os.open(f"{pid}/task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._proc)
        try:
            listings = [self._read(f"{pid}/task/{name}/children") for name in os.listdir(threads)]
        finally:
            os.close(threads)
        return [int(word) for listing in listings for word in listing.split()]

    def _below(self) -> Iterable[int]:
        found: list[int] = []
        waiting = [self._pid]
        while waiting:
            with contextlib.suppress(OSError):
                new = self.children(waiting.pop())
                found += new
                waiting += new
        return found

    def _cpu(self, pid: int) -> float:
        """CPU time of a process and of children it has waited for (``proc_pid_stat(5)``, fields 14 to 17)."""
        fields = self._read(f"{pid}/stat").rpartition(b")")[2].split()
        return sum(int(field) for field in fields[11:15]) / _TICKS_PER_S

    def _memory(self, pid: int) -> int:
        """Anonymous and shared memory that is resident; the pages of libraries are nobody's."""
        kibibytes = 0
        for line in self._read(f"{pid}/status").splitlines():
            if line.startswith((b"RssAnon:", b"RssShmem:")):
                kibibytes += int(line.split()[1])
        return 1024 * kibibytes

    def _read(self, name: str) -> bytes:
        fd = os.open(name, os.O_RDONLY, dir_fd=self._proc)
        try:
            return os.read(fd, _READ_BYTES)
        finally:
            os.close(fd)
