"""A system-call filter for candidates: what is not known to be harmless is refused.

Classic BPF, assembled here (``seccomp(2)``, ``linux/filter.h``). Refused calls fail with ``EPERM``, so a
candidate sees an ordinary exception. Allowed numbers are found by binary search over ranges: the kernel runs
a new filter once for every call number when it is installed, and a linear chain makes that the dearest
part of starting a candidate.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterable
from functools import cache

from adrs.sandbox import kernel
from adrs.sandbox.syscalls import ATTRIBUTES, Architecture

_LOAD, _JUMP, _JEQ, _JGE, _JSET, _RET = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
_NR, _ARCH, _ARGS = 0, 4, 16  # offsets in struct seccomp_data; low halves first (little-endian)
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_MODE_FILTER = 2

_THREAD = 0x00010000  # CLONE_THREAD
# Every CLONE_NEW* flag that clone takes; CLONE_PARENT, CLONE_PTRACE and CLONE_UNTRACED.
_NEVER = 0x7E020000 | 0x8000 | 0x2000 | 0x00800000
_PRCTL_NAMES = (15, 16)  # PR_SET_NAME, PR_GET_NAME: what thread libraries ask for
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. Not the locks and leases, which
# are seen by whoever opens the same library; not F_SETOWN and F_SETSIG, by which a pipe sends any signal to
# any process of this user; not larger pipes.
_FCNTL_COMMANDS = (0, 1, 2, 3, 4, 1030, 1032)
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: for opening files and asking for a terminal.
_IOCTL_REQUESTS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)

_Instruction = tuple[int, int, int, int]


@cache
def build(
    architecture: Architecture,
    *,
    pid: int,
    may_fork: bool,
    own_files: bool = True,
    programs: bool = False,
) -> bytes:
    """The filter as an array of ``struct sock_filter``.

    Args:
        architecture: Whose numbers to use.
        pid: The candidate's own process id, as it sees it: signals may go nowhere else.
        may_fork: Whether it may start processes; threads are always allowed.
        own_files: Whether every writable file it can name is its own. Otherwise it may change no file's mode
            or times: outside its scratch these would be the user's, and Landlock lets them pass.
        programs: Whether it may execute programs, join two of its processes by a pair of sockets and, where
            every process it can name is its own, send them signals.
    """
    number = architecture.numbers
    code = [
        (_LOAD, 0, 0, _ARCH),
        (_JEQ, 1, 0, architecture.audit),
        (_RET, 0, 0, _KILL),
        (_LOAD, 0, 0, _NR),
    ]
    code += _when(number.get("clone3"), [_refuse(errno.ENOSYS)])  # its flags hide behind a pointer
    code += _when(number.get("clone"), _clone_rule(may_fork))
    for name in ("fork", "vfork"):
        code += _when(number.get(name), [_accept() if may_fork else _refuse(errno.EPERM)])
    code += _when(number["prctl"], _argument_in(0, _PRCTL_NAMES))
    code += _when(number["prlimit64"], _argument_in(0, (0, pid)))
    for name in ("execve", "socketpair"):
        code += _when(number[name], [_accept() if programs else _refuse(errno.EPERM)])
    signals = programs and own_files
    code += _when(number["tgkill"], [_accept()] if signals else _argument_in(0, (pid,)))
    code += _when(number["kill"], [_accept()] if signals else _argument_in(1, (0,)))
    code += _when(number["fcntl"], _argument_in(1, _FCNTL_COMMANDS))
    code += _when(number["ioctl"], _argument_in(1, _IOCTL_REQUESTS))
    allowed = architecture.allowed
    if not own_files:
        allowed -= {n for name, n in number.items() if name in ATTRIBUTES}
    code += _search(_ranges(allowed))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def install(program: bytes) -> None:
    """Filter every further call of this thread and its descendants.

    Raises:
        OSError: The kernel has no seccomp filters.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(header, len(header))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl_pointer(kernel.PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(holder))


def _accept() -> _Instruction:
    return (_RET, 0, 0, _ALLOW)


def _refuse(number: int) -> _Instruction:
    return (_RET, 0, 0, _ERRNO | number)


def _when(number: int | None, body: list[_Instruction]) -> list[_Instruction]:
    """``body`` (which must return) for one call; skipped where the architecture lacks the call."""
    return [] if number is None else [(_JEQ, 0, len(body), number), *body]


def _clone_rule(may_fork: bool) -> list[_Instruction]:
    rule = [
        (_LOAD, 0, 0, _ARGS),
        (_JSET, 0, 1, _NEVER),
        _refuse(errno.EPERM),
    ]
    if not may_fork:
        rule += [(_JSET, 1, 0, _THREAD), _refuse(errno.EPERM)]
    return [*rule, _accept()]


def _argument_in(index: int, values: Iterable[int]) -> list[_Instruction]:
    """Allow when the low half of an argument is one of ``values`` (these calls take 32-bit arguments)."""
    rule: list[_Instruction] = [(_LOAD, 0, 0, _ARGS + 8 * index)]
    for value in values:
        rule += [(_JEQ, 0, 1, value), _accept()]
    return [*rule, _refuse(errno.EPERM)]


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Maximal runs of consecutive numbers as ``(first, past_last)``."""
    runs: list[tuple[int, int]] = []
    for n in sorted(numbers):
        if runs and runs[-1][1] == n:
            runs[-1] = (runs[-1][0], n + 1)
        else:
            runs.append((n, n + 1))
    return runs


def _search(runs: list[tuple[int, int]]) -> list[_Instruction]:
    """A balanced decision tree: allow inside a run, refuse elsewhere."""
    if len(runs) == 1:
        first, past = runs[0]
        return [(_JGE, 0, 2, first), (_JGE, 1, 0, past), _accept(), _refuse(errno.EPERM)]
    middle = len(runs) // 2
    low, high = _search(runs[:middle]), _search(runs[middle:])
    return [(_JGE, 0, 1, runs[middle][0]), (_JUMP, 0, 0, len(low)), *low, *high]
