"""From how a process ended and what it left behind to a :class:`Completed`."""

from __future__ import annotations

import os
import signal

from adrs.core.problem import Limits
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome, Usage
from adrs.sandbox import frames, job, report
from adrs.sandbox.job import Result


def completed(workload: str, result: Result, left: bytes | None, limits: Limits) -> Completed:
    """What became of a program on one workload.

    Args:
        workload: The workload's id.
        result: How its process ended.
        left: Everything it wrote for us, untrusted; ``None`` when that is longer than any answer may be.
        limits: What it was allowed.
    """
    said = _judge(result, left, limits)
    return Completed(
        workload=workload,
        outcome=said.outcome,
        answer=said.answer,
        reason=said.reason,
        stdout=frames.printable(result.printed.decode("utf-8", "replace")),
        usage=Usage(cpu_s=result.cpu_s, wall_s=result.wall_s, peak_memory_bytes=result.peak_bytes),
    )


def left(fd: int, limits: Limits) -> bytes | None:
    """What a candidate left in a file; ``None`` when that is longer than any answer may be."""
    size = os.fstat(fd).st_size
    if size > frames.longest(limits.output_bytes):
        return None
    return job.read_all(fd, size)


def _judge(result: Result, left: bytes | None, limits: Limits) -> frames.Message:
    # The measured time decides before anything the candidate says.
    if result.stopped == "cpu" or result.cpu_s > limits.cpu_s or result.status == -signal.SIGXCPU:
        return _timed_out(f"the program used more than {limits.cpu_s:g} s of CPU time")
    if result.stopped == "memory":
        used = f"the program's processes used {result.peak_bytes} bytes together"
        text = f"{used}; the limit is {limits.memory_bytes}"
        return frames.Message(Outcome.OUT_OF_MEMORY, reason=text)
    if result.stopped == "files":
        text = f"the program's files took more than {limits.file_bytes} bytes together, or were too many"
        return frames.Message(Outcome.CRASHED, reason=text)
    if result.stopped:
        idle = f"(it used {result.cpu_s:.2g} s of CPU time)"
        return _timed_out(f"the program did not finish within {limits.wall_s:g} s {idle}")
    if result.status != 0:
        return _died(result, limits)
    if left is None:
        return frames.Message(
            Outcome.INVALID, reason=f"the answer is longer than {limits.output_bytes} bytes"
        )
    if not left:
        return frames.Message(Outcome.CRASHED, reason=report.exit_status(result.status))
    try:
        return frames.read(left, max_bytes=limits.output_bytes)
    except frames.FrameError as error:
        text = f"what the program left is no answer ({error}): it closed or wrote to a descriptor not its own"
        return frames.Message(Outcome.INVALID, reason=text)


def _died(result: Result, limits: Limits) -> frames.Message:
    if result.status == -signal.SIGKILL and result.peak_bytes > limits.memory_bytes // 2:
        text = f"the program was killed using {result.peak_bytes} bytes; the limit is {limits.memory_bytes}"
        return frames.Message(Outcome.OUT_OF_MEMORY, reason=text)
    return frames.Message(Outcome.CRASHED, reason=report.exit_status(result.status))


def _timed_out(reason: str) -> frames.Message:
    return frames.Message(Outcome.TIMED_OUT, reason=reason)
