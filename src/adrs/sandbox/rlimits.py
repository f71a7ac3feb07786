"""Resource limits of one candidate process."""

from __future__ import annotations

import contextlib
import math
import os
import resource

from adrs.core.problem import Limits

_REPORT_ROOM_BYTES = 16 * 1024**2
_STACK_BYTES = 8 * 1024**2
_OPEN_FILES = 64
_FRAME_ROOM_BYTES = 4096
_QUEUED_SIGNALS = 256  # timers count too
THREADS = 128
"""Threads a program may have where it may start no process."""


def apply(
    limits: Limits, *, mapped: int, cpu_before_s: float = 0.0, processes_before: int | None = None
) -> None:
    """Limit this process and what it starts.

    CPU seconds are rounded up here and enforced finely by whoever watches. Memory counts address space
    beyond what the process has mapped already, so that a preloaded library costs the candidate nothing;
    a little more can be unlocked by :func:`relax_memory` to report running out of it.

    Args:
        limits: What the program may use.
        mapped: Address space in use before the candidate, in bytes (see :func:`mapped_bytes`).
        cpu_before_s: CPU time this process has used already.
        processes_before: Tasks of this user that are not the candidate's; unlimited where unknown. The kernel
            counts threads as well: a program that may start processes has its threads among them.
    """
    memory = mapped + limits.memory_bytes
    cpu_s = math.ceil(limits.cpu_s + cpu_before_s) + 1
    file_bytes = max(limits.file_bytes, limits.output_bytes + _FRAME_ROOM_BYTES)
    _set(resource.RLIMIT_AS, memory, memory + _REPORT_ROOM_BYTES)
    _set(resource.RLIMIT_CPU, cpu_s, cpu_s)
    _set(resource.RLIMIT_FSIZE, file_bytes, file_bytes)
    _set(resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES)
    _set(resource.RLIMIT_STACK, _STACK_BYTES, _STACK_BYTES)
    _set(resource.RLIMIT_CORE, 0, 0)
    for name, value in (("SIGPENDING", _QUEUED_SIGNALS), ("MSGQUEUE", 0), ("MEMLOCK", 0)):
        if hasattr(resource, f"RLIMIT_{name}"):  # Linux has them all
            _set(getattr(resource, f"RLIMIT_{name}"), value, value)
    if processes_before is not None:
        tasks = processes_before + (limits.processes if limits.processes > 1 else THREADS)
        _set(resource.RLIMIT_NPROC, tasks, tasks)


def relax_memory() -> None:
    """Unlock the room kept for reporting that memory ran out."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    _set(resource.RLIMIT_AS, hard, hard)


def mapped_bytes() -> int:
    """Address space of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def user_tasks() -> int | None:
    """Processes and threads of this user, which the kernel's limit counts; ``None`` if it does not tell."""
    if not os.path.isdir("/proc/self/task"):
        return None
    tasks, uid = 0, os.geteuid()
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if entry.isdigit() and os.stat(f"/proc/{entry}").st_uid == uid:
                tasks += len(os.listdir(f"/proc/{entry}/task"))
    return tasks


def _set(kind: int, soft: int, hard: int) -> None:
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (OSError, ValueError):
        if kind != resource.RLIMIT_AS:  # macOS offers no address-space limit
            raise
