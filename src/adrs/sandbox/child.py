"""The forked process of one program on one workload: confine, then run. It never returns."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import NoReturn

from adrs.core.harness import Harness
from adrs.sandbox import candidate, job, kernel, landlock, rlimits, seccomp, syscalls, view
from adrs.sandbox.control import Request
from adrs.sandbox.layers import World

_ANSWER_FD = 3
_ROOM_FOR_OTHERS = 1024


def main(request: Request, world: World, harness: Harness, *, printed: int, home: str) -> NoReturn:
    """Confine this process, run the program, leave a frame in the file for the answer, and end.

    Args:
        request: What to run; its descriptors are open.
        world: What confines it.
        harness: Calls the program.
        printed: Write end of the pipe for standard output and error.
        home: Directory for the program's files.
    """
    status = 1
    task = request.task
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    try:
        files, inputs = _enter(request, world, home)
        candidate.write_files(files, home)
        _confine(task, world, request.answer, home)
        os.write(1, job.READY.pack(b"R", time.process_time()))
    except BaseException as error:
        _give_up(error)
    try:
        frame = candidate.answer(harness, candidate.loader(home, task.main), inputs, task.limits)
        candidate.flush()
        job.write_all(_ANSWER_FD, frame)
        status = 0
    finally:
        os._exit(status)


def _enter(request: Request, world: World, home: str) -> tuple[Mapping[str, str], bytes]:
    os.setsid()
    limits = request.task.limits
    if not world.namespaces:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # there, this process dies with its space
    if world.leaf is not None and limits.processes > 1:
        world.leaf.join()
    files, inputs = job.unpack_payload(job.read_all(request.payload, os.fstat(request.payload).st_size))
    if world.namespaces:
        kernel.unshare(kernel.CLONE_NEWNS)
        view.mount_scratch(limits.file_bytes)
    os.chdir(home)
    return files, inputs


def _confine(task: job.Job, world: World, answer: int, home: str) -> None:
    """Every layer this kernel has, the system-call filter last."""
    tasks = _tasks_before(task, world)
    programs = world.programs and task.limits.processes > 1
    architecture = syscalls.current()
    if world.landlock:
        scratch = view.open_paths([home, "/dev/null"])
        landlock.restrict(
            abi=world.landlock,
            readable=world.readable,
            listable=world.listable,
            writable=scratch,
            programs=programs,
        )
    if world.namespaces or os.geteuid() == 0:
        kernel.drop_capabilities()
    _take_descriptors(answer)
    sys.path[:] = [home, *world.importable]
    candidate.seed()
    gc.enable()
    rlimits.apply(task.limits, mapped=world.mapped_bytes, processes_before=tasks)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    if world.seccomp and architecture is not None:
        seccomp.install(
            seccomp.build(
                architecture,
                pid=os.getpid(),
                may_fork=task.limits.processes > 1,
                own_files=world.namespaces,
                programs=programs,
            )
        )


def _take_descriptors(answer: int) -> None:
    """Keep the output and the answer's file; standard input is opened anew, for its flags would be shared."""
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(answer, _ANSWER_FD)
    kernel.close_from(_ANSWER_FD + 1)


def _tasks_before(task: job.Job, world: World) -> int | None:
    """What the limit on processes counts already.

    Shared with the user's other programs, the count changes: it is taken anew where it has to be exact, and
    where only threads are at stake there is room for them.
    """
    if world.namespaces or world.tasks_before is None:
        return world.tasks_before
    if task.limits.processes > 1:
        return rlimits.user_tasks()
    return world.tasks_before + _ROOM_FOR_OTHERS


def _give_up(error: BaseException) -> NoReturn:
    try:
        os.write(1, b"E" + f"{type(error).__name__}: {error}".encode()[:500])
    finally:
        os._exit(1)
