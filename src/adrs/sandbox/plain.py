"""The weakest sandbox, for systems without forking servers: a fresh interpreter, resource limits, no walls.

It finds out what a program does; it does not keep a hostile one from reading files or opening sockets.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence

from adrs.core.errors import SandboxError, UsageError
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.workload import Workload
from adrs.sandbox import job, outcomes, watch

_BOOTSTRAP = (
    "import sys, json; config = json.loads(sys.argv[1]); sys.path[:] = config['path'];"
    "from adrs.sandbox.plain_child import main; main(config)"
)
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
_TICK_S = 0.02
_LAST_READS = 16
_START_ALLOWANCE_S = 30.0  # an interpreter and numpy, on a busy machine: not the candidate's time


class PlainSandbox:
    """Runs each program and workload in a fresh interpreter under resource limits only.

    Args:
        harness: Dotted name of the module that calls the program.
        preload: Modules imported before the program's time counts.
        slots: Processes at a time.

    Raises:
        UsageError: There is not at least one slot.
    """

    def __init__(self, harness: str, *, preload: Sequence[str] = ("numpy",), slots: int = 1) -> None:
        if slots < 1:
            raise UsageError(f"a sandbox with {slots} slots can run nothing; give at least 1")
        self._harness = harness
        self._preload = tuple(preload)
        self._slots = slots
        self._turns = threading.BoundedSemaphore(slots)
        self._closing = threading.Event()

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        """One ``Completed`` per workload, in order; each in a fresh process.

        Raises:
            SandboxError: A process cannot be started, or the sandbox is closed.
        """
        done: list[Completed] = []
        for workload in workloads:
            stop = threading.Event()
            work = asyncio.create_task(asyncio.to_thread(self._one, program, workload, limits, stop))
            try:
                done.append(await asyncio.shield(work))
            except asyncio.CancelledError:
                stop.set()
                await asyncio.wait([work])
                work.exception()  # seen: the caller has gone
                raise
        return done

    def describe(self) -> dict[str, bool | str]:
        """The layers in force: resource limits."""
        return {"kind": "plain processes", "rlimits": True}

    async def aclose(self) -> None:
        """End every process it started. Idempotent."""
        self._closing.set()
        await asyncio.to_thread(self._drain)

    def _drain(self) -> None:
        for _ in range(self._slots):
            self._turns.acquire()
        self._turns.release(self._slots)

    def _one(self, program: Program, workload: Workload, limits: Limits, stop: threading.Event) -> Completed:
        with self._turns:
            if self._closing.is_set():
                raise SandboxError("the sandbox is closed")
            folder = os.path.realpath(tempfile.mkdtemp(prefix="adrs-"))
            try:
                return self._in_folder(folder, program, workload, limits, stop)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _in_folder(
        self, folder: str, program: Program, workload: Workload, limits: Limits, stop: threading.Event
    ) -> Completed:
        home, letter, answer = (os.path.join(folder, name) for name in ("home", "letter", "answer"))
        os.mkdir(home)
        with open(letter, "wb") as file:
            file.writelines(job.pack_payload(job.pack_files(program), workload.encoded))
        process = self._start(home, letter, answer, job.Job(0, program.main, limits))
        tail = watch.Tail(skip=job.READY.size)
        ending = _watch(process, limits, tail, lambda: stop.is_set() or self._closing.is_set())
        if ending.stopped == "cancelled":
            raise SandboxError("the sandbox was closed during the run")
        result = ending.result(0, tail)
        if result.broken:
            raise SandboxError(f"a candidate's process could not be started: {result.broken}")
        return outcomes.completed(workload.id, result.with_output(tail.text), _left(answer, limits), limits)

    def _start(self, home: str, letter: str, answer: str, task: job.Job) -> subprocess.Popen[bytes]:
        config = {
            "path": [os.path.abspath(p) for p in sys.path],
            "harness": self._harness,
            "preload": self._preload,
            "task": task.pack().decode(),
            "home": home,
            "letter": letter,
            "answer": answer,
        }
        return subprocess.Popen(
            [sys.executable, "-B", "-s", "-P", "-S", "-c", _BOOTSTRAP, json.dumps(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_ENVIRONMENT,
            start_new_session=True,
        )


def _watch(
    process: subprocess.Popen[bytes], limits: Limits, tail: watch.Tail, cancelled: Callable[[], bool]
) -> watch.Ending:
    """Wait for a process to end, or end it; there is no descriptor to wait on everywhere, so by ticks."""
    assert process.stdout is not None
    started = time.monotonic()
    stopped = ""
    with process.stdout as stream:
        clock = _Clock(process.pid, limits, tail)
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            _listen(stream.fileno(), tail)
            if stopped := "cancelled" if cancelled() else clock.overdue():
                _kill_group(process.pid)
                ended = os.wait4(process.pid, 0)
                break
        _kill_group(process.pid)  # what it started and left behind
        for _ in range(_LAST_READS):
            if not _listen(stream.fileno(), tail, wait_s=0.0):
                break
    _, raw, usage = ended
    process.returncode = os.waitstatus_to_exitcode(raw)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if process.returncode == -signal.SIGKILL and _inherited(usage.ru_maxrss):
        peak = 0  # nothing is known of it, and it must not look like the reason
    cpu_s, wall_s = usage.ru_utime + usage.ru_stime, time.monotonic() - started
    return watch.Ending(process.returncode, stopped, cpu_s, wall_s, peak)


def _inherited(maxrss: int) -> bool:
    """Whether a child's peak memory may be ours: Linux counts what a process was before its exec."""
    return maxrss <= resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class _Clock:
    """Deadlines of a process, which count from when it says that it is ready."""

    def __init__(self, pid: int, limits: Limits, tail: watch.Tail) -> None:
        self._pid = pid
        self._limits = limits
        self._tail = tail
        self._deadline = time.monotonic() + limits.wall_s + _START_ALLOWANCE_S
        self._setup_s: float | None = None

    def overdue(self) -> str:
        """Which limit is past: ``"cpu"``, ``"wall"``, or none."""
        if self._setup_s is None and len(self._tail.head) == job.READY.size:
            self._setup_s = job.READY.unpack(self._tail.head)[1]
            self._deadline = time.monotonic() + self._limits.wall_s
        if time.monotonic() > self._deadline:
            return "wall"
        used = watch.cpu_seconds(self._pid) - (self._setup_s or 0.0)
        return "cpu" if self._setup_s is not None and used > self._limits.cpu_s else ""


def _listen(fd: int, tail: watch.Tail, *, wait_s: float = _TICK_S) -> bool:
    """Read what was printed, after waiting for it a little; false when there was nothing."""
    if not select.select([fd], [], [], wait_s)[0]:
        return False
    if not tail.fill(fd):
        time.sleep(wait_s)  # the stream has ended, the process has not: do not spin
        return False
    return True


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        return


def _left(path: str, limits: Limits) -> bytes | None:
    """The frame in a file that the candidate may have replaced by anything."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return outcomes.left(fd, limits) if stat.S_ISREG(os.fstat(fd).st_mode) else b""
    finally:
        os.close(fd)
