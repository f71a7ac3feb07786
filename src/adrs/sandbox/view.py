"""What a candidate can see of the file system: the interpreter's libraries, a few devices, its scratch.

Read-only, without the source tree of this package, so that neither a problem's test data nor its judge can
be found. Harness and preloaded modules are in memory before the view closes.
"""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from adrs.sandbox import kernel

SCRATCH = "/candidate"
_HABIT = "/tmp"  # leads to the scratch, unless libraries are installed below it
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
_FILES = ("/etc/ld.so.cache", "/etc/localtime")
PROGRAMS = ("/bin", "/usr/bin", "/usr/local/bin", "/usr/libexec", "/usr/include", "/etc/alternatives")
"""Where programs lie, and what compilers read, for candidates that may execute any."""
_SHARED_MEMORY = "/dev/shm"
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_STAGES = ("/tmp", "/mnt", "/run", "/var/tmp", "/dev/shm")


def visible(search_path: Iterable[str], *, programs: bool = False) -> tuple[str, ...]:
    """Directories and files a candidate may read, outermost only, as real paths.

    Of ``search_path`` only the standard library and installed packages count: a source tree on it may hold
    anything. With ``programs``, the interpreter and the system's programs are among them.
    """
    library = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), *importable(search_path)]
    shared = [os.path.join(sys.base_prefix, "lib")] if sys.base_prefix != "/usr" else []
    more = [sys.executable, *PROGRAMS] if programs else []
    found = {os.path.realpath(p) for p in [*_SYSTEM, *_FILES, *library, *shared, *more] if os.path.exists(p)}
    return tuple(sorted(p for p in found if not any(_inside(p, other) for other in found)))


def importable(search_path: Iterable[str]) -> list[str]:
    """The entries of ``search_path`` that stay visible, so that late imports work."""
    return [p for p in search_path if _is_library(p)]


def without(shown: Sequence[str], hidden: Sequence[str]) -> tuple[list[str], list[str]]:
    """``shown`` in pieces that leave ``hidden`` out, and the directories that had to be taken apart.

    Landlock grants whole trees: a hidden one is left out by granting its neighbours, all the way up.
    """
    pieces: list[str] = []
    opened: list[str] = []
    waiting = list(shown)
    while waiting:
        path = waiting.pop()
        if path in hidden:
            continue
        if any(_inside(h, path) for h in hidden):
            opened.append(path)
            waiting += [os.path.join(path, name) for name in os.listdir(path)]
        else:
            pieces.append(path)
    return pieces, opened


def build(shown: Sequence[str], hidden: Sequence[str], *, programs: bool = False) -> None:
    """Replace the root by ``shown``, some devices and an empty scratch; all read-only.

    Args:
        shown: What :func:`visible` gave.
        hidden: Directories to cover with emptiness where they lie inside ``shown``.
        programs: Whether programs shall find each other and their shared memory, which is the scratch.

    Raises:
        OSError: The kernel refuses.
    """
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    stage = _stage([*shown, *_DEVICES])
    kernel.mount("tmpfs", stage, "tmpfs", kernel.MS_NOSUID, "size=1m,mode=755")
    for path in (*shown, *(d for d in _DEVICES if os.path.exists(d))):
        _bind(path, stage + path)
    _link_system_directories(stage)
    if programs:
        os.symlink(SCRATCH, stage + _SHARED_MEMORY)
    for path in hidden:
        if any(_inside(path, top) for top in shown):
            kernel.mount("tmpfs", stage + path, "tmpfs", kernel.MS_NOSUID, "size=4k,mode=755")
    os.mkdir(stage + SCRATCH)
    if not os.path.lexists(stage + _HABIT):
        os.symlink(SCRATCH, stage + _HABIT)
    os.chdir(stage)
    kernel.pivot_root_here()
    kernel.make_readonly("/")


def mount_scratch(size_bytes: int) -> None:
    """A fresh, private, empty scratch for the calling process's mount namespace.

    Raises:
        OSError: The kernel refuses.
    """
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("tmpfs", SCRATCH, "tmpfs", flags, f"size={max(size_bytes, 4096)},nr_inodes=1024,mode=700")


def open_paths(paths: Iterable[str]) -> list[int]:
    """``O_PATH`` descriptors of those that exist."""
    return [os.open(p, os.O_PATH | os.O_CLOEXEC) for p in paths if os.path.exists(p)]


def devices() -> tuple[str, ...]:
    """Devices a candidate may open."""
    return tuple(d for d in _DEVICES if os.path.exists(d))


def _is_library(path: str) -> bool:
    if Path(path).name in ("site-packages", "dist-packages"):
        return os.path.isdir(path)
    home, real = os.path.realpath(sysconfig.get_path("stdlib")), os.path.realpath(path)
    return os.path.isdir(path) and (real == home or _inside(real, home))


def _inside(path: str, top: str) -> bool:
    return path != top and path.startswith(top.rstrip("/") + "/")


def _stage(sources: Sequence[str]) -> str:
    for stage in _STAGES:
        if os.path.isdir(stage) and not any(_inside(s, stage) for s in sources):
            return stage
    raise OSError("no directory to build the view on")


def _bind(source: str, target: str) -> None:
    if stat.S_ISDIR(os.stat(source).st_mode):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).touch()
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)


def _link_system_directories(stage: str) -> None:
    """``/lib -> usr/lib`` and the like, where this system merges them."""
    for path in ("/lib", "/lib64", "/bin"):
        if os.path.islink(path) and not os.path.lexists(stage + path):
            os.symlink(os.readlink(path), stage + path)
