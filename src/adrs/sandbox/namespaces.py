"""A world of its own for the candidates of one server: users, processes, mounts, network, IPC, host name.

Root and ordinary users take the same road. Root first builds the view of the file system (it may read what
the unused user it becomes may not), then drops to that user; an ordinary user needs the user namespace
before it may mount anything. Either ends in a user namespace with a single, unprivileged user.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from adrs.sandbox import kernel

_APART = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)
_HOST_NAME = "sandbox"
_FIRST_UNUSED_ID = 1_000_000_000
_NOBODY = 65534


def enter(build_view: Callable[[], None]) -> None:
    """Move this process into namespaces of its own; the next fork is their first process.

    Args:
        build_view: Mounts the candidates' file system and makes it the root.

    Raises:
        OSError: The kernel refuses. The process may then be half-way: try in a child first.
    """
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
    try:
        if os.geteuid() == 0:
            kernel.unshare(kernel.CLONE_NEWNS)
            build_view()
            drop_to_unused_user()
            _leave(proc)
        else:
            _leave(proc)
            build_view()
    finally:
        os.close(proc)


def drop_to_unused_user() -> int:
    """Become a user that owns nothing (root only); the new user id.

    Raises:
        OSError: The kernel refuses.
    """
    os.setgroups([])
    for candidate in (_FIRST_UNUSED_ID + os.getpid(), _NOBODY):
        try:
            os.setresgid(candidate, candidate, candidate)
            os.setresuid(candidate, candidate, candidate)
        except OSError:
            continue
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else the files in /proc/self belong to root
        return candidate
    raise OSError("no unused user id is available here")


def new_process_space(own: int | None) -> None:
    """Let the next fork start a process namespace.

    A process may unshare this once; coming home through ``own`` (its ``/proc/self/ns/pid``) allows the next.

    Raises:
        OSError: The kernel refuses.
    """
    if own is not None:
        kernel.setns(own, kernel.CLONE_NEWPID)
    kernel.unshare(kernel.CLONE_NEWPID)


def _leave(proc: int) -> None:
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(_APART)
    _write(proc, "setgroups", "deny")
    _write(proc, "uid_map", f"{uid} {uid} 1")
    _write(proc, "gid_map", f"{gid} {gid} 1")
    kernel.set_host_name(_HOST_NAME)  # a new namespace starts with a copy of the machine's name


def _write(proc: int, name: str, text: str) -> None:
    directory = os.open("self", os.O_PATH | os.O_DIRECTORY, dir_fd=proc)
    try:
        fd = os.open(name, os.O_WRONLY, dir_fd=directory)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)
    finally:
        os.close(directory)
