# mypy: ignore-errors
"""What attack programs have at hand; its text is put in front of each of them.

What was tried goes to standard output, a line each: ``attack: [what, how it ended]``. ``did`` is no harm in
itself, ``BREACH`` is an escape by the attack's own word.
"""

import errno
import json
import os
import re
import sys

_WRITE = os.write
_CANARY = re.compile(rb"adrs-canary-[0-9a-f]{24}")


def tell(what, said):
    """One line of the report."""
    _WRITE(1, b"attack: " + json.dumps([what[:80], str(said)[:200]]).encode() + b"\n")


def why(error):
    """An exception in a word: the name of its error number, or its type."""
    error = error.reason if isinstance(getattr(error, "reason", None), OSError) else error
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, str(error.errno))
    return type(error).__name__


def attempt(what, action, success="did"):
    """What ``action`` returns, ``None`` when it fails; either way it is told."""
    try:
        result = action()
    except BaseException as error:
        tell(what, why(error))
        return None
    tell(what, success)
    return result


def breach(what, action):
    """Like ``attempt`` for what must never work."""
    return attempt(what, action, "BREACH")


def loot(data):
    """Print every canary in ``data``."""
    raw = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    for found in set(_CANARY.findall(raw)):
        tell("loot", found.decode())
    return data


def steal(what, action):
    """Print every canary in what ``action`` returns."""
    return loot(attempt(what, action) or b"")


def libc():
    """The C library, for calls that Python does not offer."""
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


def checked(result):
    """The result of a C call; raises its error."""
    import ctypes

    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def system_call(x86_64, aarch64, *args):
    """A system call by its numbers on two architectures; raises when it fails."""
    import ctypes

    number = x86_64 if os.uname().machine == "x86_64" else aarch64
    raw = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    library = libc()
    library.syscall.restype = ctypes.c_long
    return checked(library.syscall(ctypes.c_long(number), *raw))


def read(path, n_bytes=65536, offset=0):
    """Bytes of a file."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.pread(fd, n_bytes, offset) if offset else os.read(fd, n_bytes)
    finally:
        os.close(fd)


def sign(bait):
    """Give this process the name by which survivors are known."""
    libc().prctl(15, bait["name"].encode())


def modules_of_adrs():
    """Loaded modules of the platform, by name."""
    return {name: module for name, module in list(sys.modules.items()) if name.startswith("adrs.")}
