"""Watches one candidate process from outside: deadlines, what it prints, how it ends."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.problem import Limits
from adrs.sandbox.job import READY, TAIL_BYTES, Result
from adrs.sandbox.tree import Gauge, Use

_CHUNK_BYTES = 64 * 1024
_SHORTEST_WAIT_S = 0.002
_LOOK_EVERY_S = 0.02
_ASLEEP_S = 1.0  # later than this, the watcher itself was stopped
_N_CPUS = os.cpu_count() or 1


class Tail:
    """The end of a stream, in memory that is allocated once and wiped between candidates.

    Wiping matters: the next candidate is a fork of the process that holds this.
    """

    def __init__(self, *, skip: int) -> None:
        self._chunk = memoryview(bytearray(_CHUNK_BYTES))
        self._kept = memoryview(bytearray(TAIL_BYTES))
        self._head = memoryview(bytearray(skip))
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        for part in (self._chunk, self._kept, self._head):
            part[:] = bytes(len(part))
        self._n_kept = self._n_head = 0

    @property
    def head(self) -> bytes:
        """The first bytes, which are not part of the stream."""
        return bytes(self._head[: self._n_head])

    @property
    def text(self) -> memoryview:
        """The last bytes."""
        return self._kept[: self._n_kept]

    def fill(self, fd: int) -> bool:
        """Read what is there; false at the end of the stream."""
        n = os.readv(fd, [self._chunk])
        start = min(n, len(self._head) - self._n_head)
        self._head[self._n_head : self._n_head + start] = self._chunk[:start]
        self._n_head += start
        self._keep(self._chunk[start:n])
        return n > 0

    def _keep(self, new: memoryview) -> None:
        new = new[-TAIL_BYTES:] if len(new) else new
        stay = min(self._n_kept, TAIL_BYTES - len(new))
        self._kept[:stay] = self._kept[self._n_kept - stay : self._n_kept]
        self._kept[stay : stay + len(new)] = new
        self._n_kept = stay + len(new)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a process ended: exit code or minus signal, who stopped it, and what it used."""

    status: int
    stopped: str
    cpu_s: float
    wall_s: float
    peak_bytes: int

    def result(self, job_id: int, tail: Tail) -> Result:
        """The result of a job, without what was printed: that stays in ``tail``.

        A process says that it is ready before the candidate's first line runs; one that dies earlier
        was not the candidate's doing.
        """
        head = tail.head
        ready = head[:1] == b"R" and len(head) == READY.size
        said = (head + bytes(tail.text))[1:].decode("utf-8", "replace")
        broken = "" if ready or self.stopped else said or "the process died before the program started"
        setup_s = READY.unpack(head)[1] if ready else 0.0
        return Result(
            id=job_id,
            status=self.status,
            stopped=self.stopped,
            broken=broken,
            cpu_s=max(self.cpu_s - setup_s, 0.0),
            wall_s=self.wall_s,
            peak_bytes=self.peak_bytes,
        )


def watch(
    pid: int, limits: Limits, *, tail: Tail, printed: int, control: int, gauges: Sequence[Gauge] = ()
) -> Ending:
    """Wait for a process to end, or end it at a deadline or when the driver stirs.

    Args:
        pid: A child of this process.
        limits: Its CPU and wall-clock seconds, and its memory and files where a gauge tells of them.
        tail: Takes what it prints.
        printed: Read end of its output pipe.
        control: Socket of the driver: a message means that it lost interest, the end that it is gone.
        gauges: Tell what the process and all below it use.
    """
    started = time.monotonic()
    process = os.pidfd_open(pid)
    meter = _Meter(pid, limits, gauges)
    try:
        stopped = _wait(process, limits, meter, tail, printed, control)
        meter.look()
    finally:
        os.close(process)
    if stopped:
        os.kill(pid, signal.SIGKILL)
    _, raw, usage = os.wait4(pid, 0)
    wall_s = time.monotonic() - started
    cpu_s = max(usage.ru_utime + usage.ru_stime, meter.most.cpu_s)
    peak_bytes = max(usage.ru_maxrss * 1024, meter.most.memory_bytes)
    return Ending(os.waitstatus_to_exitcode(raw), stopped, cpu_s, wall_s, peak_bytes)


class _Meter:
    """What a process has used so far, with everything that gauges tell of."""

    def __init__(self, pid: int, limits: Limits, gauges: Sequence[Gauge]) -> None:
        self._pid = pid
        self._limits = limits
        self._gauges = gauges
        self.period_s = _LOOK_EVERY_S if gauges else float("inf")
        """How often it wants to look, in seconds."""
        self.most = Use()

    def look(self) -> Use:
        """The use now; the largest of all looks is kept."""
        self.most = self.most.most(Use(cpu_seconds(self._pid)))
        for gauge in self._gauges:
            self.most = self.most.most(gauge())
        return self.most

    def overdrawn(self) -> str:
        """Which limit is past: ``"cpu"``, ``"memory"``, ``"files"``, or none."""
        use = self.look()
        if use.cpu_s >= self._limits.cpu_s:
            return "cpu"
        if use.memory_bytes > self._limits.memory_bytes:
            return "memory"
        return "files" if use.file_bytes > self._limits.file_bytes else ""


def _wait(process: int, limits: Limits, meter: _Meter, tail: Tail, printed: int, control: int) -> str:
    poll = select.poll()
    for fd in (process, printed, control):
        poll.register(fd, select.POLLIN)
    deadline = time.monotonic() + limits.wall_s
    while True:
        wall_left = deadline - time.monotonic()
        if wall_left <= 0:
            return "wall"
        if stopped := meter.overdrawn():
            return stopped
        patience = min(_patience(wall_left, limits.cpu_s - meter.most.cpu_s), meter.period_s)
        asked = time.monotonic()
        ready = {fd for fd, _ in poll.poll(1000 * patience)}
        late_s = time.monotonic() - asked - patience
        if late_s > _ASLEEP_S:
            deadline += late_s  # a machine that stood still is not the candidate's doing
        if control in ready:
            return "cancelled"
        if printed in ready:
            if not tail.fill(printed):
                poll.unregister(printed)
        elif process in ready:  # and nothing is left to read
            return ""


def _patience(wall_left: float, cpu_left: float) -> float:
    """Seconds until a deadline could be met: threads use CPU seconds faster than the clock."""
    return max(min(wall_left, cpu_left / _N_CPUS), _SHORTEST_WAIT_S)


def cpu_seconds(pid: int) -> float:
    """CPU time of a live process, all its threads."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3)
    except OSError:
        return 0.0
