"""Landlock: a second fence around the file system, TCP and signals that needs no privilege.

It holds where containers forbid mount namespaces. ``linux/landlock.h``; the numbers are the same on every
architecture.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from adrs.sandbox import kernel

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH = 1
_VERSION_QUERY = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1, 1 << 1, 1 << 2, 1 << 3, 1 << 14
_EXECUTE_TO_MAKE_SYM = (1 << 13) - 1  # the thirteen rights of ABI 1
_REFER, _IOCTL_DEVICE = 1 << 13, 1 << 15
_SPECIAL_FILES = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)  # devices, sockets, fifos
_ALL_NET, _ALL_SCOPES = 0b11, 0b11


def abi() -> int:
    """The kernel's Landlock version; 0 where there is none."""
    try:
        return kernel.syscall(_CREATE, None, 0, _VERSION_QUERY, what="landlock")
    except OSError:
        return 0


def restrict(
    *,
    abi: int,
    readable: Iterable[int],
    writable: Iterable[int],
    listable: Iterable[int] = (),
    programs: bool = False,
) -> None:
    """Confine this process to the given files and directories; it loses TCP and outside signals too.

    Args:
        abi: What :func:`abi` said.
        readable: ``O_PATH`` descriptors that may be read.
        writable: ``O_PATH`` descriptors that may be read and written.
        listable: ``O_PATH`` descriptors of directories whose names may be read, and those of all below.
        programs: Whether what may be read may be executed too.

    Raises:
        OSError: The kernel refuses.
    """
    handled = _filesystem_rights(abi)
    attributes = struct.pack("=QQQ", handled, _ALL_NET if abi >= 4 else 0, _ALL_SCOPES if abi >= 6 else 0)
    execute = _EXECUTE if programs else 0
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = kernel.syscall(_CREATE, attributes, size, 0, what="landlock_create_ruleset")
    try:
        for fd in readable:
            _allow(ruleset, fd, _READ_FILE | _READ_DIR | execute)
        for fd in listable:
            _allow(ruleset, fd, _READ_DIR)
        for fd in writable:
            _allow(ruleset, fd, handled & ~(_SPECIAL_FILES | _IOCTL_DEVICE | _EXECUTE) | execute)
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.syscall(_RESTRICT, ruleset, 0, what="landlock_restrict_self")
    finally:
        os.close(ruleset)


def _filesystem_rights(abi: int) -> int:
    rights = _EXECUTE_TO_MAKE_SYM
    if abi >= 2:
        rights |= _REFER
    if abi >= 3:
        rights |= _TRUNCATE
    if abi >= 5:
        rights |= _IOCTL_DEVICE
    return rights


def _allow(ruleset: int, fd: int, rights: int) -> None:
    if not stat.S_ISDIR(os.fstat(fd).st_mode):
        rights &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
    rule = struct.pack("=Qi", rights, fd)
    kernel.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0, what="landlock_add_rule")
