"""The few Linux calls the sandbox needs that Python 3.11 does not offer, through ctypes."""

from __future__ import annotations

import ctypes
import os
import struct

from adrs.sandbox import syscalls

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID, MS_NODEV = 2, 4
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38

# Numbers since Linux 5.0 are the same on every architecture.
SYS_CLOSE_RANGE, SYS_MOUNT_SETATTR = 436, 442
_LAST_DESCRIPTOR = 1023  # where there is no close_range: a server keeps its few descriptors low
_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID = 1, 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
# Looked up now, not in every child.
_prctl, _unshare, _setns, _mount = _libc.prctl, _libc.unshare, _libc.setns, _libc.mount


def syscall(number: int, *args: int | bytes | ctypes.Array[ctypes.c_char] | None, what: str) -> int:
    """One system call by number.

    Raises:
        OSError: It failed; the message names ``what``.
    """
    raw = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    return _checked(_libc.syscall(ctypes.c_long(number), *raw), what)


def prctl(option: int, *args: int) -> None:
    """``prctl`` with integer arguments.

    Raises:
        OSError: It failed.
    """
    padded = [*args, 0, 0, 0, 0][:4]
    _checked(_prctl(option, *(ctypes.c_ulong(a) for a in padded)), f"prctl({option})")


def prctl_pointer(option: int, mode: int, address: int) -> None:
    """``prctl`` whose third argument is an address (installing a seccomp filter).

    Raises:
        OSError: It failed.
    """
    result = _prctl(
        option, ctypes.c_ulong(mode), ctypes.c_void_p(address), ctypes.c_ulong(0), ctypes.c_ulong(0)
    )
    _checked(result, f"prctl({option})")


def unshare(flags: int) -> None:
    """Leave the namespaces named by ``flags`` for new ones.

    Raises:
        OSError: The kernel refuses.
    """
    _checked(_unshare(flags), f"unshare({flags:#x})")


def setns(fd: int, kind: int) -> None:
    """Enter the namespace behind ``fd``.

    Raises:
        OSError: The kernel refuses.
    """
    _checked(_setns(fd, kind), "setns")


def close_from(first: int) -> None:
    """Close every descriptor from ``first`` on."""
    try:
        syscall(SYS_CLOSE_RANGE, first, 2**32 - 1, 0, what="close_range")
    except OSError:
        os.closerange(first, _LAST_DESCRIPTOR + 1)


def set_host_name(name: str) -> None:
    """Name the host of this UTS namespace.

    Raises:
        OSError: The kernel refuses.
    """
    text = name.encode()
    _checked(_libc.sethostname(text, ctypes.c_size_t(len(text))), "sethostname")


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """``mount(2)``.

    Raises:
        OSError: The kernel refuses.
    """
    result = _mount(
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() or None,
    )
    _checked(result, f"mount {kind or source} on {target}")


def detach(target: str) -> None:
    """Lazily unmount ``target``.

    Raises:
        OSError: The kernel refuses.
    """
    _checked(_libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def make_readonly(target: str) -> None:
    """Make ``target`` and every mount below it read-only, and set-uid bits void.

    Devices stay usable: the view binds a few, and candidates cannot create any.

    Raises:
        OSError: The kernel refuses, or is older than 5.12.
    """
    wanted = _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID
    attributes = struct.pack("=QQQQ", wanted, 0, 0, 0)
    syscall(
        SYS_MOUNT_SETATTR,
        _AT_FDCWD,
        target.encode(),
        _AT_RECURSIVE,
        attributes,
        len(attributes),
        what="mount_setattr",
    )


def pivot_root_here() -> None:
    """Make the working directory the root, and let the old root go.

    Raises:
        OSError: The kernel refuses, or the architecture is unknown.
    """
    architecture = syscalls.current()
    if architecture is None:
        raise OSError("pivot_root: unknown architecture")
    # Stacking both roots on "." needs no directory to put the old one (pivot_root(2), NOTES).
    syscall(architecture.numbers["pivot_root"], b".", b".", what="pivot_root")
    detach(".")
    os.chdir("/")


def drop_capabilities() -> None:
    """Give up every capability of this process, for good with no-new-privileges.

    Raises:
        OSError: The kernel refuses, or the architecture is unknown.
    """
    architecture = syscalls.current()
    if architecture is None:
        raise OSError("capset: unknown architecture")
    header = struct.pack("=Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    syscall(architecture.numbers["capset"], header, bytes(24), what="capset")


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
