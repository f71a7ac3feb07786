"""Which walls this machine offers, found out once when a server starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from adrs.core.errors import SandboxError
from adrs.sandbox import kernel, landlock, namespaces, rlimits, seccomp, syscalls, view


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What confines the candidates of one server.

    Args:
        namespaces: Users, processes, mounts, network, IPC and host name of their own, and the narrow
            view of the file system that mounts allow.
        landlock: Version of the kernel's Landlock; 0 without.
        seccomp: Whether system calls are filtered.
        own_user: Whether candidates run as a user that owns nothing outside.
        refused: Why a layer is missing, by its name.
        readable: ``O_PATH`` descriptors Landlock lets candidates read.
        importable: Their module search path behind the scratch directory.
        mapped_bytes: Address space of the server before the first candidate.
    """

    namespaces: bool
    landlock: int
    seccomp: bool
    own_user: bool
    refused: dict[str, str]
    readable: tuple[int, ...] = ()
    importable: tuple[str, ...] = ()
    mapped_bytes: int = 0

    def describe(self) -> dict[str, bool | str]:
        """The layers, for people and journals."""
        return {
            "namespaces": self.namespaces,
            "filesystem_view": self.namespaces,
            "landlock": f"version {self.landlock}" if self.landlock else False,
            "seccomp": self.seccomp,
            "own_user": self.own_user,
            "rlimits": True,
            **{f"no_{name}": reason for name, reason in self.refused.items()},
        }


def enter(hidden: list[str], *, unsafe: bool) -> World:
    """Raise every wall that this machine offers around this process; it may come back as a fork of it.

    Args:
        hidden: Directories that candidates must not see.
        unsafe: Go on with resource limits alone.

    Raises:
        SandboxError: Neither namespaces nor system-call filters are available.
    """
    refused: dict[str, str] = {}
    shown = view.visible(sys.path)
    mapped = rlimits.mapped_bytes()

    def move() -> None:
        namespaces.enter(lambda: view.build(shown, hidden))

    if problem := _trial(lambda: _rehearse(move)):
        refused["namespaces"] = problem
    if problem := _trial(_try_filter):
        refused["seccomp"] = problem
    if len(refused) == 2 and not unsafe:
        raise SandboxError(
            "this machine offers neither namespaces nor system-call filters "
            f"({refused['namespaces']}; {refused['seccomp']}), so resource limits are all there is; "
            "ask for that with unsafe=True"
        )
    importable = tuple(view.importable(sys.path))
    if "namespaces" not in refused:
        move()
        importable = tuple(p for p in importable if os.path.isdir(p))
        _become_first_process()
        own_user = True
    else:
        own_user = _drop_user(shown)
    return World(
        namespaces="namespaces" not in refused,
        landlock=landlock.abi(),
        seccomp="seccomp" not in refused,
        own_user=own_user,
        refused=refused,
        # Landlock follows mounts up to the root, so inside the view one rule covers what it shows.
        readable=tuple(view.open_paths([*shown, *view.devices()] if "namespaces" in refused else ["/"])),
        importable=importable,
        mapped_bytes=mapped,
    )


def _become_first_process() -> None:
    """Fork into the new process namespace; the old process only waits, and both die together."""
    pid = os.fork()
    if pid:
        os.closerange(0, 64)
        _, status = os.waitpid(pid, 0)
        os._exit(min(status, 1))
    kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)


def _drop_user(shown: tuple[str, ...]) -> bool:
    """As root without namespaces, become a user that owns nothing, if that one can read the libraries."""
    if os.geteuid() != 0:
        return False

    def drop() -> None:
        namespaces.drop_to_unused_user()
        for path in shown:
            os.stat(path)

    if _trial(drop):
        return False
    namespaces.drop_to_unused_user()
    return True


def _rehearse(move: Callable[[], None]) -> None:
    """Everything namespaces must do: entering, a process of one's own, a scratch of one's own."""
    move()

    def first() -> None:
        own = os.pidfd_open(os.getpid())
        for _ in range(2):
            namespaces.new_process_space(own)
            if problem := _trial(second):
                raise OSError(problem)

    def second() -> None:
        kernel.unshare(kernel.CLONE_NEWNS)
        view.mount_scratch(4096)
        kernel.drop_capabilities()

    if problem := _trial(first):
        raise OSError(problem)


def _try_filter() -> None:
    architecture = syscalls.current()
    if architecture is None:
        raise OSError("unknown processor architecture")
    seccomp.install(seccomp.build(architecture, pid=os.getpid(), may_fork=False))
    os.getppid()


def _trial(action: Callable[[], object]) -> str:
    """Why ``action`` fails, tried in a fork; empty when it works."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            action()
            os.write(write_end, b"ok")
        except BaseException as error:
            os.write(write_end, str(error).encode()[:300] or b"failed")
        finally:
            os._exit(0)
    os.close(write_end)
    said = os.read(read_end, 400).decode("utf-8", "replace")
    os.close(read_end)
    os.waitpid(pid, 0)
    return "" if said == "ok" else said or "the trial process died"
