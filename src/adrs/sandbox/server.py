"""The process that candidates are forked from: everything imported, walls raised, one job at a time.

It is started by exec with an empty environment and holds nothing worth stealing: program and inputs pass
through it as descriptors that only the candidate's own process reads, and the answer goes back the same way.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
import threading
from typing import Any

from adrs.core.errors import SandboxError
from adrs.core.harness import Harness
from adrs.sandbox import (
    candidate,
    child,
    control,
    job,
    kernel,
    layers,
    namespaces,
    seccomp,
    syscalls,
    view,
    watch,
)
from adrs.sandbox.tree import Gauge, Use

_THREAD_STACK_BYTES = 1024**2
# Python rewrites bytecode as it warms up; after this many runs it is done, and children share its pages.
_REHEARSALS = 16
_REHEARSAL_BYTES = 64 * 1024


def main(config: dict[str, Any]) -> None:
    """Serve jobs until the driver closes its end of the line.

    Args:
        config: ``harness`` and ``preload``: modules to import; ``unsafe``, ``contained``, ``cgroup`` and
            ``no_cgroup``: see :class:`adrs.sandbox.layers.Wishes`; ``fd``: see
            :func:`adrs.sandbox.control.connect`.
    """
    line = control.connect(config)
    _shed()
    try:
        harness = _import(config["harness"], config["preload"])
        wishes = {name: config[name] for name in ("unsafe", "contained", "cgroup", "no_cgroup")}
        programs = getattr(harness, "PROGRAMS", False)
        hidden = _hidden(config["harness"])
        world = layers.enter(layers.Wishes(hidden=hidden, programs=programs, **wishes))
        server = Server(line, world, harness)
        server.rehearse()
    except BaseException as error:
        weak = isinstance(error, job.TooLittleIsolation)
        line.greet({"error": str(error) if weak else f"{type(error).__name__}: {error}", "weak": weak})
        return
    line.greet({"layers": world.describe()})
    server.serve()


class Server:
    """Runs jobs one after another, each in a fork of this process."""

    def __init__(self, line: control.Control, world: layers.World, harness: Harness) -> None:
        self._line = line
        self._world = world
        self._harness = harness
        self._tail = watch.Tail(skip=job.READY.size)
        _require_process_descriptors()
        self._self = os.pidfd_open(os.getpid()) if world.namespaces else None
        self._leftovers: Any = None
        if not world.namespaces:
            kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
            self._leftovers = importlib.import_module("adrs.sandbox.leftovers")

    def serve(self) -> None:
        """Answer every job until the driver is gone."""
        gc.collect()
        gc.freeze()
        gc.disable()  # collecting would copy the pages that forks share
        while request := self._line.receive():
            self._tail.clear()
            try:
                result = self._run(request)
            except OSError as error:
                result = job.Result(id=request.task.id, broken=str(error))
            try:
                self._line.reply(request, result, self._tail.text)
            except (BrokenPipeError, ConnectionResetError):
                return

    def rehearse(self) -> None:
        """Do now what would otherwise be done again, and copied, in every child."""
        architecture = syscalls.current()
        if self._world.namespaces and architecture is not None:
            for may_fork in (False, True):  # cached; every child is process 1
                programs = may_fork and self._world.programs
                seccomp.build(architecture, pid=1, may_fork=may_fork, programs=programs)
        home = self._leftovers.create_scratch() if self._leftovers else view.SCRATCH
        if self._leftovers is None:
            view.mount_scratch(_REHEARSAL_BYTES)
        for _ in range(_REHEARSALS):
            candidate.rehearse(home)
        if self._leftovers:
            self._leftovers.clear(home)
        else:
            kernel.detach(home)

    def _run(self, request: control.Request) -> job.Result:
        leaf = self._world.leaf if request.task.limits.processes > 1 else None
        if leaf is not None:
            leaf.prepare(request.task.limits)
        home = self._leftovers.create_scratch() if self._leftovers else view.SCRATCH
        printed, their_end = os.pipe()
        try:
            pid = self._fork(request, their_end, home)
            os.close(their_end)
            ending = watch.watch(
                pid,
                request.task.limits,
                tail=self._tail,
                printed=printed,
                control=self._line.fileno(),
                gauges=self._gauges(request.task, home),
            )
            if leaf is not None:
                ending = leaf.settle(ending)
            return ending.result(request.task.id, self._tail)
        finally:
            os.close(printed)
            if self._leftovers:
                self._leftovers.clear(home)

    def _gauges(self, task: job.Job, home: str) -> list[Gauge]:
        """What has to be looked at from outside, because no limit of the kernel's covers it."""
        gauges: list[Gauge] = []
        if task.limits.processes > 1 and (together := self._world.leaf or self._world.tree):
            gauges.append(together)
        if self._leftovers:
            gauges.append(lambda: Use(file_bytes=self._leftovers.held_bytes(home)))
        return gauges

    def _fork(self, request: control.Request, printed: int, home: str) -> int:
        if self._self is not None:
            namespaces.new_process_space(self._self)
        pid = os.fork()
        if pid == 0:
            child.main(request, self._world, self._harness, printed=printed, home=home)
        return pid


def _require_process_descriptors() -> None:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        text = f"this kernel refuses pidfd_open, which Linux has since 5.3: {error.strerror}"
        raise SandboxError(text) from None


def _shed() -> None:
    """Let go of what a driver has left in this process, and stand first in line when memory runs out."""
    os.environ.clear()
    sys.argv[:] = sys.orig_argv[:] = [""]  # they name the driver's folders
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _import(harness: str, preload: list[str]) -> Harness:
    threading.stack_size(_THREAD_STACK_BYTES)
    for name in preload:
        importlib.import_module(name)
    module: Any = importlib.import_module(harness)
    for name in getattr(module, "PRELOAD", ()):
        importlib.import_module(name)
    candidate.warm_up()
    return module  # type: ignore[no-any-return]


def _hidden(harness: str) -> tuple[str, ...]:
    """The folders of this package and of the harness's: they hold judges, seeds and test data."""
    folders = []
    for name in {"adrs", harness.partition(".")[0]}:
        folders += [os.path.realpath(p) for p in getattr(sys.modules.get(name), "__path__", ())]
    return tuple(folders)
