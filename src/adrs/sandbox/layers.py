"""Which walls this machine offers, found out once when a server starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adrs.sandbox import cgroups, kernel, landlock, namespaces, rlimits, seccomp, syscalls, view
from adrs.sandbox.job import TooLittleIsolation
from adrs.sandbox.tree import Tree


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
        listable: ``O_PATH`` descriptors whose names alone it lets them read.
        importable: Their module search path behind the scratch directory.
        mapped_bytes: Address space of the server before the first candidate.
        tasks_before: What the kernel's limit on processes counts before the first candidate.
        programs: Whether candidates that may start processes may execute programs in them.
        leaf: The cgroup of candidates that may start processes.
        tree: Tells what these use, where there is no cgroup.
    """

    namespaces: bool
    landlock: int
    seccomp: bool
    own_user: bool
    refused: dict[str, str]
    readable: tuple[int, ...] = ()
    listable: tuple[int, ...] = ()
    importable: tuple[str, ...] = ()
    mapped_bytes: int = 0
    tasks_before: int | None = None
    programs: bool = False
    leaf: cgroups.Leaf | None = None
    tree: Tree | None = None

    def describe(self) -> dict[str, bool | str]:
        """The layers, for people and journals."""
        return {
            "namespaces": self.namespaces,
            "filesystem_view": self.namespaces,
            "landlock": f"version {self.landlock}" if self.landlock else False,
            "seccomp": self.seccomp,
            "own_user": self.own_user,
            "rlimits": True,
            "cgroup": self.leaf is not None,
            "process_tree": self.tree is not None,
            **{f"no_{name}": reason for name, reason in self.refused.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a server's driver wants of its walls.

    Args:
        hidden: Directories that candidates must not see.
        unsafe: Go on with less than the least.
        programs: Whether candidates that may start processes shall be able to execute programs in them.
        contained: Whether something around the server keeps files and network away already.
        cgroup: Folder of a cgroup for candidates; empty without.
        no_cgroup: Why there is none.
    """

    hidden: tuple[str, ...] = ()
    unsafe: bool = False
    programs: bool = False
    contained: bool = False
    cgroup: str = ""
    no_cgroup: str = "it was not looked for"


def enter(wishes: Wishes) -> World:
    """Raise every wall that this machine offers around this process; it may come back as a fork of it.

    Raises:
        TooLittleIsolation: There is less than the least (see :func:`_require_enough`).
    """
    shown = view.visible(sys.path, programs=wishes.programs)
    mapped = rlimits.mapped_bytes()
    version = landlock.abi()

    def move() -> None:
        namespaces.enter(lambda: view.build(shown, wishes.hidden, programs=wishes.programs))

    refused = {
        "namespaces": _trial(lambda: _rehearse(move)),
        "landlock": _trial(lambda: _try_landlock(version)),
        "seccomp": _trial(_try_filter),
    }
    _require_enough(refused, wishes)
    leaf, refused["cgroup"] = _leaf(wishes)
    proc, outside = os.open("/proc", os.O_PATH | os.O_DIRECTORY), os.getpid()
    importable = tuple(view.importable(sys.path))
    apart = not refused["namespaces"]
    if apart:
        move()
        importable = tuple(p for p in importable if os.path.isdir(p))
        _become_first_process()
    own_user = apart or _drop_user(shown)
    tree, refused["process_tree"] = _tree(proc, outside, apart)
    # Landlock follows mounts up to the root, so inside the view one rule covers what it shows.
    pieces, opened = (["/"], []) if apart else view.without(shown, wishes.hidden)
    return World(
        namespaces=apart,
        landlock=0 if refused["landlock"] else version,
        seccomp=not refused["seccomp"],
        own_user=own_user,
        refused={name: reason for name, reason in refused.items() if reason},
        readable=tuple(view.open_paths(pieces if apart else [*pieces, *view.devices()])),
        listable=tuple(view.open_paths(opened)),
        importable=importable,
        mapped_bytes=mapped,
        # In a namespace that is this server and the process that waits for it.
        tasks_before=2 if apart else rlimits.user_tasks(),
        programs=wishes.programs,
        leaf=leaf,
        tree=tree,
    )


def _require_enough(refused: Mapping[str, str], wishes: Wishes) -> None:
    """Insist on walls around files, network and other processes.

    Namespaces are that; so are Landlock and a filter together; inside a container, either keeps candidates
    from the server and from each other.

    Raises:
        TooLittleIsolation: There is less, and nobody has asked for it.
    """
    names = ("namespaces", "seccomp") if wishes.contained else ("namespaces", "landlock", "seccomp")
    missing = {name: refused[name] for name in names if refused[name]}
    rest = [name for name in names if name != "namespaces"]
    if wishes.unsafe or "namespaces" not in missing or not any(name in missing for name in rest):
        return
    reasons = "; ".join(f"{name}: {reason}" for name, reason in missing.items())
    raise TooLittleIsolation(
        "this machine offers programs too little isolation: it needs namespaces, or instead of them"
        f" {' and '.join(rest)} ({reasons}); to run them all the same ask for unsafe=True, or --unsafe"
    )


def _leaf(wishes: Wishes) -> tuple[cgroups.Leaf | None, str]:
    if not wishes.cgroup:
        return None, wishes.no_cgroup
    try:
        return cgroups.Leaf(wishes.cgroup), ""
    except OSError as error:
        return None, str(error)


def _tree(proc: int, outside: int, apart: bool) -> tuple[Tree | None, str]:
    """A look at this server's descendants through the ``/proc`` it left behind."""
    try:
        server = Tree(proc, outside).children(outside)[0] if apart else outside
        return Tree(proc, server), ""
    except (OSError, IndexError) as error:
        return None, str(error) or "the server cannot be found in /proc"


def _become_first_process() -> None:
    """Fork into the new process namespace; the old process only waits, and both die together."""
    pid = os.fork()
    if pid:
        kernel.close_from(0)
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


def _try_landlock(version: int) -> None:
    if not version:
        raise OSError("this kernel has no Landlock, or it is switched off")
    landlock.restrict(abi=version, readable=(), writable=())
    _expect_refusal(lambda: os.open("/", os.O_RDONLY), "landlock")


def _try_filter() -> None:
    architecture = syscalls.current()
    if architecture is None:
        raise OSError("unknown processor architecture")
    seccomp.install(seccomp.build(architecture, pid=os.getpid(), may_fork=False))
    os.getppid()
    _expect_refusal(os.fork, "seccomp")


def _expect_refusal(action: Callable[[], int], layer: str) -> None:
    """Fail where a kernel takes the rules and does not keep them, as emulated ones may.

    Raises:
        OSError: The action went through.
    """
    try:
        result = action()
    except PermissionError:
        return
    if layer == "seccomp" and result == 0:
        os._exit(0)  # the fork that should not be
    raise OSError(f"{layer} is accepted by this kernel and not enforced")


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
