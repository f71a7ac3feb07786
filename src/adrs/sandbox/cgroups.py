"""Limits on all processes of a candidate together, where the host delegates a cgroup (version 2).

A host delegates by giving this process a cgroup of its own that it may divide, with the memory and process
controllers: ``systemd-run --user --scope -p Delegate=yes adrs run ...``, or a container that may write its
cgroups. Version 1 is not used: it cannot be delegated safely to an ordinary user
(https://docs.kernel.org/admin-guide/cgroup-v2.html, "Delegation" and "No Internal Process Constraint").
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from adrs.core.problem import Limits
from adrs.sandbox.tree import Use
from adrs.sandbox.watch import Ending

_NEEDED = ("memory", "pids")
_ROOM_BYTES = 64 * 1024**2  # the page tables, pipes and pages of the server's that are charged to a candidate
_NUMBERS = count(1)
_PREFIX = "adrs-"
_DRIVER = f"{_PREFIX}driver-"


def delegated(*, mounts: str = "/proc/self/mountinfo", own: str = "/proc/self/cgroup") -> str:
    """The folder of a cgroup that this process may divide; it may move this process into a leaf of it.

    Args:
        mounts: The file that tells where file systems are mounted.
        own: The file that tells this process's cgroups.

    Raises:
        OSError: The host delegates none; says why.
    """
    folder = _own_folder(mounts, own)
    if os.path.basename(folder).startswith(_DRIVER):  # this process has divided it before
        folder = os.path.dirname(folder)
    lacking = [name for name in _NEEDED if name not in _words(folder, "cgroup.controllers")]
    if lacking:
        raise OSError(f"cgroup v2 has no controller for {' and '.join(lacking)} here")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OSError("this process's cgroup is not delegated to this user")
    if any(name not in _words(folder, "cgroup.subtree_control") for name in _NEEDED):
        _divide(folder)
    _sweep(folder)
    return folder


def new_leaf(parent: str) -> str:
    """The folder of a new cgroup for one server's candidates.

    Raises:
        OSError: It cannot be made.
    """
    leaf = os.path.join(parent, f"{_PREFIX}{os.getpid()}-{next(_NUMBERS)}")
    os.mkdir(leaf)
    return leaf


def remove(leaf: str) -> None:
    """Remove a leaf whose processes have ended. Idempotent."""
    with contextlib.suppress(OSError):
        os.rmdir(leaf)


class Leaf:
    """One server's cgroup, kept open so that it can be used from where the file system shows none.

    Args:
        folder: What :func:`new_leaf` gave.

    Raises:
        OSError: It cannot be opened for writing.
    """

    def __init__(self, folder: str) -> None:
        self._files = {
            name: os.open(os.path.join(folder, name), flags | os.O_CLOEXEC)
            for name, flags in (
                ("cgroup.procs", os.O_WRONLY),
                ("cgroup.kill", os.O_WRONLY),
                ("memory.max", os.O_WRONLY),
                ("pids.max", os.O_WRONLY),
                ("memory.current", os.O_RDONLY),
                ("memory.events", os.O_RDONLY),
                ("cpu.stat", os.O_RDONLY),
            )
        }
        with contextlib.suppress(OSError):  # no swap controller: nothing to swap to
            Path(folder, "memory.swap.max").write_text("0")
        with contextlib.suppress(OSError):  # before Linux 4.19 only the largest process dies
            Path(folder, "memory.oom.group").write_text("1")
        self._cpu_before_s = 0.0
        self._kills_before = 0
        self._most_bytes = 0

    def prepare(self, limits: Limits) -> None:
        """Set the limits of the next candidate."""
        self._most_bytes = limits.memory_bytes + _ROOM_BYTES
        self._write("memory.max", str(self._most_bytes))
        self._write("pids.max", str(limits.processes))
        self._cpu_before_s = self._cpu()
        self._kills_before = self._number("memory.events", "oom_kill")

    def join(self) -> None:
        """Move the calling process in; its children follow."""
        self._write("cgroup.procs", "0")

    def kill(self) -> None:
        """End every process inside."""
        self._write("cgroup.kill", "1")

    def __call__(self) -> Use:
        """What the candidate has used since :meth:`prepare`, with every process it ever had."""
        current = int(self._read("memory.current"))
        return Use(self._cpu() - self._cpu_before_s, max(current - _ROOM_BYTES, 0))

    def settle(self, ending: Ending) -> Ending:
        """``ending`` with the CPU time of every process, and the kernel's verdict on memory."""
        self.kill()
        cpu_s = max(ending.cpu_s, self().cpu_s)
        killed = self._number("memory.events", "oom_kill") > self._kills_before
        if killed and ending.status != 0:
            return replace(ending, cpu_s=cpu_s, stopped="memory", peak_bytes=self._most_bytes)
        return replace(ending, cpu_s=cpu_s)

    def _cpu(self) -> float:
        return self._number("cpu.stat", "usage_usec") / 1e6

    def _number(self, file: str, key: str) -> int:
        for line in self._read(file).splitlines():
            name, _, value = line.partition(" ")
            if name == key:
                return int(value)
        return 0

    def _read(self, file: str) -> str:
        return os.pread(self._files[file], 4096, 0).decode()

    def _write(self, file: str, text: str) -> None:
        os.pwrite(self._files[file], text.encode(), 0)


def _own_folder(mounts: str, own: str) -> str:
    path = next((line[3:] for line in _lines(own) if line.startswith("0::")), None)
    if path is None:
        raise OSError("this system has no cgroup v2")
    for root, point in _mounted(mounts):
        inside = os.path.relpath(path, root)
        folder = os.path.normpath(os.path.join(point, inside))
        if not inside.startswith("..") and os.path.isdir(folder):
            return folder
    raise OSError("cgroup v2 is not mounted")


def _mounted(mounts: str) -> Iterator[tuple[str, str]]:
    """Root and mount point of each cgroup v2 mount (``proc_pid_mountinfo(5)``)."""
    for line in _lines(mounts):
        before, _, after = line.partition(" - ")
        if after.split()[:1] == ["cgroup2"]:
            yield before.split()[3], before.split()[4]


def _divide(folder: str) -> None:
    """Let ``folder`` have limited children, for which it may hold no process itself."""
    others = {int(word) for word in _words(folder, "cgroup.procs")} - {os.getpid()}
    if others:
        raise OSError(
            "this process's cgroup holds others as well; start adrs in one of its own, such as"
            " systemd-run --user --scope -p Delegate=yes"
        )
    leaf = os.path.join(folder, f"{_DRIVER}{os.getpid()}")
    os.makedirs(leaf, exist_ok=True)
    Path(leaf, "cgroup.procs").write_text(str(os.getpid()))
    Path(folder, "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in _NEEDED))


def _sweep(folder: str) -> None:
    """Remove what drivers that were killed have left."""
    for name in os.listdir(folder):
        number = name.removeprefix(_DRIVER).removeprefix(_PREFIX).partition("-")[0]
        if name.startswith(_PREFIX) and number.isdigit() and not os.path.exists(f"/proc/{number}"):
            remove(os.path.join(folder, name))


def _words(folder: str, file: str) -> list[str]:
    return Path(folder, file).read_text().split()


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except FileNotFoundError:
        return []
