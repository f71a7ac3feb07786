"""Runs a program of the user's with a time limit, a limit on what it prints, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_GRACE_S = 2.0
_LOOK_S = 0.02
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended.

    Args:
        code: Exit status; negative for a signal.
        stdout: What it printed, as much as was allowed.
        stderr: The same of its errors.
        stopped: Why it was stopped, if it was.
    """

    code: int
    stdout: str
    stderr: str
    stopped: str = ""


async def run_process(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    stdin: str,
    timeout_s: float,
    most_bytes: int,
) -> Ended:
    """Run ``command`` in a session of its own; its whole process group is killed at the end, however it ends.

    A descendant that starts a session of its own escapes the group.

    Raises:
        OSError: It cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env=dict(environment),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    out, err = _Kept(process.stdout, most_bytes), _Kept(process.stderr, most_bytes)
    pipes = [asyncio.create_task(work) for work in (_feed(process.stdin, stdin), out.read(), err.read())]
    try:
        stopped = await _wait(process, [out, err], timeout_s)
    finally:
        await _end(process, pipes)
    return Ended(code=process.returncode or 0, stdout=out.text, stderr=err.text, stopped=stopped)


class _Kept:
    """What came out of a pipe, up to a limit."""

    def __init__(self, stream: asyncio.StreamReader, most_bytes: int) -> None:
        self.full = asyncio.Event()
        self._stream = stream
        self._most = most_bytes
        self._data = bytearray()

    async def read(self) -> None:
        while piece := await self._stream.read(_CHUNK):
            self._data += piece[: self._most - len(self._data)]
            if len(self._data) >= self._most:
                self.full.set()

    @property
    def text(self) -> str:
        return self._data.decode("utf-8", "replace")


async def _wait(process: asyncio.subprocess.Process, kept: Sequence[_Kept], timeout_s: float) -> str:
    """Until the process ends, prints too much or takes too long; why it must be stopped, if it must."""
    ending = asyncio.create_task(_exit(process))
    flooding = [asyncio.create_task(pipe.full.wait()) for pipe in kept]
    try:
        done, _ = await asyncio.wait(
            [ending, *flooding], timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in (ending, *flooding):
            task.cancel()
    if ending in done:
        return ""
    return "it printed too much" if done else f"it took longer than {timeout_s:g} s"


async def _end(process: asyncio.subprocess.Process, pipes: Sequence[asyncio.Task[None]]) -> None:
    """Ask the group to end, then make it; then let go of the pipes, which a stray may hold open."""
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(_exit(process), _GRACE_S)
    _signal(process, signal.SIGKILL)
    await _exit(process)
    _, late = await asyncio.wait(pipes, timeout=_GRACE_S)
    for task in late:
        task.cancel()
    await asyncio.gather(*pipes, return_exceptions=True)
    process._transport.close()  # type: ignore[attr-defined]  # else a held pipe warns when collected


async def _exit(process: asyncio.subprocess.Process) -> None:
    """Until the process itself has ended. ``Process.wait`` would also wait for whoever holds its pipes."""
    while process.returncode is None:
        await asyncio.sleep(_LOOK_S)


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    # The group's id stays taken while any member lives, also after its leader was reaped.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def _feed(pipe: asyncio.StreamWriter, text: str) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(text.encode())
        await pipe.drain()
        pipe.close()
        await pipe.wait_closed()
