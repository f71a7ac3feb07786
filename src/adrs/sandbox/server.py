"""The process that candidates are forked from: everything imported, walls raised, one job at a time.

It is started by exec with an empty environment and holds nothing worth stealing: program and inputs pass
through it as descriptors that only the candidate's own process reads, and the answer goes back the same way.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
import threading
from typing import Any

from adrs.core.harness import Harness
from adrs.sandbox import candidate, child, job, kernel, layers, namespaces, seccomp, syscalls, view, watch

_THREAD_STACK_BYTES = 1024**2
# Python rewrites bytecode as it warms up; after this many runs it is done, and children share its pages.
_REHEARSALS = 16
_REHEARSAL_BYTES = 64 * 1024


def main(config: dict[str, Any]) -> None:
    """Serve jobs from the socket ``config["fd"]`` until its other end closes.

    Args:
        config: ``fd``; ``harness`` and ``preload``: modules to import; ``unsafe``: go on without walls.
    """
    control = socket.socket(fileno=config["fd"])
    os.environ.clear()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        harness = _import(config["harness"], config["preload"])
        world = layers.enter(_hidden(config["harness"]), unsafe=config["unsafe"])
        server = Server(control, world, harness)
        server.rehearse()
    except BaseException as error:
        control.send(job.hello({"error": f"{type(error).__name__}: {error}"}))
        return
    control.send(job.hello({"layers": world.describe()}))
    server.serve()


class Server:
    """Runs jobs one after another, each in a fork of this process."""

    def __init__(self, control: socket.socket, world: layers.World, harness: Harness) -> None:
        self._control = control
        self._world = world
        self._harness = harness
        self._tail = watch.Tail(skip=job.READY.size)
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
        while True:
            data, fds, _, _ = socket.recv_fds(self._control, job.MESSAGE_BYTES, 2)
            if not data:
                return
            if len(fds) == 2:  # anything else cancels a job that has ended by itself
                self._answer(job.Job.unpack(data), *fds)

    def rehearse(self) -> None:
        """Do now what would otherwise be done again, and copied, in every child."""
        architecture = syscalls.current()
        if self._world.namespaces and architecture is not None:
            for may_fork in (False, True):
                seccomp.build(architecture, pid=1, may_fork=may_fork)  # cached; every child is process 1
        home = self._leftovers.create_scratch() if self._leftovers else view.SCRATCH
        if self._leftovers is None:
            view.mount_scratch(_REHEARSAL_BYTES)
        for _ in range(_REHEARSALS):
            candidate.rehearse(home)
        if self._leftovers:
            self._leftovers.clear(home)
        else:
            kernel.detach(home)

    def _answer(self, task: job.Job, payload: int, answer: int) -> None:
        self._tail.clear()
        try:
            result = self._run(task, payload, answer)
        except OSError as error:
            result = job.Result(id=task.id, broken=str(error))
        try:
            self._control.sendmsg([result.header(), self._tail.text])
        except (BrokenPipeError, ConnectionResetError):
            return

    def _run(self, task: job.Job, payload: int, answer: int) -> job.Result:
        home = self._leftovers.create_scratch() if self._leftovers else view.SCRATCH
        printed, their_end = os.pipe()
        try:
            pid = self._fork(task, payload, answer, their_end, home)
            for fd in (payload, answer, their_end):
                os.close(fd)
            ending = watch.watch(
                pid, task.limits, tail=self._tail, printed=printed, control=self._control.fileno()
            )
            return ending.result(task.id, self._tail)
        finally:
            os.close(printed)
            if self._leftovers:
                self._leftovers.clear(home)

    def _fork(self, task: job.Job, payload: int, answer: int, printed: int, home: str) -> int:
        if self._self is not None:
            namespaces.new_process_space(self._self)
        pid = os.fork()
        if pid == 0:
            child.main(
                task, self._world, self._harness, payload=payload, answer=answer, printed=printed, home=home
            )
        return pid


def _import(harness: str, preload: list[str]) -> Harness:
    threading.stack_size(_THREAD_STACK_BYTES)
    for name in preload:
        importlib.import_module(name)
    module: Any = importlib.import_module(harness)
    for name in getattr(module, "PRELOAD", ()):
        importlib.import_module(name)
    candidate.warm_up()
    return module  # type: ignore[no-any-return]


def _hidden(harness: str) -> list[str]:
    """The folders of this package and of the harness's: they hold judges, seeds and test data."""
    folders = []
    for name in {"adrs", harness.partition(".")[0]}:
        folders += [os.path.realpath(p) for p in getattr(sys.modules.get(name), "__path__", ())]
    return folders
