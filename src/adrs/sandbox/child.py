"""The forked process of one program on one workload: confine, then run. It never returns."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Mapping
from typing import NoReturn

from adrs.core.harness import Harness
from adrs.sandbox import candidate, job, kernel, landlock, rlimits, seccomp, syscalls, view
from adrs.sandbox.layers import World

_ANSWER_FD = 3
_LAST_FD = 64


def main(
    task: job.Job, world: World, harness: Harness, *, payload: int, answer: int, printed: int, home: str
) -> NoReturn:
    """Confine this process, run the program, leave a frame in ``answer``, and end.

    Args:
        task: What to run.
        world: What confines it.
        harness: Calls the program.
        payload: Descriptor with the program's files and the inputs.
        answer: Descriptor of the file for the frame.
        printed: Write end of the pipe for standard output and error.
        home: Directory for the program's files.
    """
    status = 1
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    try:
        files, inputs = _enter(task, world, payload, home)
        candidate.write_files(files, home)
        _confine(task, world, answer, home)
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


def _enter(task: job.Job, world: World, payload: int, home: str) -> tuple[Mapping[str, str], bytes]:
    os.setsid()
    files, inputs = job.unpack_payload(job.read_all(payload, os.fstat(payload).st_size))
    if world.namespaces:
        kernel.unshare(kernel.CLONE_NEWNS)
        view.mount_scratch(task.limits.file_bytes)
    os.chdir(home)
    return files, inputs


def _confine(task: job.Job, world: World, answer: int, home: str) -> None:
    """Every layer this kernel has, the system-call filter last."""
    tasks = _tasks_before(task, world)
    if world.landlock:
        scratch = view.open_paths([home, "/dev/null"])
        landlock.restrict(abi=world.landlock, readable=world.readable, writable=scratch)
    if world.namespaces or os.geteuid() == 0:
        kernel.drop_capabilities()
    os.dup2(answer, _ANSWER_FD)
    os.closerange(_ANSWER_FD + 1, _LAST_FD)
    sys.path[:] = [home, *world.importable]
    candidate.seed()
    gc.enable()
    rlimits.apply(task.limits, mapped=world.mapped_bytes, processes_before=tasks)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    architecture = syscalls.current()
    if world.seccomp and architecture is not None:
        may_fork = task.limits.processes > 1
        seccomp.install(seccomp.build(architecture, pid=os.getpid(), may_fork=may_fork))


def _tasks_before(task: job.Job, world: World) -> int | None:
    """What the limit on processes counts already: in a namespace only the server and what waits for it."""
    if world.namespaces:
        return 2
    return rlimits.user_tasks() if task.limits.processes > 1 else None


def _give_up(error: BaseException) -> NoReturn:
    try:
        os.write(1, b"E" + f"{type(error).__name__}: {error}".encode()[:500])
    finally:
        os._exit(1)
