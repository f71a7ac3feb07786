"""Runs the cells of a study in processes of their own, several at a time; no crash ends the others.

A process is told what to do in the first line of its standard input and keeps reading: when that ends,
because the study is gone, so does the process. It tells how far it is in lines of JSON on standard output. It
is in a session of its own, so an interrupt at the terminal reaches the study alone. Processes are ended by
SIGKILL, which a journal survives at any moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TAIL = 12  # lines of standard error that are quoted when a process crashes
_LONGEST = 1 << 20  # bytes of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One cell to be run.

    Args:
        run_id: Its run.
        order: What its process is told; plain data.
    """

    run_id: str
    order: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a process tells: evaluations so far, or that it has ended, and with which error if any."""

    run_id: str
    evaluations: int | None = None
    ended: bool = False
    error: str = ""


Observer = Callable[[Progress], None]


class Crew:
    """Works jobs off, ``size`` at a time, in the order given.

    Args:
        command: Program and arguments of a process that works one job off.
        size: Processes at a time.
        observer: Told of everything that happens.
    """

    def __init__(self, command: Sequence[str], *, size: int, observer: Observer) -> None:
        self._command = command
        self._size = size
        self._observer = observer

    async def work(self, jobs: Sequence[Job]) -> dict[str, str]:
        """Error by run, of those that ended with one. Cancelling it ends all processes."""
        waiting = deque(jobs)
        errors: dict[str, str] = {}
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._size, len(jobs))):
                group.create_task(self._member(waiting, errors))
        return errors

    async def _member(self, waiting: deque[Job], errors: dict[str, str]) -> None:
        while waiting:
            job = waiting.popleft()
            error = await self._one(job)
            if error:
                errors[job.run_id] = error
            self._observer(Progress(run_id=job.run_id, ended=True, error=error))

    async def _one(self, job: Job) -> str:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True, limit=_LONGEST
        )
        try:
            return await self._watch(process, job)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _watch(self, process: asyncio.subprocess.Process, job: Job) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        tail = asyncio.create_task(_last_lines(process.stderr))
        with contextlib.suppress(ConnectionError):  # it is gone already: its exit code tells
            process.stdin.write(json.dumps(job.order).encode() + b"\n")
            await process.stdin.drain()
        error = ""
        async for line in process.stdout:
            told = _told(line)
            error = str(told.get("error", error))
            if isinstance(count := told.get("evaluations"), int):
                self._observer(Progress(run_id=job.run_id, evaluations=count))
        code, lines = await process.wait(), await tail
        if code == 0 and not error:
            return ""
        return error or f"its process ended with code {code}: {' / '.join(lines) or 'it said nothing'}"


async def _last_lines(stream: asyncio.StreamReader) -> list[str]:
    kept: deque[str] = deque(maxlen=_TAIL)
    while line := await stream.read(_LONGEST):
        kept.extend(text for text in line.decode(errors="replace").splitlines() if text.strip())
    return list(kept)


def _told(line: bytes) -> dict[str, Any]:
    """What a line says; a line that is not ours says nothing."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
